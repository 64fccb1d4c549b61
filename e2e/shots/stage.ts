/**
 * What the scenes are of: a local cluster of three nodes with the sample stream and something of everything that the
 * screens can show, a schema registry, and connections to clusters that answer, are read-only, or are not there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { startTestRegistry } from '../../src-main/workbench/registry/test-kit.ts';
import { startHost, stopHost } from '../fixtures/launch.ts';
import { beginConnection, saveConnection, showCluster } from '../steps/connections.ts';
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
  /** Of connections, as an address begins with them. */
  readonly away: string;
  readonly mirror: string;
  /** An Apache Kafka with transactions; null where there is no Java. */
  readonly kafka: string | null;
  [Symbol.asyncDispose](): Promise<void>;
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
  const mirror = await connect(page, 'mirror', ready.bootstrapServers, 'read-only');
  const away = await connect(page, 'staging', '127.0.0.1:1');
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
    kafka,
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
  owned.defer(() => open.end('abort'));
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
    { topic: MOVING, numPartitions: 2 },
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
    for (let sent = 0; sent < ARCHIVED.records; sent += 50) {
      const messages = Array.from({ length: 50 }, () => ({ value: 'a'.repeat(ARCHIVED.bytes) }));
      await producer.send({ topic: MOVING, messages });
    }
  } finally {
    await producer.disconnect();
  }
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
