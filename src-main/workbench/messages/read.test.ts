import { expect, test } from 'vitest';
import type {
  FilterClause,
  MessageRow,
  ReadEvent,
  ReadFrom,
  ReadRequest,
  ReadUntil,
} from '../../contract/index.ts';
import { batchAt, FakeCluster, idOf } from '../../client/test-kit.ts';
import { FindCoordinator, OffsetFetch } from '../../protocol/index.ts';
import { buildBatch, buildTransactionMarker } from '../../wire/index.ts';
import { automaticDecoding } from '../decoding/index.ts';
import { boundsOf, rangesOf, timesOf } from './ranges.ts';
import { readRanges } from './read.ts';
import { recordFilter } from './record-filter.ts';
import { ScriptFilter } from './script-filter.ts';

interface Story {
  limit?: number;
  filter?: string;
  clauses?: readonly FilterClause[];
  script?: string;
  until?: ReadUntil;
  invisible?: boolean;
  isolation?: ReadRequest['isolation'];
  partitions?: number;
  onEvent?: (event: ReadEvent, abort: AbortController) => void;
}

/** Reads topic `t` and tells what a screen would see: `partition:offset` of each row, notices, the reason of the end. */
async function read(cluster: FakeCluster, from: ReadFrom, story: Story = {}): Promise<string> {
  const { limit = 100, filter = '', isolation = 'read_uncommitted', until = null, invisible = false } = story;
  const { clauses = [], script = '', onEvent } = story;
  const client = cluster.client();
  const abort = new AbortController();
  const { signal } = abort;
  const seen: string[] = [];
  const tell = (event: ReadEvent) => {
    if (event.kind === 'rows')
      seen.push(
        ...event.rows.map(
          (row: MessageRow) => `${row.partition}:${row.offset}${row.fate ? `(${row.fate})` : ''}`,
        ),
      );
    if (event.kind === 'notice') seen.push(`[${event.partition ?? 'all'}: ${event.message}]`);
    onEvent?.(event, abort);
  };
  const partitions = (cluster.topics.get('t') ?? []).map((_log, index) => index);
  const { bounds, notices } = await boundsOf(client, 't', partitions, {
    from,
    until,
    isolation,
    invisible,
    signal,
  });
  const planned = rangesOf(from, until, bounds);
  const decoding = automaticDecoding();
  for (const notice of [...notices, ...planned.notices]) tell({ kind: 'notice', ...notice });
  const reason = await readRanges(client, 't', planned.ranges, {
    times: timesOf(client, from, until),
    direction: from.kind === 'newest' ? 'backward' : 'forward',
    limit: from.kind === 'newest' ? Math.min(from.count, limit) : limit,
    sieve: {
      matcher: recordFilter({ text: filter, clauses }, decoding),
      script: script === '' ? undefined : await ScriptFilter.compile(script, () => performance.now()),
      decoding,
      invisible,
      scriptProblems: { count: 0, first: '' },
    },
    isolation,
    signal,
    lane: 'read',
    emit: tell,
    drained: () => Promise.resolve(),
  });
  return [...seen, reason].join(' ');
}

const newest = (count: number): ReadFrom => ({ kind: 'newest', count });

test('newest N are the N newest of all partitions, in the order of time', async () => {
  const cluster = new FakeCluster();
  cluster.topic(
    't',
    [
      [0, 10, null, 'a'],
      [1, 40, null, 'b'],
      [2, 70, null, 'c'],
    ],
    [
      [0, 20, null, 'a'],
      [1, 30, null, 'b'],
      [2, 60, null, 'c'],
    ],
    [],
    [[0, 50, null, 'a']],
  );
  expect(await read(cluster, newest(4))).toBe('0:2 1:2 3:0 0:1 limit');
  expect(await read(cluster, newest(100))).toBe('0:2 1:2 3:0 0:1 1:1 1:0 0:0 end');
  expect(await read(cluster, { kind: 'oldest' })).toBe('0:0 1:0 1:1 0:1 3:0 1:2 0:2 end');
  expect(await read(cluster, { kind: 'oldest' }, { limit: 3 })).toBe('0:0 1:0 1:1 limit');
});

test('newest N steps back over gaps that compaction left', async () => {
  const cluster = new FakeCluster();
  cluster.topic('t', [
    [3, 1, 'k', 'a'],
    [50_000, 2, 'k', 'b'],
    [99_990, 3, 'k', 'c'],
  ]);
  expect(await read(cluster, newest(2))).toBe('0:99990 0:50000 limit');
  expect(await read(cluster, newest(5))).toBe('0:99990 0:50000 0:3 end');
});

test('a gap at the very end, an empty partition and an empty topic end the reading', async () => {
  const cluster = new FakeCluster();
  const [log] = cluster.topic('t', [[0, 1, null, 'a']], []);
  log.highWatermark = 10;
  expect(await read(cluster, newest(5))).toBe('0:0 end');
  expect(await read(cluster, { kind: 'oldest' })).toBe('0:0 end');
  cluster.topic('t', [], []);
  expect(await read(cluster, newest(5))).toBe('end');
});

test('offsets outside of a partition are moved, and it is said', async () => {
  const cluster = new FakeCluster();
  cluster.topic(
    't',
    [
      [5, 1, null, 'a'],
      [6, 2, null, 'b'],
    ],
    [[0, 3, null, 'c']],
  );
  expect(await read(cluster, { kind: 'offset', offset: 3 })).toBe(
    '[0: Offset 3 is gone; reading begins at 5.] [1: Offset 3 is not written yet; the end is 1.] 0:5 0:6 end',
  );
});

test('a timestamp begins at the first record that is so late; one in the future finds nothing', async () => {
  const cluster = new FakeCluster();
  cluster.topic(
    't',
    [
      [0, 10, null, 'a'],
      [1, 20, null, 'b'],
    ],
    [
      [0, 5, null, 'a'],
      [1, 25, null, 'b'],
    ],
  );
  expect(await read(cluster, { kind: 'timestamp', timestampMs: 15 })).toBe('0:1 1:1 end');
  expect(await read(cluster, { kind: 'timestamp', timestampMs: 99 })).toBe(
    '[all: No record is that late.] end',
  );
});

test('where producers’ clocks run back it is said that records of another time are among those of the chosen', async () => {
  const cluster = new FakeCluster();
  cluster.topic('t', [
    [0, 5, null, 'a'],
    [1, 1, null, 'b'],
    [2, 9, null, 'c'],
    [3, 7, null, 'd'],
  ]);
  const notice = (count: number) =>
    `[all: The clocks of producers do not run one way here: of the records shown, ${count} are of another time, ` +
    'and later ones of the chosen time may be missing.]';
  const from: ReadFrom = { kind: 'timestamp', timestampMs: 4 };
  expect(await read(cluster, from)).toBe(`0:0 0:1 0:2 0:3 ${notice(1)} end`);
  expect(await read(cluster, from, { until: { kind: 'timestamp', timestampMs: 8 } })).toBe(
    `0:0 0:1 ${notice(1)} end`,
  );
  expect(await read(cluster, { kind: 'timestamp', timestampMs: 8 })).toBe(`0:2 0:3 ${notice(1)} end`);
  expect(await read(cluster, { kind: 'oldest' })).toBe('0:0 0:1 0:2 0:3 end');
});

test('a filter reads on until enough match, in either direction', async () => {
  const cluster = new FakeCluster();
  const records = Array.from({ length: 300 }, (_, offset): [number, number, string, string] => [
    offset,
    offset,
    `k${offset}`,
    offset % 100 === 7 ? 'NEEDLE' : 'hay',
  ]);
  cluster.topic('t', records);
  expect(await read(cluster, newest(2), { filter: 'needle' })).toBe('0:207 0:107 limit');
  expect(await read(cluster, { kind: 'oldest' }, { filter: 'needle', limit: 2 })).toBe('0:7 0:107 limit');
  expect(await read(cluster, { kind: 'oldest' }, { filter: 'k299' })).toBe('0:299 end');
});

test('read_committed shows neither aborted records nor those of open transactions', async () => {
  const cluster = new FakeCluster();
  const value = (text: string) => [{ key: null, value: Buffer.from(text) }];
  const from = (baseOffset: number, producerId: number) =>
    buildBatch(value('x'), {
      timestamp: baseOffset,
      baseOffset,
      producerId,
      producerEpoch: 0,
      baseSequence: 0,
      transactional: true,
    });
  const abort = buildTransactionMarker('abort', {
    timestamp: 2,
    producerId: 7,
    producerEpoch: 0,
    coordinatorEpoch: 0,
  });
  abort.writeBigInt64BE(2n, 0);
  const [log] = cluster.topic('t', []);
  log.bytes = Buffer.concat([from(0, 7), batchAt(1, 1, value('plain')), abort, from(3, 8)]);
  log.highWatermark = 4;
  log.lastStableOffset = 3;
  log.aborted = [{ producerId: 7, firstOffset: 0 }];
  expect(await read(cluster, newest(9), { isolation: 'read_committed' })).toBe(
    '[0: A transaction is open since offset 3: read_committed shows nothing from there to the end 4.] 0:1 end',
  );
  expect(await read(cluster, newest(9))).toBe('0:3 0:1 0:0 end');
  // What consumers never see, with what became of it; and what nobody knows yet.
  expect(await read(cluster, { kind: 'oldest' }, { invisible: true, isolation: 'read_committed' })).toBe(
    '0:0(aborted) 0:1 0:2(abort-marker) 0:3(undecided) end',
  );
  expect(await read(cluster, newest(9), { invisible: true })).toBe(
    '0:3(undecided) 0:2(abort-marker) 0:1 0:0(aborted) end',
  );
});

test('reading ends before an offset or a time, from either side', async () => {
  const cluster = new FakeCluster();
  cluster.topic(
    't',
    Array.from({ length: 5 }, (_, offset): [number, number, null, string] => [
      offset,
      10 * offset,
      null,
      'a',
    ]),
    [[0, 25, null, 'b']],
  );
  const until = (ms: number): ReadUntil => ({ kind: 'timestamp', timestampMs: ms });
  expect(await read(cluster, { kind: 'oldest' }, { until: until(25) })).toBe('0:0 0:1 0:2 end');
  expect(await read(cluster, newest(2), { until: until(30) })).toBe('1:0 0:2 limit');
  expect(
    await read(cluster, { kind: 'timestamp', timestampMs: 10 }, { until: { kind: 'offset', offset: 3 } }),
  ).toBe('0:1 0:2 1:0 end');
  expect(
    await read(cluster, { kind: 'offset', offset: 4 }, { until: { kind: 'offset', offset: 2 } }),
  ).toContain('end');
  expect(await read(cluster, { kind: 'oldest' }, { until: until(999) })).toBe('0:0 0:1 0:2 1:0 0:3 0:4 end');
});

test("a group's position is read from; what it never committed is said", async () => {
  const cluster = new FakeCluster();
  cluster.topic('t', [0, 1, 2].map((at) => [at, at, null, 'a'] as const) as never, [[0, 9, null, 'b']]);
  cluster.answer(FindCoordinator, ({ coordinatorKeys }) => ({
    throttleTimeMs: 0,
    coordinators: coordinatorKeys.map((key) => ({
      key,
      nodeId: 1,
      host: '127.0.0.1',
      port: 1,
      errorCode: 0,
      errorMessage: null,
    })),
  }));
  cluster.answer(OffsetFetch, ({ groups }) => ({
    throttleTimeMs: 0,
    groups: groups.map(({ groupId }) => ({
      groupId,
      errorCode: 0,
      topics: [
        {
          name: 't',
          topicId: idOf('t'),
          partitions: [{ partitionIndex: 0, committedOffset: 2, metadata: null, errorCode: 0 }],
        },
        {
          name: 'other',
          topicId: idOf('other'),
          partitions: [{ partitionIndex: 1, committedOffset: 1, metadata: null, errorCode: 0 }],
        },
      ],
    })),
  }));
  expect(await read(cluster, { kind: 'group', groupId: 'g' })).toBe(
    "[1: 'g' never committed it; reading begins at 0.] 0:2 1:0 end",
  );
});

test('what waits behind an open transaction, or a group that stands beyond the end, is said and not passed over', () => {
  const bounds = [{ partition: 0, start: 0, end: 4, highWatermark: 10, committed: 12 }];
  const story = (from: ReadFrom, until: ReadUntil | null = null) => {
    const { ranges, notices } = rangesOf(from, until, bounds);
    return [`${ranges[0].from}-${ranges[0].to}`, ...notices.map(({ message }) => message)];
  };
  const waits =
    'A transaction is open since offset 4: read_committed shows nothing from there to the end 10.';
  expect(story({ kind: 'oldest' })).toEqual(['0-4', waits]);
  expect(story({ kind: 'oldest' }, { kind: 'offset', offset: 3 })).toEqual(['0-3']);
  // Offset 7 is written: only its transaction is open.
  expect(story({ kind: 'offset', offset: 7 })).toEqual(['4-4', waits]);
  expect(story({ kind: 'offset', offset: 11 })).toEqual([
    '4-4',
    waits,
    'Offset 11 is not written yet; the end is 10.',
  ]);
  expect(story({ kind: 'group', groupId: 'g' })).toEqual([
    '4-4',
    waits,
    "The group's offset 12 lies beyond the end 10: it reads nothing until it is reset.",
  ]);
});

test('clauses and a script narrow together, and reading goes on until enough are left', async () => {
  const cluster = new FakeCluster();
  cluster.topic(
    't',
    Array.from({ length: 400 }, (_, at): [number, number, string, string] => [
      at,
      at,
      `k${at}`,
      JSON.stringify({ city: at % 2 ? 'Seoul' : 'Busan', amount: at }),
    ]),
  );
  const clauses: FilterClause[] = [{ on: 'value', path: 'city', test: 'is', operand: 'Seoul' }];
  const script = 'value.amount % 100 === 1';
  expect(await read(cluster, { kind: 'oldest' }, { clauses, script, limit: 3 })).toBe(
    '0:1 0:101 0:201 limit',
  );
  expect(await read(cluster, newest(2), { clauses, script })).toBe('0:301 0:201 limit');
  await expect(read(cluster, { kind: 'oldest' }, { script: 'for (;;) {}; return 1' })).rejects.toThrow(
    'took longer than 1 s',
  );
});

test('a partition that cannot be read is said; the others go on', async () => {
  const cluster = new FakeCluster();
  const logs = cluster.topic('t', [[0, 1, null, 'a']], [[0, 2, null, 'b']], [[0, 3, null, 'c']]);
  logs[0].leader = -1;
  const corrupt = Buffer.from(logs[2].bytes);
  corrupt[61] = 0x7e; // the first record claims to be longer than its batch
  logs[2].bytes = corrupt;
  expect(await read(cluster, { kind: 'oldest' })).toBe(
    '[0: Not read: t-0: The partition has no leader at the moment.] ' +
      '[2: Offsets 0 to 0 cannot be read and are passed over: record 0 of 63 bytes] 1:0 end',
  );
});

test('a batch that cannot be read keeps nobody from the others of its partition, from either side', async () => {
  const cluster = new FakeCluster();
  const [log] = cluster.topic('t', [
    [0, 1, null, 'a'],
    [1, 2, null, 'b'],
    [2, 3, null, 'c'],
    [3, 4, null, 'd'],
  ]);
  const batchBytes = log.bytes.length / 4;
  for (const bad of [1, 2]) log.bytes[bad * batchBytes + 61] = 0x7e;
  const notice = '[0: Offsets 1 to 2 cannot be read and are passed over: record 0 of 63 bytes]';
  expect(await read(cluster, { kind: 'oldest' })).toBe(`${notice} 0:0 0:3 end`);
  expect(await read(cluster, newest(10))).toBe(`${notice} 0:3 0:0 end`);
  // Its bytes show that what is looked for is not among them.
  expect(await read(cluster, { kind: 'oldest' }, { filter: 'd' })).toBe('0:3 end');
});

test('records that are deleted while they are read are left out, and those behind them are read', async () => {
  const story = () => {
    const cluster = new FakeCluster();
    // One fetch brings one of them.
    const large = 'x'.repeat(40_000);
    const [log] = cluster.topic(
      't',
      Array.from({ length: 8 }, (_, offset) => [offset, offset, null, large] as const),
    );
    const onEvent = ({ kind }: ReadEvent) => kind === 'progress' && (log.startOffset = 5);
    return { cluster, onEvent: (event: ReadEvent) => void onEvent(event) };
  };
  const notice = '[0: Records below 5 were deleted while they were read.]';
  const forward = story();
  expect(await read(forward.cluster, { kind: 'oldest' }, forward)).toBe(`0:0 ${notice} 0:5 0:6 0:7 end`);
  const until: ReadUntil = { kind: 'offset', offset: 4 };
  const gone = story();
  expect(await read(gone.cluster, { kind: 'oldest' }, { ...gone, until })).toBe(`0:0 ${notice} end`);
  const back = story();
  expect(await read(back.cluster, newest(100), back)).toBe(`${notice} 0:7 0:6 0:5 0:0 end`);
});

test('reading stops when it is cancelled', async () => {
  const cluster = new FakeCluster();
  cluster.topic(
    't',
    Array.from({ length: 50 }, (_, offset) => [offset, offset, null, 'x'] as const) as never,
  );
  const reading = read(cluster, { kind: 'oldest' }, { onEvent: (_event, abort) => abort.abort() });
  await expect(reading).rejects.toThrow('aborted');
});
