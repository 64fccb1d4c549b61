// A batch from a file is cut off at every moment that counts, and goes on against a real broker: each line arrives once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KafkaClient } from '../../client/index.ts';
import type { BatchRequest } from '../../contract/index.ts';
import { startTestNode, type TestNode } from '../../node/in-process.ts';
import { CreateTopics } from '../../protocol/index.ts';
import { Store } from '../store/index.ts';
import { type BatchContext, BatchJob } from './batch-job.ts';
import { Sources } from './sources.ts';
import { numbersIn } from './test-kit.ts';

const LINES = 6_000;
const PARTITIONS = 2;

let node: TestNode;
let client: KafkaClient;
const folder = mkdtempSync(join(tmpdir(), 'sluice-batch-'));
let names = 0;

beforeAll(async () => {
  node = await startTestNode();
  const bootstrap = [{ host: node.host, port: node.port }];
  client = new KafkaClient(node.env, { clientId: 'batch', softwareVersion: '0', bootstrap });
});
afterAll(async () => {
  client.close();
  await node.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function makeTopic(name: string): Promise<void> {
  const topic = { name, numPartitions: PARTITIONS, replicationFactor: 1, assignments: [], configs: [] };
  const asked = { topics: [topic], timeoutMs: 10_000, validateOnly: false };
  await client.request(CreateTopics, asked, { to: 'controller' });
  await client.refreshMetadata();
}

const sources = () => new Sources(join(folder, 'sources'), () => `source-${names}`);

/** Numbers from 0 on, the even ones to one partition and the odd ones to the other; some lines are no message. */
async function sourceOf(bad: readonly number[] = []): Promise<string> {
  names++;
  const of = sources();
  const name = await of.open();
  const lines = Array.from({ length: LINES }, (_, at) =>
    bad.includes(at + 1) ? 'broken' : JSON.stringify({ value: String(at), partition: at % PARTITIONS }),
  );
  await of.add(name, Buffer.from(lines.join('\n')));
  return name;
}

const request = (topic: string, source: string, change: Partial<BatchRequest> = {}): BatchRequest => ({
  cluster: 'local',
  topic,
  source,
  format: 'jsonl',
  shape: 'message',
  csv: null,
  options: { compression: 'none', acks: 'all' },
  transaction: false,
  onError: 'stop',
  ...change,
});

type Call = 'intend' | 'settle' | 'saveProgress';

/** The workbench dies at a call of the journal: nothing that comes later is written down. */
function dieAt(store: Store, call: Call, after: number): void {
  const { batches } = store;
  const dead = () => {
    throw new Error('the process is gone');
  };
  const real = batches[call].bind(batches) as (...args: unknown[]) => void;
  let calls = 0;
  batches[call] = (...args: unknown[]) => {
    if (++calls <= after) return real(...args);
    // What is handed over is written down, and then nothing comes to pass; what was answered is not written down.
    if (call === 'intend') real(...args);
    Object.assign(batches, { intend: dead, settle: dead, saveProgress: dead, saveView: () => {} });
    return dead();
  };
}

function contextOf(store: Store): BatchContext {
  const kept = sources();
  for (const { request: of } of store.batches.unfinished()) kept.keep(of.source);
  return {
    clock: node.env.clock,
    journal: store.batches,
    sources: kept,
    open: () => ({ client, registry: undefined }),
  };
}

let paths = 0;

/** Each of its deaths, and then restored a last time; the store is one that the next life opens anew. */
async function afterDeaths(asked: BatchRequest, deaths: readonly (readonly [Call, number])[]) {
  const path = join(folder, `${++paths}.sqlite`);
  for (const [index, [call, after]] of deaths.entries()) {
    const store = new Store(path, 0);
    const context = contextOf(store);
    context.sources.keep(asked.source);
    const job =
      index === 0
        ? BatchJob.begun(context, 'job', asked)
        : BatchJob.restored(context, store.batches.unfinished()[0]);
    dieAt(store, call, after);
    await job.run();
    expect(job.view.error?.detail).toContain('the process is gone');
    store.close();
  }
  const store = new Store(path, 0);
  const job = BatchJob.restored(contextOf(store), store.batches.unfinished()[0]);
  expect(job.view).toMatchObject({
    state: 'failed',
    error: { code: 'interrupted', said: { code: 'redrive.interrupted' } },
  });
  return { store, job };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

test.each([
  ['a batch was written and its answer was not noted', [['settle', 0]]],
  ['a batch was noted and never handed over', [['intend', 1]]],
  ['the end of a window was not noted', [['saveProgress', 1]]],
  [
    'it died again and again',
    [
      ['intend', 0],
      ['settle', 1],
      ['settle', 2],
      ['saveProgress', 1],
      ['intend', 1],
    ],
  ],
] as const)('when %s, each line still arrives once and in its order', async (what, deaths) => {
  const topic = `whole-${paths}`;
  await makeTopic(topic);
  const { store, job } = await afterDeaths(request(topic, await sourceOf()), deaths);
  expect(job.view.resumeLine).toBeGreaterThan(0);
  await job.run();
  expect(job.view, what).toMatchObject({ state: 'done', sent: LINES, total: LINES, failed: 0 });
  expect(store.batches.unfinished()).toEqual([]);
  expect(store.batches.inDoubt('job')).toEqual([]);
  store.close();
  const values = await numbersIn(client, topic, PARTITIONS);
  expect(sorted(values)).toEqual(upTo(LINES));
  for (const parity of [0, 1]) {
    const own = values.filter((value) => value % 2 === parity);
    expect(own).toEqual(sorted(own));
  }
});

test('lines that are no message are told once, whatever lives it took, and one that stops it stops it', async () => {
  await makeTopic('bad');
  const bad = [10, 2_500, 5_999];
  const source = await sourceOf(bad);
  const { store, job } = await afterDeaths(request('bad', source, { onError: 'skip' }), [
    ['settle', 1],
    ['settle', 2],
  ]);
  job.setOnError('stop');
  await job.run();
  expect(job.view).toMatchObject({ state: 'failed', error: { said: { code: 'job.badLine' } } });
  const stoppedAt = job.view.resumeLine!;
  expect(bad).toContain(stoppedAt);
  // As it stands in the next life, too: that it had stopped is no death.
  const next = BatchJob.restored(contextOf(store), store.batches.unfinished()[0]);
  expect(next.view).toMatchObject({ state: 'failed', error: { said: { code: 'job.badLine' } } });
  expect(next.view.resumeLine).toBe(stoppedAt);
  next.setOnError('skip');
  await next.run();
  expect(next.view).toMatchObject({ state: 'done', sent: LINES - bad.length, failed: bad.length });
  expect(next.view.problems.map(({ place }) => place)).toEqual(bad.map(String));
  expect(sorted(await numbersIn(client, 'bad', PARTITIONS))).toEqual(
    upTo(LINES).filter((at) => !bad.includes(at + 1)),
  );
  store.close();
});

test('with fewer acks it is said which lines may be there already', async () => {
  await makeTopic('few');
  const options = { compression: 'none', acks: 'leader' } as const;
  const { store, job } = await afterDeaths(request('few', await sourceOf(), { options }), [['settle', 2]]);
  expect(job.view.error!.nextStep).toContain('Look whether lines 2001 to 4000 have arrived');
  expect(job.view).toMatchObject({ sent: 2_000, resumeLine: 2_001 });
  store.close();
});

test('a transaction begins with the first line again, and says so if it may have been committed', async () => {
  const context = contextOf(new Store(join(folder, `${++paths}.sqlite`), 0));
  const progress = {
    line: 0,
    written: [],
    atRisk: null,
    transactionalId: 'sluice-batch-1',
    sent: 4_000,
    sentBytes: 1,
    failed: 0,
    skipped: 0,
    problems: [],
  };
  const asked = request('any', 'none', { transaction: true });
  const { view } = BatchJob.begun(context, 'job', asked);
  const restored = (committing: boolean) =>
    BatchJob.restored(context, {
      id: 'job',
      atMs: 0,
      request: asked,
      progress: { ...progress, committing },
      view,
    }).view;
  expect(restored(false)).toMatchObject({ sent: 0, resumeLine: 1 });
  expect(restored(false).error!.nextStep).toContain('Nothing of it can be read as committed');
  expect(restored(true).error!.nextStep).toContain('look whether the records are there');
});

test('a file that is gone is told, and what is dismissed leaves nothing behind', async () => {
  await makeTopic('gone');
  const { store, job } = await afterDeaths(request('gone', await sourceOf()), [['settle', 0]]);
  rmSync(join(folder, 'sources'), { recursive: true });
  await job.run();
  expect(job.view).toMatchObject({ state: 'failed', error: { said: { code: 'source.gone' } } });
  await job.dispose();
  expect(store.batches.unfinished()).toEqual([]);
  expect(store.batches.inDoubt('job')).toEqual([]);
  store.close();
});
