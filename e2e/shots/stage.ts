/**
 * What the scenes are of: a local cluster of three nodes with the sample stream and something of everything that the
 * screens can show, a schema registry, and connections to clusters that answer, are read-only, or are not there.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { startTestRegistry } from '../../src-main/workbench/registry/test-kit.ts';
import { drawOldLog, oldSegmentFiles } from '../../src-main/sim/overflowed-segment.ts';
import { startHost, stopHost } from '../fixtures/launch.ts';
import { beginConnection, saveConnection, showCluster } from '../steps/connections.ts';
import { flipBit, tornCopy } from '../steps/files.ts';
import { connectRegistry } from '../steps/schemas.ts';
import { inFront } from '../steps/screens.ts';
import { apacheKafkaTarget, beginTransaction, leaveHanging } from '../targets/index.ts';
import { apacheKafkaIfHere } from '../tools/index.ts';
import { commitOffsets, fillPartition, kafkaOf, makeTopics } from '../steps/topics.ts';

export interface Stage {
  readonly browser: Browser;
  /** Of the workbench; a context with `state` is signed in there. */
  readonly origin: string;
  readonly state: { cookies: Cookies; origins: [] };
  /** Of connections, as an address begins with them: to nobody, to the local cluster itself, to one without anything. */
  readonly away: string;
  readonly mirror: string;
  readonly empty: string;
  /** An Apache Kafka with transactions; null where there is no Java. */
  readonly kafka: string | null;
  readonly damaged: DamagedFolders;
  /** Sends every key of `COMPACTED` anew: the cleaner has something to remove. */
  overwrite(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
/** Folders of partitions, no node's. */
export interface DamagedFolders {
  /** A bit of a batch is not what it was. */
  readonly flipped: string;
  /** The newest segment ends in the middle of a batch. */
  readonly torn: string;
  /** The first segment holds offsets too far from its own. */
  readonly overflowed: string;
}
type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;

/** Names that scenes ask for. */
export const SAMPLE = 'sample-orders';
export const SAMPLE_GROUP = 'sample-slow-consumer';
/** Two partitions, no traffic. */
export const PAYMENTS = 'payments';
/** A group without members that has committed in `PAYMENTS`. */
export const SETTLED_GROUP = 'ledger';
export const COMPACTED = 'customers';
export const DEAD_LETTERS = 'payments.dlq';
export const SUBJECT = 'payments-value';
/** Bytes that no decoder wants: of a schema that is not there, and of one that is, cut off. */
export const UNREADABLE = 'events';
/** Without a record. */
export const EMPTY = 'drafts';
/** Enough on one replica that more of them take a while. */
export const MOVING = 'archive';

/** Of the Apache Kafka. */
export const STOCK = 'stock';
export const OPEN_TRANSACTION = 'inventory-3';

const VIEWPORT = { width: 1440, height: 900 };
/** Enough for the charts to have a line. */
const STREAM_MS = 15_000;
const ARCHIVED = { records: 2_000, bytes: 10_000 };

export async function setStage(): Promise<Stage> {
  await using owned = new AsyncDisposableStack();
  const { ready, child } = await startHost(['--nodes', '3']);
  owned.defer(() => stopHost(child));
  const registry = owned.use(await startTestRegistry());
  const browser = await chromium.launch({ executablePath: process.env.SLUICE_BROWSER });
  owned.defer(() => browser.close());
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(ready.workbenchUrl!);
  await page.getByTestId('rail-welcome').click();
  await inFront(page, 'sample-start').click();
  await inFront(page, 'sample-state').waitFor();
  const begunMs = Date.now();

  await fillCluster(ready.bootstrapServers);
  fillRegistry(registry);
  await connectRegistry(page, registry.url);
  const damaged = await damageFolders(ready.dataDir, owned);
  const mirror = await connect(page, 'mirror', ready.bootstrapServers, 'read-only');
  const away = await connect(page, 'staging', '127.0.0.1:1');
  const other = await startHost(['--nodes', '1']);
  owned.defer(() => stopHost(other.child));
  const empty = await connect(page, 'fresh', other.ready.bootstrapServers);
  const remote = await startKafka(owned);
  const kafka = remote === null ? null : await connect(page, 'warehouse', remote);
  await showCluster(page, 'local');
  await openAddress(page, '/overview');
  await sendThings(page);
  await watchLag(page);
  await page.waitForTimeout(Math.max(0, STREAM_MS - (Date.now() - begunMs)));
  // The session, not the tabs: each page begins with its own.
  const state = { cookies: await context.cookies(), origins: [] as [] };
  await context.close();
  const disposal = owned.move();
  return {
    browser,
    origin: new URL(ready.workbenchUrl!).origin,
    state,
    away,
    mirror,
    empty,
    kafka,
    damaged,
    overwrite: () => overwriteCustomers(ready.bootstrapServers),
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  };
}

/** One node with transactions in every state; the address of it, null where there is no Java. */
async function startKafka(owned: AsyncDisposableStack): Promise<string | null> {
  const jars = await apacheKafkaIfHere();
  if (!('found' in jars)) return null;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-shots-kafka-'));
  owned.defer(() => rm(dataDir, { recursive: true, force: true }));
  const kafka = await apacheKafkaTarget(jars.found, 'small').start({ dataDir });
  owned.defer(async () => void (await kafka.stop()));
  const { bootstrapServers } = kafka;
  await makeTopics(bootstrapServers, [{ topic: STOCK, numPartitions: 3 }, { topic: 'shipments' }]);
  for (const [id, end, count] of [
    ['billing-1', 'commit', 3],
    ['billing-2', 'abort', 2],
  ] as const)
    for (let round = 0; round < count; round += 1)
      await (await beginTransaction(bootstrapServers, { topic: STOCK, partition: 0 }, id)).end(end);
  const open = await beginTransaction(bootstrapServers, { topic: STOCK, partition: 1 }, OPEN_TRANSACTION);
  // Of a long run Kafka has ended it by itself: a quarter of an hour is the most that it grants.
  owned.defer(() => open.end('abort').catch(() => {}));
  await leaveHanging(bootstrapServers, { topic: 'shipments', partition: 0 }, 'shipping-7');
  return bootstrapServers;
}

async function openAddress(page: Page, address: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#${address}`);
}

async function fillCluster(bootstrapServers: string): Promise<void> {
  await makeTopics(bootstrapServers, [
    { topic: PAYMENTS, numPartitions: 2, replicationFactor: 3 },
    { topic: DEAD_LETTERS },
    { topic: UNREADABLE },
    { topic: EMPTY, numPartitions: 2, replicationFactor: 3 },
    // In segments of a few megabytes: the files of older ones have indexes.
    {
      topic: MOVING,
      numPartitions: 2,
      configEntries: [{ name: 'segment.bytes', value: '2000000' }],
    },
    {
      topic: COMPACTED,
      configEntries: [
        { name: 'cleanup.policy', value: 'compact' },
        { name: 'segment.ms', value: '500' },
        { name: 'min.cleanable.dirty.ratio', value: '0.01' },
      ],
    },
  ]);
  await fillPartition(bootstrapServers, PAYMENTS, 0, 40);
  await fillPartition(bootstrapServers, PAYMENTS, 1, 25);
  await commitOffsets(bootstrapServers, SETTLED_GROUP, PAYMENTS, [[0, 12]]);
  const producer = kafkaOf(bootstrapServers).producer();
  await producer.connect();
  try {
    await producer.send({
      topic: DEAD_LETTERS,
      messages: Array.from({ length: 5 }, (_, at) => ({
        key: `p-${at}`,
        value: JSON.stringify({ payment: at, amount: 1_200 + at, currency: 'EUR' }),
        headers: { origin: at === 4 ? 'gone' : PAYMENTS, error: 'IBAN is not valid' },
      })),
    });
    await producer.send({
      topic: UNREADABLE,
      messages: [
        { key: 'plain', value: 'order 17 was paid' },
        // Magic byte, schema id, and what is left of a payment.
        { key: 'cut off', value: Buffer.from([0, 0, 0, 0, 2, 0x80]) },
        { key: 'no schema', value: Buffer.from([0, 0, 0, 3, 0xe7, 0x02, 0x10]) },
        { key: 'bytes', value: Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x00, 0x9f]) },
        { key: 'tombstone', value: null },
      ],
    });
    for (let sent = 0; sent < ARCHIVED.records; sent += 50) {
      const messages = Array.from({ length: 50 }, () => ({ value: 'a'.repeat(ARCHIVED.bytes) }));
      await producer.send({ topic: MOVING, messages });
    }
  } finally {
    await producer.disconnect();
  }
  await overwriteCustomers(bootstrapServers);
}

/** In segments of their own, of which all but the last can be cleaned. */
async function overwriteCustomers(bootstrapServers: string): Promise<void> {
  const producer = kafkaOf(bootstrapServers).producer();
  await producer.connect();
  try {
    for (let round = 0; round < 3; round += 1) {
      await producer.send({
        topic: COMPACTED,
        messages: Array.from({ length: 40 }, (_, at) => ({
          key: `c-${at % 8}`,
          value: `{"round":${round}}`,
        })),
      });
      await new Promise((resolve) => setTimeout(resolve, 600));
    }
  } finally {
    await producer.disconnect();
  }
}

/** Copies of `MOVING`'s first partition, and a log that an old cleaner has left. */
async function damageFolders(dataDir: string, owned: AsyncDisposableStack): Promise<DamagedFolders> {
  const root = await mkdtemp(join(tmpdir(), 'sluice-shots-folders-'));
  owned.defer(() => rm(root, { recursive: true, force: true }));
  const [own] = readdirSync(dataDir)
    .filter((name) => name.startsWith('node-'))
    .map((node) => join(dataDir, node, 'data-1', `${MOVING}-0`))
    .filter((folder) => existsSync(folder));
  const logs = readdirSync(own!).filter((name) => name.endsWith('.log'));
  const flipped = join(root, `${MOVING}-0`);
  cpSync(own!, flipped, { recursive: true });
  // Among the values of the first batch.
  flipBit(join(flipped, logs[0]!), 300_000);
  const torn = tornCopy(own!, logs.at(-1)!);
  owned.defer(() => rm(torn.root, { recursive: true, force: true }));
  const old = join(root, 'old');
  const overflowed = join(old, 'ledger-0');
  mkdirSync(overflowed, { recursive: true });
  const log = drawOldLog(5, { overflows: 2, wallMs: Date.now() });
  for (const [base, batches] of [
    [0, log.closed],
    [log.activeBase, log.active],
  ] as const)
    for (const [kind, bytes] of Object.entries(oldSegmentFiles(base, batches, 100)))
      writeFileSync(join(overflowed, `${String(base).padStart(20, '0')}.${kind}`), bytes);
  // That its offsets reach so far is believed by this.
  writeFileSync(join(old, 'recovery-point-offset-checkpoint'), `0\n1\nledger 0 ${log.activeBase}\n`);
  return { flipped, torn: torn.folder, overflowed };
}

function fillRegistry(registry: Awaited<ReturnType<typeof startTestRegistry>>): void {
  const payment = (...more: object[]) =>
    JSON.stringify({
      type: 'record',
      name: 'Payment',
      namespace: 'shop',
      fields: [{ name: 'id', type: 'long' }, { name: 'amount', type: 'int' }, ...more],
    });
  registry.add(SUBJECT, 'AVRO', payment());
  registry.add(SUBJECT, 'AVRO', payment({ name: 'currency', type: 'string', default: 'EUR' }));
  registry.add('customers-value', 'JSON', '{"type":"object","properties":{"name":{"type":"string"}}}');
  registry.add(
    'events-value',
    'PROTOBUF',
    'syntax = "proto3";\npackage shop;\nmessage Event {\n  string name = 1;\n}\n',
  );
}

/** Adds a connection and opens it once; answers how its addresses begin. */
async function connect(
  page: Page,
  name: string,
  bootstrapServers: string,
  how?: 'read-only',
): Promise<string> {
  const dialog = await beginConnection(page, name, bootstrapServers);
  if (how === 'read-only') await dialog.getByTestId('connection-read-only').click();
  await saveConnection(page);
  await showCluster(page, name);
  await page.waitForFunction(() => location.hash.startsWith('#/@'));
  return page.evaluate(() => /^#(\/@[^/]+)/.exec(location.hash)![1]!);
}

/** A load that goes on, and a file that stops at a bad line: the status bar has jobs, the history has entries. */
async function sendThings(page: Page): Promise<void> {
  await openAddress(page, `/topics/${PAYMENTS}/send?mode=batch`);
  const rows = Array.from(
    { length: 300 },
    (_, at) => `p-${at},"{""payment"":${at}}",${at === 250 ? 'x' : at % 2}`,
  );
  await page
    .getByTestId('batch-file')
    .last()
    .setInputFiles({
      name: 'payments.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`key,value,partition\n${rows.join('\n')}\n`),
    });
  await inFront(page, 'start-batch').click();
  await page.locator('[data-testid="job"][data-state="failed"]').filter({ visible: true }).waitFor();
  await openAddress(page, `/topics/${PAYMENTS}/send?mode=generate`);
  await inFront(page, 'rate').fill('2');
  await inFront(page, 'stop-amount').fill('100000');
  await inFront(page, 'start-load').click();
  await page.locator('[data-testid="job"][data-kind="load"]').filter({ visible: true }).waitFor();
}

/** One rule that fires, and one that does not. */
async function watchLag(page: Page): Promise<void> {
  for (const [group, threshold] of [
    [SETTLED_GROUP, '5'],
    [SAMPLE_GROUP, '100000000'],
  ] as const) {
    await openAddress(page, `/alerts?dialog=new&group=${group}`);
    await page.getByTestId('rule-threshold').fill(threshold);
    await page.getByTestId('rule-seconds').fill('0');
    await page.getByTestId('rule-dialog').locator('button[type=submit]').click();
    await page.getByTestId('rule-dialog').waitFor({ state: 'detached' });
  }
  await page.locator('[data-testid="alert-badge"][data-firing="1"]').waitFor();
}
