import { expect, test } from 'vitest';
import {
  BatchField,
  batchFault,
  batchIsLogAppendTime,
  batchCodec,
  batchMaxTimestampMs,
  buildBatch,
  buildTransactionMarker,
  CodecId,
  compress,
  computeBatchCrc,
  readRecords,
} from '../wire/index.ts';
import { checkClientBatch } from './append-check.ts';
import { DEFAULT_LOG_CONFIG, type LogConfig } from './log-config.ts';

const NOW_MS = 1_700_000_000_000;

function verdict(batch: Buffer, config: Partial<LogConfig> = {}): string {
  const result = checkClientBatch(batch, { ...DEFAULT_LOG_CONFIG, ...config }, NOW_MS);
  if (result.kind === 'accepted') return 'accepted';
  const records =
    result.recordErrors === undefined ? '' : ` [${result.recordErrors.map((e) => e.batchIndex).join(',')}]`;
  return `${result.errorCode} ${result.message}${records}`;
}

const records = (count: number) =>
  Array.from({ length: count }, (_unused, index) => ({
    key: Buffer.from(`k${index}`),
    value: Buffer.from('v'),
  }));

function batch(change: (bytes: Buffer) => void = () => {}, count = 2): Buffer {
  const bytes = buildBatch(records(count), { timestamp: NOW_MS });
  change(bytes);
  return bytes;
}

/** Changes a header field and makes the CRC right again, as a hostile client would. */
function resealed(change: (bytes: Buffer) => void): Buffer {
  return batch((bytes) => {
    change(bytes);
    bytes.writeUInt32BE(computeBatchCrc(bytes), BatchField.crc);
  });
}

test('frames: every row of bad batches', () => {
  expect(verdict(batch())).toBe('accepted');
  expect(verdict(Buffer.alloc(0))).toBe('87 there is no batch');
  expect(verdict(batch().subarray(0, 60))).toBe('2 60 bytes are too few for a batch');
  expect(verdict(batch((bytes) => void (bytes[70] ^= 1)))).toMatch(/^2 CRC is /);
  expect(verdict(batch((bytes) => void bytes.writeInt8(3, BatchField.magic)))).toBe('2 unknown magic 3');
  expect(verdict(batch((bytes) => void bytes.writeInt8(1, BatchField.magic)))).toBe(
    '87 magic 1 is no longer accepted',
  );
  expect(verdict(batch((bytes) => void bytes.writeInt32BE(bytes.length, BatchField.length)))).toMatch(
    /^2 batch says/,
  );
  expect(verdict(batch((bytes) => void bytes.writeInt32BE(-1, BatchField.length)))).toMatch(
    /^2 batch size 11/,
  );
  expect(verdict(Buffer.concat([batch(), batch()]))).toBe(
    '87 there must be exactly one batch for a partition',
  );
  expect(verdict(batch((bytes) => void bytes.writeInt32BE(5, 4)))).toBe('87 base offset is 5, not 0');
});

test('headers that lie behind a right CRC', () => {
  expect(verdict(resealed((bytes) => void bytes.writeInt32BE(3, BatchField.recordCount)))).toBe(
    '87 3 records with last offset delta 1',
  );
  expect(verdict(resealed((bytes) => void bytes.writeInt32BE(0, BatchField.recordCount)))).toMatch(
    /^87 0 records/,
  );
  expect(verdict(resealed((bytes) => void bytes.writeInt16BE(5, BatchField.attributes)))).toBe(
    '87 codec 5 is unknown',
  );
  expect(verdict(resealed((bytes) => void bytes.writeInt16BE(0x10, BatchField.attributes)))).toBe(
    '87 a transactional batch without a producer id',
  );
  expect(verdict(resealed((bytes) => void bytes.writeBigInt64BE(9n, BatchField.producerId)))).toBe(
    '87 producer 9 with sequence -1',
  );
  expect(
    verdict(
      resealed((bytes) => {
        bytes.writeInt32BE(3, BatchField.recordCount);
        bytes.writeInt32BE(2, BatchField.lastOffsetDelta);
      }),
    ),
  ).toBe('87 record 2: only 2 of 3 records are there');
  const marker = buildTransactionMarker('commit', {
    timestamp: NOW_MS,
    producerId: 1,
    producerEpoch: 0,
    coordinatorEpoch: 0,
  });
  expect(verdict(marker)).toBe('87 clients may not write control records');
});

test('compressed records that cannot be read, or that are a bomb', () => {
  for (const codec of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const good = buildBatch(records(3), { timestamp: NOW_MS, codec });
    expect(verdict(good), codec).toBe('accepted');
    const bad = Buffer.from(good);
    bad.fill(0xee, 61);
    bad.writeUInt32BE(computeBatchCrc(bad), BatchField.crc);
    expect(verdict(bad), codec).toMatch(/^87 /);
    const body = compress(CodecId[codec], Buffer.alloc(3_000_000));
    const bomb = Buffer.concat([good.subarray(0, 61), body]);
    bomb.writeInt32BE(bomb.length - 12, BatchField.length);
    bomb.writeUInt32BE(computeBatchCrc(bomb), BatchField.crc);
    expect(verdict(bomb, { maxMessageBytes: bomb.length }), codec).toMatch(
      bomb.length * 64 < 3_000_000 ? /^87 .*(large|more than|allowed)/i : /^87 /,
    );
  }
});

test('sizes', () => {
  const bytes = batch();
  expect(verdict(bytes, { maxMessageBytes: bytes.length })).toBe('accepted');
  expect(verdict(bytes, { maxMessageBytes: bytes.length - 1 })).toMatch(/^10 /);
  expect(verdict(bytes, { segmentBytes: bytes.length - 1 })).toMatch(/^18 /);
});

test('keys and timestamps name the records at fault', () => {
  const mixed = buildBatch(
    [
      { key: null, value: Buffer.from('a'), timestamp: NOW_MS },
      { key: Buffer.from('k'), value: Buffer.from('b'), timestamp: NOW_MS + 3_600_001 },
      { key: null, value: null, timestamp: NOW_MS - 5000 },
    ],
    { timestamp: NOW_MS },
  );
  expect(verdict(mixed)).toMatch(/^32 .* \[1\]$/);
  expect(verdict(mixed, { timestampAfterMaxMs: Infinity })).toBe('accepted');
  expect(verdict(mixed, { timestampAfterMaxMs: Infinity, timestampBeforeMaxMs: 4999 })).toMatch(
    /^32 .* \[2\]$/,
  );
  const compacted = { cleanupPolicy: { delete: false, compact: true } };
  expect(verdict(mixed, { ...compacted, timestampAfterMaxMs: Infinity })).toMatch(/^87 2 record.* \[0,2\]$/);
  expect(verdict(mixed, { ...compacted, timestampType: 'LogAppendTime' })).toMatch(/^87 .* \[0,2\]$/);
});

test('a batch that its producer marked as one of LogAppendTime', () => {
  const marked = (maxTimestamp: number) =>
    resealed((bytes) => {
      bytes.writeInt16BE(0x08, BatchField.attributes);
      bytes.writeBigInt64BE(BigInt(maxTimestamp), BatchField.maxTimestamp);
    });
  // Each record has the batch's largest timestamp then; the mark goes, unless the topic is of that kind.
  const bytes = marked(NOW_MS - 7);
  expect(verdict(bytes)).toBe('accepted');
  expect(batchIsLogAppendTime(bytes)).toBe(false);
  expect(batchMaxTimestampMs(bytes)).toBe(NOW_MS - 7);
  expect(batchFault(bytes, 0, bytes.length)).toBeUndefined();
  expect(verdict(marked(NOW_MS - 7), { timestampBeforeMaxMs: 6 })).toMatch(/^32 .* \[0,1\]$/);
  expect(verdict(marked(-1))).toMatch(/^32 .* \[0,1\]$/);
  expect(verdict(marked(NOW_MS), { timestampType: 'LogAppendTime' })).toMatch(/^32 .* \[0,1\]$/);
});

test('a record that lacks its key and is too old has one fault', () => {
  const old = [0, 1].map((at) => ({ key: at === 0 ? null : Buffer.from('k'), value: null, timestamp: 5 }));
  const compacted = { cleanupPolicy: { delete: false, compact: true }, timestampBeforeMaxMs: 1000 };
  const bytes = () => buildBatch(old, { timestamp: 5 });
  expect(verdict(bytes(), compacted)).toMatch(/^32 2 record.* \[0,1\]$/);
  expect(verdict(buildBatch(old.slice(0, 1), { timestamp: 5 }), compacted)).toMatch(/^87 1 record.* \[0\]$/);
});

test('LogAppendTime stamps the batch and seals it again', () => {
  const bytes = buildBatch(records(2), { timestamp: 5, codec: 'gzip' });
  const result = checkClientBatch(bytes, { ...DEFAULT_LOG_CONFIG, timestampType: 'LogAppendTime' }, NOW_MS);
  if (result.kind !== 'accepted') throw new Error(result.message);
  expect(batchFault(result.batch, 0, result.batch.length)).toBeUndefined();
  expect([...readRecords(result.batch)].map((record) => record.timestamp)).toEqual([NOW_MS, NOW_MS]);
});

test('a wrong largest timestamp in the header is put right', () => {
  const bytes = resealed((each) => void each.writeBigInt64BE(5n, BatchField.maxTimestamp));
  expect(verdict(bytes)).toBe('accepted');
  expect(batchMaxTimestampMs(bytes)).toBe(NOW_MS);
  expect(batchFault(bytes, 0, bytes.length)).toBeUndefined();
});

test('a topic’s own codec replaces the producer’s, and nothing else changes', () => {
  for (const source of ['none', 'gzip', 'lz4'] as const) {
    for (const target of ['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
      const bytes = buildBatch(records(50), {
        timestamp: NOW_MS,
        codec: source,
        producerId: 7,
        producerEpoch: 1,
        baseSequence: 9,
      });
      const expected = [...readRecords(bytes)];
      const result = checkClientBatch(bytes, { ...DEFAULT_LOG_CONFIG, compressionType: target }, NOW_MS);
      if (result.kind !== 'accepted') throw new Error(result.message);
      expect(batchCodec(result.batch)).toBe(CodecId[target === 'uncompressed' ? 'none' : target]);
      expect([...readRecords(result.batch)]).toEqual(expected);
      expect(batchFault(result.batch, 0, result.batch.length)).toBeUndefined();
    }
  }
});
