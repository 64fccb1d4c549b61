// A redrive is cut off at every moment that counts, and goes on against a real broker: each record arrives once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KafkaClient, produce } from '../../client/index.ts';
import type { RedriveRequest } from '../../contract/index.ts';
import { startTestNode, type TestNode } from '../../node/in-process.ts';
import { CreateTopics } from '../../protocol/index.ts';
import { buildBatch } from '../../wire/index.ts';
import { automaticDecoding } from '../decoding/index.ts';
import { recordFilter } from '../messages/record-filter.ts';
import { Store } from '../store/index.ts';
import { type RedriveContext, RedriveJob } from './redrive-job.ts';
import { numbersIn } from './test-kit.ts';

const RECORDS = 5_000;
const PARTITIONS = 2;
const NO_FILTER = { text: '', clauses: [], script: '' };

let node: TestNode;
let client: KafkaClient;

beforeAll(async () => {
  node = await startTestNode();
  const bootstrap = [{ host: node.host, port: node.port }];
  client = new KafkaClient(node.env, { clientId: 'redrive', softwareVersion: '0', bootstrap });
  await makeTopic('dead', PARTITIONS);
  for (let at = 0; at < RECORDS; at += 500)
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const numbers = Array.from(
        { length: 500 / PARTITIONS },
        (_, index) => at + index * PARTITIONS + partition,
      );
      const batch = buildBatch(
        numbers.map((number) => ({ key: null, value: Buffer.from(String(number)), headers: [] })),
        { timestamp: 1_000 + at },
      );
      await produce(client, { topic: 'dead', partition }, batch, { acks: 'all' });
    }
});
afterAll(async () => {
  client.close();
  await node.stop();
});

async function makeTopic(name: string, numPartitions: number): Promise<void> {
  await client.request(
    CreateTopics,
    {
      topics: [{ name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 10_000,
      validateOnly: false,
    },
    { to: 'controller' },
  );
  await client.refreshMetadata();
}

const request = (topic: string, source: RedriveRequest['source']): RedriveRequest => ({
  cluster: 'local',
  topic: 'dead',
  source,
  target: { cluster: 'local', topic, topicHeader: null },
  keepPartition: true,
  keepTimestamp: true,
  provenance: false,
  removeHeaders: [],
  options: { compression: 'none' },
});
const EVERYTHING = {
  kind: 'filter',
  partitions: [0, 1],
  from: { kind: 'oldest' },
  until: null,
  filter: NO_FILTER,
  isolation: 'read_committed',
  limit: 1_000_000,
} as const;

function contextOf(store: Store): RedriveContext {
  let lanes = 0;
  const decoding = automaticDecoding();
  return {
    clock: node.env.clock,
    journal: store.redrives,
    open: async () => ({
      target: client,
      source: {
        client,
        topic: 'dead',
        lane: `redrive-${++lanes}`,
        sieve: {
          matcher: recordFilter(NO_FILTER, decoding),
          script: undefined,
          decoding,
          invisible: false,
          scriptProblems: { count: 0, first: '' },
        },
      },
    }),
  };
}

/** The workbench dies at a call of the journal: nothing that comes later is written down. */
function dieAt(store: Store, call: 'intend' | 'settle' | 'saveProgress', after: number): void {
  const { redrives } = store;
  const dead = () => {
    throw new Error('the process is gone');
  };
  const real = redrives[call].bind(redrives) as (...args: unknown[]) => void;
  let calls = 0;
  redrives[call] = (...args: unknown[]) => {
    if (++calls <= after) return real(...args);
    // What is handed over is written down, and then nothing comes to pass; what was answered is not written down.
    if (call === 'intend') real(...args);
    Object.assign(redrives, { intend: dead, settle: dead, saveProgress: dead, saveView: () => {} });
    return dead();
  };
}

/** Each of its deaths, then to the end; the store is one that the next life opens anew. */
async function redriveWith(
  path: string,
  asked: RedriveRequest,
  deaths: readonly (readonly ['intend' | 'settle' | 'saveProgress', number])[],
): Promise<RedriveJob> {
  let inDoubt = 0;
  for (const [index, [call, after]] of deaths.entries()) {
    const store = new Store(path, 0);
    const context = contextOf(store);
    const job =
      index === 0
        ? RedriveJob.begun(context, 'job', asked)
        : RedriveJob.restored(context, store.redrives.unfinished()[0]);
    dieAt(store, call, after);
    await job.run();
    expect(job.view.error?.detail).toContain('the process is gone');
    inDoubt += store.redrives.inDoubt('job').length;
    store.close();
  }
  expect(inDoubt).toBeGreaterThan(0);
  const store = new Store(path, 0);
  const job = RedriveJob.restored(contextOf(store), store.redrives.unfinished()[0]);
  expect(job.view).toMatchObject({
    state: 'failed',
    error: { code: 'interrupted', said: { code: 'redrive.interrupted' } },
  });
  await job.run();
  expect(store.redrives.unfinished()).toEqual([]);
  expect(store.redrives.inDoubt('job')).toEqual([]);
  store.close();
  return job;
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
let paths = 0;
const databasePath = () => `${node.dataDirectory}/redrive-${++paths}.sqlite`;

test.each([
  ['a batch was written and its answer was not noted', [['settle', 0]]],
  ['a batch was noted and never handed over', [['intend', 1]]],
  [
    'it died again and again',
    [
      ['intend', 0],
      ['settle', 1],
      ['saveProgress', 2],
      ['settle', 2],
      ['intend', 2],
    ],
  ],
] as const)('when %s, each record still arrives once and in its order', async (what, deaths) => {
  const topic = `whole-${paths}`;
  await makeTopic(topic, PARTITIONS);
  const job = await redriveWith(databasePath(), request(topic, EVERYTHING), deaths);
  expect(job.view, what).toMatchObject({ state: 'done', sent: RECORDS, failed: 0, skipped: 0 });
  const values = await numbersIn(client, topic, PARTITIONS);
  expect(sorted(values)).toEqual(upTo(RECORDS));
  for (const parity of [0, 1]) {
    const own = values.filter((value) => value % 2 === parity);
    expect(own).toEqual(sorted(own));
  }
});

test('a limit counts over all lives', async () => {
  await makeTopic('some', PARTITIONS);
  const asked = request('some', { ...EVERYTHING, limit: 4_500 });
  const job = await redriveWith(databasePath(), asked, [
    ['settle', 3],
    ['settle', 1],
  ]);
  expect(job.view).toMatchObject({ state: 'done', sent: 4_500 });
  expect(sorted(await numbersIn(client, 'some', PARTITIONS))).toEqual(upTo(4_500));
});

test('a selection goes on behind what was sent; records that are gone are said once', async () => {
  await makeTopic('chosen', PARTITIONS);
  const records = [0, 1].flatMap((partition) =>
    Array.from({ length: 2_500 }, (_, offset) => ({ partition, offset })),
  );
  records.push({ partition: 1, offset: 9_999_999 });
  const asked = request('chosen', { kind: 'selection', records });
  const job = await redriveWith(databasePath(), asked, [
    ['settle', 1],
    ['intend', 0],
  ]);
  expect(job.view).toMatchObject({
    state: 'done',
    sent: RECORDS,
    skipped: 1,
    problems: [{ place: '1-9999999' }],
  });
  expect(sorted(await numbersIn(client, 'chosen', PARTITIONS))).toEqual(upTo(RECORDS));
});

test('a batch that was on its way too long ago is not sent again, and said', async () => {
  await makeTopic('late', PARTITIONS);
  const path = databasePath();
  const store = new Store(path, 0);
  const context = contextOf(store);
  const job = RedriveJob.begun(context, 'job', request('late', EVERYTHING));
  dieAt(store, 'settle', 0);
  await job.run();
  const [doubt] = store.redrives.inDoubt('job');
  store.close();
  const later = new Store(path, 0);
  later.redrives.intend('job', { ...doubt, atMs: doubt.atMs - 13 * 3_600_000 });
  const next = RedriveJob.restored(contextOf(later), later.redrives.unfinished()[0]);
  await next.run();
  expect(next.view).toMatchObject({ state: 'done', failed: doubt.places.length });
  expect(next.view.problems[0]).toMatchObject({ place: doubt.places[0], said: { code: 'redrive.unknown' } });
  expect(sorted(await numbersIn(client, 'late', PARTITIONS))).toEqual(upTo(RECORDS));
  later.close();
});

test('a topic that was made anew is not what was begun with', async () => {
  await makeTopic('anew', PARTITIONS);
  const store = new Store(databasePath(), 0);
  RedriveJob.begun(contextOf(store), 'job', request('anew', EVERYTHING));
  const [unfinished] = store.redrives.unfinished();
  const job = RedriveJob.restored(contextOf(store), {
    ...unfinished,
    progress: { ...unfinished.progress, topicId: 'another' },
  });
  await job.run();
  expect(job.view).toMatchObject({ state: 'failed', error: { said: { code: 'redrive.madeAnew' } } });
  expect(await numbersIn(client, 'anew', PARTITIONS)).toEqual([]);
  await job.dispose();
  expect(store.redrives.unfinished()).toEqual([]);
  store.close();
});
