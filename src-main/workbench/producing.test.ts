import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type BatchRequest,
  type MessageRow,
  PLAIN_CONNECTION,
  type RedriveRequest,
} from '../contract/index.ts';
import { startTestNode } from '../node/in-process.ts';
import {
  allRows,
  type Isolation,
  jobEnded,
  startTestBench,
  type TestBench,
  type TestScreen,
} from './test-kit.ts';

const cluster = 'local';
const options = { compression: 'none', acks: 'all' } as const;
let bench: TestBench;
let screen: TestScreen;

beforeAll(async () => {
  bench = await startTestBench();
  screen = bench.screen();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function makeTopic(name: string, partitions = 2, configs: Record<string, string> = {}): Promise<void> {
  await screen.call('topics.create', { cluster, name, partitions, replicationFactor: 1, configs });
}

async function sourceOf(text: string): Promise<string> {
  const { source } = await screen.call('producing.openSource', null);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 100_000)
    await screen.call('producing.addToSource', {
      source,
      base64: bytes.subarray(at, at + 100_000).toString('base64'),
    });
  return source;
}

const batchOf = (topic: string, source: string, change: Partial<BatchRequest> = {}): BatchRequest => ({
  cluster,
  topic,
  source,
  format: 'jsonl',
  shape: 'message',
  csv: null,
  options,
  transaction: false,
  onError: 'stop',
  ...change,
});

const ended = (id: string) => jobEnded(screen, id);
const rowsOf = (topic: string, isolation?: Isolation) => allRows(screen, { cluster, topic, isolation });

const line = (at: number) => JSON.stringify({ key: `k-${at % 50}`, value: { at } });
const numbers = (rows: readonly MessageRow[]) =>
  rows.map(({ value }) => (JSON.parse(value.text) as { at: number }).at).sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

test('a record that was written is told as written, though the history of it cannot be', async () => {
  await makeTopic('unremembered', 1);
  const memory = screen.listen('app.memory', {});
  const other = new Database(bench.databasePath);
  other.exec('BEGIN IMMEDIATE');
  try {
    const sent = await screen.call('messages.send', {
      cluster,
      topic: 'unremembered',
      partition: null,
      key: { kind: 'text', text: 'k' },
      value: { kind: 'text', text: 'v' },
      headers: [],
      compression: 'none',
      acks: 'all',
      timestampMs: null,
    });
    expect(sent).toMatchObject({ partition: 0, offset: 0 });
    const { trouble } = await memory.until((event) => event.trouble !== null);
    expect(trouble).toContain('not remembered');
    // What somebody asked to be kept is refused in words.
    const template = { key: null, value: '1', headers: [], partition: null } as never;
    await expect(
      screen.call('producing.saveTemplate', { cluster, topic: 'unremembered', name: 'a', template }),
    ).rejects.toThrow('It was not saved');
  } finally {
    other.exec('ROLLBACK');
    other.close();
  }
  await memory.until((event) => event.trouble === null);
  memory.cancel();
});

test('a file stops at the line that is no message, and goes on there without doubling one', async () => {
  await makeTopic('lines');
  const lines = upTo(5_000).map(line);
  lines[3_333] = '{"kee": 1}';
  lines[4_444] = '{"partition": 9, "value": "x"}';
  const source = await sourceOf(lines.join('\n'));
  const preview = await screen.call('producing.batchPreview', batchOf('lines', source));
  expect(preview.messages).toHaveLength(20);
  expect(preview.messages[0]).toMatchObject({
    line: 1,
    key: 'k-0',
    value: '{"at":0}',
    partition: expect.any(Number),
  });
  const { job } = await screen.call('producing.batch', batchOf('lines', source));
  expect(await ended(job)).toMatchObject({
    state: 'failed',
    sent: 3_333,
    resumeLine: 3_334,
    error: { message: "Line 3334 is no message: a message has no 'kee'." },
  });
  expect(numbers(await rowsOf('lines'))).toEqual(upTo(3_333));
  await screen.call('jobs.resume', { job });
  expect(await ended(job)).toMatchObject({ state: 'failed', sent: 3_333, resumeLine: 3_334 });
  await screen.call('jobs.resume', { job, onError: 'skip' });
  const done = await ended(job);
  expect(done).toMatchObject({ state: 'done', sent: 4_998, failed: 2, resumeLine: null, progress: 1 });
  expect(done.problems.map(({ place }) => place)).toEqual(['3334', '4445']);
  expect(numbers(await rowsOf('lines'))).toEqual(upTo(5_000).filter((at) => at !== 3_333 && at !== 4_444));
  await screen.call('jobs.dismiss', { job });
  await expect(screen.call('producing.batchPreview', batchOf('lines', source))).rejects.toThrow('not-found');
});

test('a record that the broker refuses is named by its line; the others of its batch arrive', async () => {
  await makeTopic('small', 1, { 'max.message.bytes': '2000' });
  const lines = upTo(100).map(line);
  lines[60] = JSON.stringify({ value: 'x'.repeat(5_000) });
  const source = await sourceOf(lines.join('\r\n'));
  const { job } = await screen.call('producing.batch', batchOf('small', source, { onError: 'skip' }));
  const view = await ended(job);
  expect(view).toMatchObject({ state: 'done', sent: 99, failed: 1, problems: [{ place: '61' }] });
  expect(view.problems[0].message).toContain('MESSAGE_TOO_LARGE');
  const rows = await rowsOf('small');
  expect(numbers(rows)).toEqual(upTo(100).filter((at) => at !== 60));
  // One partition: in the order of the file, though batches were split.
  expect(rows.map(({ value }) => value.text)).toEqual(
    rows
      .map(({ value }) => value.text)
      .toSorted((a, b) => (JSON.parse(a) as { at: number }).at - (JSON.parse(b) as { at: number }).at),
  );
});

test('without a transaction coordinator a transaction is refused in words, and nothing is written', async () => {
  await makeTopic('whole');
  const source = await sourceOf(upTo(100).map(line).join('\n'));
  const { job } = await screen.call('producing.batch', batchOf('whole', source, { transaction: true }));
  const view = await ended(job);
  expect(view).toMatchObject({ state: 'failed', sent: 0, resumeLine: 1 });
  expect(view.error!.message).toContain('has no transaction coordinator');
  expect(await rowsOf('whole', 'read_uncommitted')).toEqual([]);
});

test('a CSV is mapped column by column; a pasted array is a message an element', async () => {
  await makeTopic('csv', 3);
  const csv = 'id,where,extra,when\r\n"a ""1""",2,"{""h"":""x""}",1000\r\n,0,,\r\n"",1,,soon\r\n';
  const mapping = {
    delimiter: ',',
    hasHeader: true,
    key: 0,
    value: 0,
    headers: 2,
    partition: 1,
    timestamp: 3,
    emptyIsNull: true,
  } as const;
  const source = await sourceOf(`\uFEFF${csv}`);
  const request = batchOf('csv', source, { format: 'csv', csv: mapping, onError: 'skip' });
  const preview = await screen.call('producing.batchPreview', request);
  expect(preview.columns).toEqual(['id', 'where', 'extra', 'when']);
  expect(preview.problems).toMatchObject([
    { place: '4', message: "'soon' is no time: epoch ms or ISO 8601 was expected" },
  ]);
  const { job } = await screen.call('producing.batch', request);
  expect(await ended(job)).toMatchObject({ state: 'done', sent: 2, failed: 1 });
  const rows = await rowsOf('csv');
  expect(rows.map(({ partition, key, timestampMs }) => [partition, key.format, timestampMs > 1_000])).toEqual(
    [
      [2, 'text', false],
      [0, 'null', true],
    ],
  );
  expect(rows[0]).toMatchObject({ key: { text: 'a "1"' }, headers: [{ name: 'h', value: { text: 'x' } }] });

  const array = await sourceOf('[{"at":1},\n{"at":9007199254740993}]');
  const values = batchOf('csv', array, { format: 'json', shape: 'value' });
  const sent = await screen.call('producing.batch', values);
  expect(await ended(sent.job)).toMatchObject({ state: 'done', sent: 2 });
  expect((await rowsOf('csv')).map(({ value }) => value.text)).toContain('{"at":9007199254740993}');
});

test('a load ends by itself, keeps its rate and tells its latencies; one that is cancelled stops', async () => {
  await makeTopic('load', 4);
  const load = {
    cluster,
    topic: 'load',
    template: { key: 'k-{{int 1 9}}', value: '{"at":{{sequence}}}', headers: [], partition: null },
    generation: { seed: 1, firstSequence: 0 },
    options,
    messagesPerSecond: 500,
    stop: { kind: 'count', count: 400 },
  } as const;
  const startMs = Date.now();
  const { job } = await screen.call('producing.load', load);
  const view = await ended(job);
  const tookMs = Date.now() - startMs;
  expect(view).toMatchObject({ state: 'done', sent: 400, total: 400, failed: 0, wantedPerSecond: 500 });
  expect(tookMs).toBeGreaterThan(700);
  expect(view.ackMs!.p50).toBeGreaterThan(0);
  expect(view.ackMs!.p99).toBeGreaterThanOrEqual(view.ackMs!.p50);
  expect(numbers(await rowsOf('load'))).toEqual(upTo(400));

  const long = { ...load, stop: { kind: 'duration', durationMs: 60_000 } } as const;
  const second = await screen.call('producing.load', long);
  expect(bench.keepAlive).toBe(true);
  const jobs = screen.listen('jobs.watch', {});
  await jobs.until((all) => all.some(({ id, sent }) => id === second.job && sent > 50));
  jobs.cancel();
  await screen.call('jobs.cancel', { job: second.job });
  expect(await ended(second.job)).toMatchObject({ state: 'cancelled', resumeLine: null });
  expect(bench.keepAlive).toBe(false);
  await expect(screen.call('producing.load', { ...load, stop: undefined as never })).rejects.toThrow(
    "'stop'",
  );
  await expect(
    screen.call('producing.load', { ...load, template: { ...load.template, key: '{{x}}' } }),
  ).rejects.toThrow("there is no variable 'x'");
});

test('records are sent on byte for byte; those without a place to go are said', async () => {
  await makeTopic('dlq', 1);
  await makeTopic('origin', 3);
  const bytes = Buffer.from([0, 255, 128]).toString('base64');
  const send = (headers: [string, string | null][], value: string | null = bytes) =>
    screen.call('messages.send', {
      cluster,
      topic: 'dlq',
      partition: null,
      key: { kind: 'base64', base64: bytes },
      value: value === null ? { kind: 'null' } : { kind: 'base64', base64: value },
      headers: headers.map(([name, base64]) => ({
        name,
        value: base64 === null ? { kind: 'null' } : { kind: 'base64', base64 },
      })),
      timestampMs: 12_345,
      compression: 'none',
      acks: 'all',
    });
  const to = (topic: string): [string, string] => ['to', Buffer.from(topic).toString('base64')];
  await send([['raw', bytes], ['none', null], ['error', bytes], to('origin')]);
  await send([to('nowhere')]);
  await send([], null);
  const request: RedriveRequest = {
    cluster,
    topic: 'dlq',
    source: {
      kind: 'selection',
      records: [0, 1, 2, 77].map((offset) => ({ partition: 0, offset })),
    },
    target: { cluster, topic: '', topicHeader: 'to' },
    keepPartition: true,
    keepTimestamp: true,
    provenance: false,
    removeHeaders: ['error', 'to'],
    options,
  };
  const preview = await screen.call('producing.redrivePreview', request);
  expect(preview).toMatchObject({
    records: 1,
    skippedCount: 3,
    targets: [{ topic: 'origin', partition: 0, records: 1 }],
  });
  const { job } = await screen.call('producing.redrive', request);
  const view = await ended(job);
  expect(view).toMatchObject({ state: 'done', sent: 1, skipped: 3, from: 'dlq', topic: '{to}' });
  expect(view.problems.map(({ place }) => place).sort()).toEqual(['0-1', '0-2', '0-77']);
  const detail = await screen.call('messages.detail', { cluster, topic: 'origin', partition: 0, offset: 0 });
  expect(detail).toMatchObject({
    keyBase64: bytes,
    valueBase64: bytes,
    timestampMs: 12_345,
    headers: [{ name: 'raw' }, { name: 'none' }],
    headersBase64: [bytes, null],
  });

  await makeTopic('copy', 5);
  const all: RedriveRequest = {
    ...request,
    topic: 'load',
    source: {
      kind: 'filter',
      partitions: [],
      from: { kind: 'oldest' },
      until: null,
      filter: { text: '', clauses: [{ on: 'value', path: 'at', test: 'below', operand: '100' }], script: '' },
      isolation: 'read_committed',
      limit: 100,
    },
    target: { cluster, topic: 'copy', topicHeader: null },
    keepPartition: false,
    provenance: true,
  };
  const copied = await screen.call('producing.redrive', all);
  expect(await ended(copied.job)).toMatchObject({ state: 'done', sent: 100 });
  const rows = await rowsOf('copy');
  expect(numbers(rows).every((at) => at < 100)).toBe(true);
  expect(rows[0].headers.map(({ name }) => name)).toContain('sluice.source.offset');
  await expect(
    screen.call('producing.redrivePreview', { ...all, target: { ...all.target, topic: 'missing' } }),
  ).rejects.toThrow("There is no topic 'missing'");
});

test('a read-only connection is not written to by any of it', async () => {
  const { id } = await screen.call('connections.save', {
    id: null,
    settings: {
      ...PLAIN_CONNECTION,
      name: 'prod',
      bootstrapServers: `${bench.node.host}:${bench.node.port}`,
      readOnly: true,
    },
    secrets: {},
  });
  const source = await sourceOf(line(1));
  const batch = { ...batchOf('lines', source), cluster: id };
  await expect(screen.call('producing.batch', batch)).rejects.toThrow('read-only');
  const load = {
    cluster: id,
    topic: 'lines',
    template: { key: null, value: 'x', headers: [], partition: null },
    generation: { seed: 1, firstSequence: 0 },
    options,
    messagesPerSecond: 1,
    stop: { kind: 'count', count: 1 },
  } as const;
  await expect(screen.call('producing.load', load)).rejects.toThrow('read-only');
  const redrive: RedriveRequest = {
    cluster,
    topic: 'lines',
    source: { kind: 'selection', records: [{ partition: 0, offset: 0 }] },
    target: { cluster: id, topic: 'lines', topicHeader: null },
    keepPartition: false,
    keepTimestamp: false,
    provenance: false,
    removeHeaders: [],
    options,
  };
  await expect(screen.call('producing.redrivePreview', redrive)).rejects.toThrow('read-only');
  await expect(screen.call('producing.redrive', redrive)).rejects.toThrow('read-only');
});

test('templates are kept and previewed, the shape of a topic is learnt, and history tells of all of it', async () => {
  const template = { key: '{{sequence}}', value: '{"n":{{sequence}}}', headers: [], partition: null };
  const place = { cluster, topic: 'lines' };
  expect(await screen.call('producing.saveTemplate', { ...place, name: 'n', template })).toMatchObject([
    { name: 'n', template },
  ]);
  await expect(
    screen.call('producing.saveTemplate', { ...place, name: 'x', template: { ...template, key: '{{y}}' } }),
  ).rejects.toThrow("there is no variable 'y'");
  const preview = await screen.call('producing.preview', {
    ...place,
    template,
    generation: { seed: 1, firstSequence: 5 },
    count: 3,
  });
  expect(preview.messages.map(({ key, value }) => [key, value])).toEqual([
    ['5', '{"n":5}'],
    ['6', '{"n":6}'],
    ['7', '{"n":7}'],
  ]);
  expect(await screen.call('producing.removeTemplate', { ...place, name: 'n' })).toEqual([]);
  expect(await screen.call('producing.shape', place)).toMatchObject({
    records: 200,
    schema: { type: 'object', properties: { at: { type: 'integer' } }, required: ['at'] },
  });
  const { entries } = await screen.call('producing.history', {
    cluster,
    topic: null,
    search: '',
    before: null,
  });
  expect(new Set(entries.map(({ job }) => job?.kind ?? 'message'))).toEqual(
    new Set(['message', 'batch', 'load', 'redrive']),
  );
  const found = await screen.call('producing.history', {
    cluster,
    topic: 'dlq',
    search: 'raw',
    before: null,
  });
  expect(found.entries).toMatchObject([{ request: { topic: 'dlq' }, result: { offset: 0 } }]);
});

test('a batch that was at work when the workbench ended is there in its next life, and goes on', async () => {
  const node = await startTestNode();
  const databasePath = `${node.dataDirectory}.sqlite`;
  const lines = upTo(60_000).map(line);
  let job: string;
  {
    await using first = await startTestBench({ node, databasePath });
    const own = first.screen();
    await own.call('topics.create', {
      cluster,
      name: 'lives',
      partitions: 2,
      replicationFactor: 1,
      configs: {},
    });
    const { source } = await own.call('producing.openSource', null);
    const bytes = Buffer.from(lines.join('\n'));
    for (let at = 0; at < bytes.length; at += 1_000_000) {
      const base64 = bytes.subarray(at, at + 1_000_000).toString('base64');
      await own.call('producing.addToSource', { source, base64 });
    }
    ({ job } = await own.call('producing.batch', batchOf('lives', source)));
    const jobs = own.listen('jobs.watch', {});
    await jobs.until(([one]) => one !== undefined && one.sent > 0);
  }
  await using second = await startTestBench({ node, databasePath });
  const own = second.screen();
  const jobs = own.listen('jobs.watch', {});
  const [found] = await jobs.until((all) => all.length > 0);
  jobs.cancel();
  expect(found).toMatchObject({ id: job, state: 'failed', error: { code: 'interrupted' } });
  expect(found!.resumeLine).toBeGreaterThan(1);
  expect(found!.resumeLine).toBeLessThan(60_000);
  // Another file that is opened meanwhile takes nothing away.
  await own.call('producing.openSource', null);
  await own.call('jobs.resume', { job });
  expect(await jobEnded(own, job)).toMatchObject({ state: 'done', sent: 60_000, total: 60_000 });
  const rows = await allRows(own, { cluster, topic: 'lives' });
  expect(numbers(rows)).toEqual(upTo(60_000));
  await node.stop();
});
