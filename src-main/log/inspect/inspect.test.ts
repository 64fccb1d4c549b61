import { expect, test } from 'vitest';
import { MemoryDisk } from '../../sim/memory-disk.ts';
import { BATCH_HEADER_BYTES, buildBatch, type BatchOptions } from '../../wire/index.ts';
import { formatCheckpoint } from '../checkpoint-file.ts';
import { encodeProducerSnapshot } from '../producer-snapshot.ts';
import { CrcScan } from './crc-scan.ts';
import {
  attributeBits,
  batchBody,
  batchFields,
  crcVerdict,
  folderKind,
  inspectCheckpoints,
  inspectIndex,
  overflowOutlook,
  inspectLogDirectory,
  inspectRecordPage,
  inspectSmallFile,
  offsetEntriesBetween,
  recoveryOutlook,
  SegmentMap,
  timeEntriesBetween,
} from './index.ts';

const FOLDER = '/data/orders-0';
const LOG = `${FOLDER}/00000000000000000000.log`;

function batch(baseOffset: number, count: number, options: Partial<BatchOptions> = {}): Buffer {
  const records = Array.from({ length: count }, (_unused, index) => ({
    key: Buffer.from(`k${baseOffset + index}`),
    value: Buffer.from(`value ${baseOffset + index}`),
    headers: index === 0 ? [{ key: 'trace', value: Buffer.from('t1') }] : [],
  }));
  return buildBatch(records, { timestamp: 1000 + baseOffset, baseOffset, leaderEpoch: 3, ...options });
}

function plant(files: Readonly<Record<string, Uint8Array | string>>): MemoryDisk {
  const disk = new MemoryDisk();
  disk.makeDirectory(FOLDER);
  for (const [path, content] of Object.entries(files)) write(disk, path, Buffer.from(content as string));
  return disk;
}

function write(disk: MemoryDisk, path: string, bytes: Buffer): void {
  const file = disk.open(path, 'create');
  file.write([bytes], 0);
  file.close();
}

function walked(disk: MemoryDisk, path = LOG): SegmentMap {
  const map = new SegmentMap(disk, path);
  while (map.advance(7)) continue;
  return map;
}

const many = (count: number) => Array.from({ length: count }, (_unused, index) => batch(index * 3, 3));

test('a segment is walked by its headers in portions, and any row is found again', () => {
  const batches = many(1000);
  const disk = plant({ [LOG]: Buffer.concat(batches) });
  const map = walked(disk);
  expect([map.batches, map.records, map.firstOffset, map.lastOffset, map.missing, map.tail]).toEqual([
    1000,
    3000,
    0,
    2999,
    0,
    undefined,
  ]);
  expect(map.rows(777, 2).map(({ index, baseOffset, records }) => [index, baseOffset, records])).toEqual([
    [777, 2331, 3],
    [778, 2334, 3],
  ]);
  expect(map.rowOfOffset(2332)?.index).toBe(777);
  expect(map.rowOfOffset(0)?.index).toBe(0);
  expect(map.rowOfOffset(3000)).toBeUndefined();
  const { position, sizeBytes } = map.rows(500, 1)[0];
  for (const at of [position, position + 1, position + sizeBytes - 1]) expect(map.rowAt(at)?.index).toBe(500);
  expect(map.rowAt(position + sizeBytes)?.index).toBe(501);
  expect(map.rowAt(map.sizeBytes)).toBeUndefined();
  const bins = map.bins();
  expect(bins.batches.reduce((sum, count) => sum + count, 0)).toBe(1000);
  expect(bins.batches.length).toBeLessThanOrEqual(1024);
});

test('compaction shows as gaps between batches and as removed records within them', () => {
  const disk = plant({
    [LOG]: Buffer.concat([
      batch(0, 2),
      buildBatch([{ key: Buffer.from('a'), value: null }], {
        timestamp: 5,
        baseOffset: 10,
        offsetDeltas: [4],
        lastOffsetDelta: 9,
      }),
      batch(25, 1),
    ]),
  });
  const map = walked(disk);
  expect(map.rows(0, 3).map(({ gapBefore, removed }) => [gapBefore, removed])).toEqual([
    [0, 0],
    [8, 9],
    [5, 0],
  ]);
  expect(map.missing).toBe(22);
});

test('an active segment grows under the walk, a rewritten one begins a new generation', () => {
  const disk = plant({ [LOG]: batch(0, 3) });
  const map = walked(disk);
  const file = disk.open(LOG, 'write');
  file.write([batch(3, 3)], file.size());
  file.close();
  expect(map.advance(10)).toBe(false);
  expect([map.batches, map.generation]).toEqual([2, 0]);
  // The cleaner's file is larger than what was walked, as when segments are merged, and still another one.
  write(disk, LOG, Buffer.concat([batch(0, 3), batch(4, 9), batch(20, 9)]));
  map.advance(10);
  expect([map.batches, map.generation, map.lastOffset]).toEqual([3, 1, 28]);
  write(disk, LOG, batch(0, 1));
  map.advance(10);
  expect([map.batches, map.generation]).toEqual([1, 2]);
  disk.remove(LOG);
  expect(() => map.advance(1)).toThrow(/open/);
});

test.each([
  ['a torn tail', (whole: Buffer) => whole.subarray(0, whole.length - 5), 'torn', /bytes, \d+ are there/],
  ['a few bytes', (whole: Buffer) => whole.subarray(0, 9), 'torn', /9 bytes are too few/],
  ['zeros', (whole: Buffer) => Buffer.alloc(whole.length), 'zeros', /zeros/],
  [
    'a bad length',
    (whole: Buffer) => (whole.writeInt32BE(3, 8), whole),
    'bad-length',
    /says it has 15 bytes/,
  ],
  ['a length below a header', (whole: Buffer) => (whole.writeInt32BE(40, 8), whole), 'bad-length', /61/],
  ['a bad magic', (whole: Buffer) => (whole.writeInt8(7, 16), whole), 'bad-magic', /magic 7/],
])('%s is told with its place, and what stands before it stays readable', (_name, damage, kind, reason) => {
  const good = batch(0, 3);
  const disk = plant({ [LOG]: Buffer.concat([good, damage(Buffer.from(batch(3, 3)))]) });
  const map = walked(disk);
  expect(map.batches).toBe(1);
  expect(map.tail).toMatchObject({ position: good.length, kind });
  expect(map.tail?.reason).toMatch(reason);
  expect(map.tail?.sizeBytes).toBe(map.sizeBytes - good.length);
});

test('offsets that do not rise are told and do not stop the walk', () => {
  const map = walked(plant({ [LOG]: Buffer.concat([batch(0, 5), batch(3, 2), batch(9, 1)]) }));
  expect(map.batches).toBe(3);
  expect(map.orderFaults).toEqual([{ position: batch(0, 5).length, reason: 'its offsets 3–4 come after 4' }]);
});

test('the scan finds each flipped bit, and knows what it has not read', () => {
  const batches = many(50);
  const bytes = Buffer.concat(batches);
  const position = batches.slice(0, 20).reduce((sum, { length }) => sum + length, 0);
  bytes[position + 70] ^= 1;
  const disk = plant({ [LOG]: bytes });
  const scan = new CrcScan(disk, LOG);
  scan.advance(bytes.length, 300);
  expect(scan.verdict(0)).toBe(true);
  expect(scan.verdict(position)).toBeUndefined();
  while (scan.advance(bytes.length, 1000)) continue;
  expect([scan.batches, scan.faultCount, scan.verdict(position)]).toEqual([50, 1, false]);
  expect(scan.faults[0]).toMatchObject({ position, baseOffset: 60 });
  expect(scan.faults[0].reason).toMatch(/^CRC is 0x[0-9a-f]{8}, the header says 0x[0-9a-f]{8}$/);
});

test('every byte of a batch belongs to exactly one field, of its header and of its records', () => {
  for (const codec of ['none', 'gzip', 'zstd', 'lz4', 'snappy'] as const) {
    const bytes = batch(7, 4, {
      codec,
      producerId: 5,
      producerEpoch: 1,
      baseSequence: 9,
      transactional: true,
    });
    const fields = batchFields(bytes);
    expect(fields.map(({ name }) => name).slice(0, 3)).toEqual([
      'baseOffset',
      'batchLength',
      'partitionLeaderEpoch',
    ]);
    expect(covers(fields, bytes.length)).toBe(true);
    expect(crcVerdict(bytes).valid).toBe(true);
    const body = batchBody(bytes);
    expect(body.compressed).toBe(codec !== 'none');
    const { records, total, fault } = inspectRecordPage(bytes, body, 0, 10);
    expect([records.length, total, fault]).toEqual([4, 4, undefined]);
    expect(
      covers(
        records.flatMap((record) => record.fields),
        body.bytes.length,
      ),
    ).toBe(true);
    expect(records[2]).toMatchObject({ offset: 9, timestamp: 1007, index: 2 });
    expect(records[0].headers).toEqual([{ key: 'trace', value: Buffer.from('t1') }]);
    const page = inspectRecordPage(bytes, body, 2, 1).records;
    expect(page.map(({ offset, start }) => [offset, start])).toEqual([[9, records[2].start]]);
  }
});

function covers(fields: readonly { start: number; sizeBytes: number }[], end: number): boolean {
  let at = 0;
  for (const { start, sizeBytes } of fields) {
    if (start !== at) return false;
    at += sizeBytes;
  }
  return at === end;
}

test('attributes are told bit by bit', () => {
  expect(attributeBits(0x3c, 2).map(({ name, value }) => `${name} ${value}`)).toEqual([
    'compression zstd',
    'timestampType LogAppendTime',
    'transactional true',
    'control true',
    'deleteHorizon false',
  ]);
  expect(attributeBits(0x87, 2).at(-1)).toMatchObject({ name: 'unused', value: '0x80' });
  expect(attributeBits(7, 2)[0].value).toBe('unknown (7)');
});

test('a broken varint is told by record, place and reason, and the records before it are there', () => {
  const bytes = batch(0, 3);
  const body = batchBody(bytes);
  const second = inspectRecordPage(bytes, body, 1, 1).records[0];
  const damaged = Buffer.from(bytes);
  damaged.fill(0xff, BATCH_HEADER_BYTES + second.start, BATCH_HEADER_BYTES + second.start + 6);
  const { records, fault } = inspectRecordPage(damaged, batchBody(damaged), 0, 10);
  expect(records.map(({ offset }) => offset)).toEqual([0]);
  expect(fault).toMatchObject({ index: 1, position: second.start });
  expect(fault?.reason).toMatch(/varint/);
  // Behind the damage there is only the damage.
  expect(inspectRecordPage(damaged, batchBody(damaged), 2, 1)).toMatchObject({
    records: [],
    fault: { index: 1 },
  });
});

test('a batch that does not decompress says so', () => {
  const bytes = batch(0, 3, { codec: 'gzip' });
  bytes.fill(0, BATCH_HEADER_BYTES, BATCH_HEADER_BYTES + 4);
  const body = batchBody(bytes);
  expect(body.fault).toMatch(/^gzip: /);
  expect(inspectRecordPage(bytes, body, 0, 3)).toMatchObject({ records: [], total: 3, fault: { index: 0 } });
});

test('indexes: entries, the zeros of a running Kafka, and what contradicts itself', () => {
  const entries = Buffer.alloc(80);
  for (const [at, [offset, position]] of [
    [4, 100],
    [9, 200],
    [15, 4000],
  ].entries()) {
    entries.writeInt32BE(offset, at * 8);
    entries.writeInt32BE(position, at * 8 + 4);
  }
  const path = `${FOLDER}/00000000000000000100.index`;
  const disk = plant({ [path]: entries });
  const index = inspectIndex(disk, path, 'index')!;
  expect([index.count, index.fileBytes, index.fault]).toEqual([3, 80, undefined]);
  expect(offsetEntriesBetween(index, 150, 4000, 10)).toEqual([{ entry: 1, offset: 109, position: 200 }]);
  expect(offsetEntriesBetween(index, 0, 9000, 2).map(({ entry }) => entry)).toEqual([0, 1]);
  entries.writeInt32BE(50, 12);
  write(disk, path, entries);
  expect(inspectIndex(disk, path, 'index')?.fault).toBe('entry 1 does not rise over the one before');
  write(disk, path, entries.subarray(0, 21));
  expect(inspectIndex(disk, path, 'index')?.fault).toBe('21 bytes are no multiple of 8');
  const times = Buffer.alloc(24);
  times.writeBigInt64BE(1000n, 0);
  times.writeInt32BE(5, 8);
  times.writeBigInt64BE(2000n, 12);
  times.writeInt32BE(7, 20);
  const timePath = path.replace('.index', '.timeindex');
  write(disk, timePath, times);
  const timeIndex = inspectIndex(disk, timePath, 'timeindex')!;
  expect(timeEntriesBetween(timeIndex, 106, 107, 9)).toEqual([{ entry: 1, timestampMs: 2000, offset: 107 }]);
  expect(inspectIndex(disk, `${FOLDER}/00000000000000000100.txnindex`, 'txnindex')).toBeUndefined();
});

test('small files are decoded, and damage in them is named', () => {
  const snapshot = encodeProducerSnapshot([
    {
      producerId: 4,
      producerEpoch: 2,
      batches: [{ firstSequence: 3, lastSequence: 5, lastOffset: 20, offsetDelta: 2, timestampMs: 77 }],
      isPartial: true,
      lastTimestampMs: 77,
      coordinatorEpoch: -1,
      transactionFirstOffset: -1,
    },
  ]);
  const disk = plant({
    [`${FOLDER}/leader-epoch-checkpoint`]: formatCheckpoint(['0 0', '4 17']),
    [`${FOLDER}/partition.metadata`]: 'version: 0\ntopic_id: AAAAAAAAAAAAAAAAAAAABg\n',
    [`${FOLDER}/00000000000000000021.snapshot`]: snapshot,
    '/data/recovery-point-offset-checkpoint': '0\n2\norders 0 17\n',
    '/data/quorum-state': '{"leaderId":1,"leaderEpoch":3,"votedId":-1,"data_version":1}',
  });
  const look = (path: string, kind: Parameters<typeof inspectSmallFile>[2]) =>
    inspectSmallFile(disk, path, kind)!;
  expect(look(`${FOLDER}/leader-epoch-checkpoint`, 'leader-epochs').rows).toEqual([
    ['0', '0'],
    ['4', '17'],
  ]);
  expect(look(`${FOLDER}/partition.metadata`, 'partition-metadata').facts[1]).toEqual({
    name: 'topic_id',
    value: 'AAAAAAAAAAAAAAAAAAAABg',
  });
  const producers = look(`${FOLDER}/00000000000000000021.snapshot`, 'producer-snapshot');
  expect(producers.rows).toEqual([['4', '2', '5', '20', '2', '77', '-1', '-1']]);
  expect(producers.fault).toBeUndefined();
  expect(producers.fields.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)).toBe(snapshot.length);
  snapshot[20] ^= 1;
  write(disk, `${FOLDER}/00000000000000000021.snapshot`, snapshot);
  expect(look(`${FOLDER}/00000000000000000021.snapshot`, 'producer-snapshot').fault).toBe('wrong CRC');
  expect(look('/data/recovery-point-offset-checkpoint', 'offset-checkpoint').fault).toBe(
    'says 2 entries, has 1',
  );
  write(disk, '/data/recovery-point-offset-checkpoint', Buffer.alloc(0));
  expect(look('/data/recovery-point-offset-checkpoint', 'offset-checkpoint')).toMatchObject({
    rows: [],
    fault: undefined,
  });
  expect(look('/data/quorum-state', 'quorum-state').facts[1]).toEqual({ name: 'leaderEpoch', value: '3' });
});

test('folders are known by what lies in them', () => {
  const disk = plant({
    [LOG]: batch(0, 1),
    '/data/meta.properties': 'version=1\nnode.id=4\ncluster.id=abc\n',
  });
  disk.makeDirectory('/data/old-3.0123456789abcdef0123456789abcdef-delete');
  disk.makeDirectory('/elsewhere/notes-1');
  expect(['/data', FOLDER, '/elsewhere', '/nowhere'].map((path) => folderKind(disk, path))).toEqual([
    'log-dir',
    'partition',
    undefined,
    undefined,
  ]);
  expect(inspectLogDirectory(disk, '/data')).toMatchObject({
    owner: { nodeId: 4, clusterId: 'abc' },
    partitions: [
      { name: 'old-3.0123456789abcdef0123456789abcdef-delete', state: 'deleted', topic: 'old' },
      { name: 'orders-0', state: 'live', topic: 'orders', partition: 0, files: 1 },
    ],
  });
});

test('batches further from the base than indexes can say are told, each where a further segment would begin', () => {
  const far = 2 ** 31;
  const batches = [batch(0, 2), batch(far, 1), batch(far + 5, 1), batch(far * 2, 2), batch(far + 9, 1)];
  const disk = plant({ [LOG]: Buffer.concat(batches) });
  const map = walked(disk);
  const at = (index: number) => Buffer.concat(batches.slice(0, index)).length;
  expect(map.overflows).toEqual([
    { position: at(1), reason: `its last offset ${far} is ${far} behind the segment's base` },
    { position: at(3), reason: `its last offset ${far * 2 + 1} is ${far * 2 + 1} behind the segment's base` },
  ]);
  expect(map.orderFaults).toMatchObject([{ position: at(4) }]);
  // One less, and the index can say it; a file that is no segment has no base.
  write(disk, LOG, Buffer.concat([batch(0, 2), batch(far - 1, 1)]));
  expect(walked(disk).overflows).toEqual([]);
  write(disk, `${FOLDER}/copied.log`, Buffer.concat(batches));
  expect(walked(disk, `${FOLDER}/copied.log`).overflows).toEqual([]);
});

test('a segment that overflows is parted where something else says that it reaches so far', () => {
  const far = 2 ** 31;
  const overflow = {
    baseOffsets: [0, far * 3],
    baseOffset: 0,
    sizeBytes: 5000,
    position: 1000,
    positions: [1000, 4000],
    lastOffset: far * 2,
    damagedFrom: Infinity,
    recoveryPoint: 0,
    cleanShutdown: false,
    knownEnd: 0,
  };
  expect(overflowOutlook(overflow)).toEqual({ kind: 'split', segments: 3 });
  expect(overflowOutlook({ ...overflow, cleanShutdown: true })).toEqual({ kind: 'split', segments: 3 });
  // What lies behind damage stays with what lies before it.
  expect(overflowOutlook({ ...overflow, damagedFrom: 3000 })).toEqual({ kind: 'split', segments: 2 });
  // The last segment: a checkpoint must have seen so much.
  const last = { ...overflow, baseOffsets: [0] };
  expect(overflowOutlook({ ...last, knownEnd: far * 2 + 1 })).toEqual({ kind: 'split', segments: 3 });
  expect(overflowOutlook({ ...last, knownEnd: null })).toEqual({ kind: 'split', segments: 3 });
  // Nothing says so, or the next segment contradicts: a damaged offset, as any other damage.
  const cut = { kind: 'cut', position: 1000, lostBytes: 4000 };
  expect(overflowOutlook({ ...last, knownEnd: 7 })).toEqual({ ...cut, laterSegments: 0 });
  expect(overflowOutlook({ ...overflow, baseOffsets: [0, 500] })).toEqual({ ...cut, laterSegments: 1 });
  expect(overflowOutlook({ ...overflow, damagedFrom: 500 })).toEqual({ ...cut, laterSegments: 1 });
  expect(overflowOutlook({ ...last, knownEnd: 7, cleanShutdown: true })).toBeNull();
});

test('what recovery would do follows from the recovery point and the marker of a clean stop', () => {
  const disk = plant({
    [LOG]: batch(0, 1),
    '/data/recovery-point-offset-checkpoint': '0\n1\norders 0 250\n',
  });
  const checkpoints = inspectCheckpoints(disk, FOLDER);
  expect(checkpoints).toMatchObject({ recoveryPoint: 250, cleanShutdown: false, highWatermark: null });
  const damage = { baseOffsets: [0, 100, 200, 300], sizeBytes: 5000, position: 4000, ...checkpoints };
  expect(recoveryOutlook({ ...damage, baseOffset: 100 })).toEqual({
    kind: 'below-recovery-point',
    recoveryPoint: 250,
  });
  expect(recoveryOutlook({ ...damage, baseOffset: 200 })).toEqual({
    kind: 'cut',
    position: 4000,
    lostBytes: 1000,
    laterSegments: 1,
  });
  write(disk, '/data/.kafka_cleanshutdown', Buffer.from('{"version":0,"brokerEpoch":9}'));
  expect(recoveryOutlook({ ...damage, ...inspectCheckpoints(disk, FOLDER), baseOffset: 200 }).kind).toBe(
    'clean',
  );
});
