import { expect, test } from 'vitest';
import { crc32, seededRandom } from '../base/index.ts';
import { CodecId, type CodecName } from './compression.ts';
import * as batches from './record-batch.ts';
import { buildBatch, buildTransactionMarker, controlRecordType, type RecordInput } from './record-builder.ts';
import { checkRecords, type RecordCheckOptions, RecordSummary } from './record-check.ts';
import { readRecords } from './record-reader.ts';

const ANY: RecordCheckOptions = {
  keyRequired: false,
  earliestTimestampMs: -Infinity,
  latestTimestampMs: Infinity,
};

function records(count: number, seed = 1): RecordInput[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_unused, index) => ({
    key: random() < 0.2 ? null : Buffer.from(`key-${index}`),
    value: random() < 0.1 ? null : Buffer.alloc(Math.floor(random() * 300), index),
    timestamp: 1_700_000_000_000 + Math.floor(random() * 1e10),
    headers:
      random() < 0.5 ? [] : [{ key: 'trace', value: random() < 0.5 ? null : Buffer.from([index & 255, 2]) }],
  }));
}

function check(batch: Buffer, options = ANY): string {
  const summary = new RecordSummary();
  const ok = checkRecords(
    batch,
    batches.BATCH_HEADER_BYTES,
    batch.length,
    batches.batchRecordCount(batch),
    batches.batchBaseTimestampMs(batch),
    options,
    summary,
  );
  if (ok) return 'ok';
  return summary.malformed ?? (summary.faults ?? []).map((f) => `${f.batchIndex} ${f.kind}`).join(', ');
}

test('the layout of a batch, byte for byte', () => {
  const batch = buildBatch(
    [{ key: Buffer.from('k'), value: Buffer.from('v'), headers: [{ key: 'h', value: null }] }],
    {
      timestamp: 0x0102030405,
      baseOffset: 7,
      leaderEpoch: 3,
      producerId: 9,
      producerEpoch: 2,
      baseSequence: 5,
    },
  );
  expect(
    batch
      .toString('hex')
      .replace(/(.{2})/g, '$1 ')
      .trim(),
  ).toBe(
    [
      '00 00 00 00 00 00 00 07', // base offset
      '00 00 00 3d', // length
      '00 00 00 03', // leader epoch
      '02', // magic
      batch
        .subarray(17, 21)
        .toString('hex')
        .replace(/(.{2})/g, '$1 ')
        .trim(), // CRC, checked below
      '00 00', // attributes
      '00 00 00 00', // last offset delta
      '00 00 00 01 02 03 04 05 00 00 00 01 02 03 04 05', // timestamps
      '00 00 00 00 00 00 00 09 00 02 00 00 00 05', // producer
      '00 00 00 01', // records
      '16 00 00 00 02 6b 02 76 02 02 68 01', // the record: key k, value v, header h without a value
    ].join(' '),
  );
  expect(batches.batchFault(batch, 0, batch.length)).toBeUndefined();
});

test('what goes in comes out, with every codec', () => {
  const input = records(200);
  for (const codec of Object.keys(CodecId) as CodecName[]) {
    const batch = buildBatch(input, { timestamp: 0, baseOffset: 1000, codec });
    expect(batches.batchCodec(batch)).toBe(CodecId[codec]);
    expect(batches.batchFault(batch, 0, batch.length)).toBeUndefined();
    const output = [...readRecords(batch)];
    expect(output.map((record) => record.offset)).toEqual(input.map((_record, index) => 1000 + index));
    expect(output.map(({ key, value, timestamp, headers }) => ({ key, value, timestamp, headers }))).toEqual(
      input,
    );
    expect(batches.batchLastOffset(batch)).toBe(1199);
    expect(batches.batchMaxTimestampMs(batch)).toBe(
      Math.max(...input.map((record) => Number(record.timestamp))),
    );
  }
});

test('timestamps beyond 2^53 are exact in the reader and near in the header', () => {
  const nanoseconds = 1_700_000_000_123_456_789n;
  const batch = buildBatch(
    [
      { key: null, value: null, timestamp: nanoseconds },
      { key: null, value: null, timestamp: nanoseconds + 5n },
    ],
    { timestamp: 0 },
  );
  expect([...readRecords(batch)].map((record) => record.timestamp)).toEqual([nanoseconds, nanoseconds + 5n]);
  expect(batches.batchMaxTimestampMs(batch)).toBe(Number(nanoseconds + 5n));
  expect(check(batch)).toBe('ok');
});

test('int64 fields take any value', () => {
  const buffer = Buffer.alloc(8);
  for (const value of [0, -1, 1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, -(2 ** 53) + 1, -4294967297, 4294967295]) {
    batches.writeInt64(buffer, 0, value);
    expect(buffer.readBigInt64BE(0)).toBe(BigInt(value));
    expect(batches.readInt64(buffer, 0)).toBe(value);
  }
  batches.writeInt64(buffer, 0, 2n ** 63n - 1n);
  expect(batches.readWideInt64(buffer, 0)).toBe(2n ** 63n - 1n);
});

test('offset and epoch are outside the CRC; the largest timestamp is inside and brings a new one', () => {
  const batch = buildBatch(records(3), { timestamp: 5 });
  const crc = batches.batchCrc(batch);
  batches.setBatchBaseOffset(batch, 0, 2 ** 40 + 17);
  batches.setBatchLeaderEpoch(batch, 0, 12);
  expect(batches.batchFault(batch, 0, batch.length)).toBeUndefined();
  expect(batches.batchCrc(batch)).toBe(crc);
  batches.setBatchMaxTimestamp(batch, 0, true, 1_700_000_000_001);
  expect(batches.batchFault(batch, 0, batch.length)).toBeUndefined();
  expect(batches.batchIsLogAppendTime(batch)).toBe(true);
  expect([...readRecords(batch)].map((record) => record.timestamp)).toEqual(
    [1, 1, 1].map(() => 1_700_000_000_001),
  );
});

test('a flipped bit anywhere after the CRC field is found', () => {
  const batch = buildBatch(records(3), { timestamp: 5 });
  for (let at = batches.BatchField.crc; at < batch.length; at++) {
    batch[at] ^= 0x10;
    expect(batches.batchFault(batch, 0, batch.length), `byte ${at}`).toMatch(/CRC/);
    batch[at] ^= 0x10;
  }
});

test('frames that cannot be', () => {
  const whole = buildBatch(records(2), { timestamp: 5 });
  const faultOf = (change: (batch: Buffer) => Buffer | void) => {
    const copy = Buffer.from(whole);
    const changed = change(copy) ?? copy;
    return batches.batchFault(changed, 0, changed.length);
  };
  expect(faultOf((batch) => batch.subarray(0, 20))).toBe('20 bytes are too few for a batch');
  expect(faultOf((batch) => batch.subarray(0, -1))).toMatch(/^batch says \d+ bytes, \d+ are there$/);
  expect(faultOf((batch) => void batch.writeInt32BE(-5, 8))).toBe('batch size 7 is too small');
  expect(faultOf((batch) => void batch.writeInt32BE(40, 8))).toBe('batch size 52 is smaller than a header');
  expect(faultOf((batch) => void batch.writeInt8(3, 16))).toBe('unknown magic 3');
});

test('a batch whose magic has become 0 or 1 is no message: those have a CRC, too', () => {
  for (const magic of [0, 1]) {
    const batch = buildBatch(records(2), { timestamp: 5 });
    batch.writeInt8(magic, 16);
    expect(batches.batchFault(batch, 0, batch.length)).toMatch(/CRC/);
    batch.writeUInt32BE(crc32(batch.subarray(16)), 12);
    expect(batches.batchFault(batch, 0, batch.length)).toBeUndefined();
  }
  // As Kafka's producers of 0.9 wrote it: key null, value 'x'.
  const message = Buffer.from(
    '0000000000000005' + '0000000f' + '00000000' + '0000' + 'ffffffff' + '00000001' + '78',
    'hex',
  );
  message.writeUInt32BE(crc32(message.subarray(16)), 12);
  expect(batches.batchFault(message, 0, message.length)).toBeUndefined();
  for (let at = 12; at < message.length; at++) {
    message[at] ^= 0x40;
    expect(batches.batchFault(message, 0, message.length), `byte ${at}`).toMatch(/CRC|magic/);
    message[at] ^= 0x40;
  }
});

test('a transaction marker', () => {
  const marker = buildTransactionMarker('abort', {
    timestamp: 77,
    producerId: 4,
    producerEpoch: 1,
    coordinatorEpoch: 6,
  });
  expect(batches.batchIsControl(marker) && batches.batchIsTransactional(marker)).toBe(true);
  const [record] = readRecords(marker);
  expect([controlRecordType(record.key), record.value?.toString('hex')]).toEqual([0, '000000000006']);
});

test('magic 0 and 1 can be read, wrapped and not', () => {
  const message = (offset: number, magic: number, attributes: number, value: Buffer) => {
    const bytes = Buffer.alloc((magic === 0 ? 26 : 34) + value.length);
    bytes.writeBigInt64BE(BigInt(offset), 0);
    bytes.writeInt32BE(bytes.length - 12, 8);
    bytes.writeInt8(magic, 16);
    bytes.writeInt8(attributes, 17);
    if (magic === 1) bytes.writeBigInt64BE(123n, 18);
    bytes.writeInt32BE(-1, bytes.length - value.length - 8);
    bytes.writeInt32BE(value.length, bytes.length - value.length - 4);
    value.copy(bytes, bytes.length - value.length);
    return bytes;
  };
  const plain = message(8, 0, 0, Buffer.from('old'));
  expect(
    [...readRecords(plain)].map(
      (record) => `${record.offset} ${record.timestamp} ${record.value?.toString()}`,
    ),
  ).toEqual(['8 -1 old']);
  const inner = Buffer.concat([message(0, 1, 0, Buffer.from('a')), message(1, 1, 0, Buffer.from('b'))]);
  const { gzipSync } = process.getBuiltinModule('node:zlib');
  const wrapper = message(41, 1, 1, gzipSync(inner));
  expect(
    [...readRecords(wrapper)].map(
      (record) => `${record.offset} ${record.timestamp} ${record.value?.toString()}`,
    ),
  ).toEqual(['40 123 a', '41 123 b']);
});

test('the record check agrees with the reader on whole batches', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const batch = buildBatch(records(seed * 7, seed), { timestamp: 0 });
    const summary = new RecordSummary();
    expect(
      checkRecords(batch, 61, batch.length, seed * 7, batches.batchBaseTimestampMs(batch), ANY, summary),
    ).toBe(true);
    expect(summary.maxTimestampMs).toBe(batches.batchMaxTimestampMs(batch));
  }
});

test('whatever byte is changed, the check says so or the reader can read the batch', () => {
  const random = seededRandom(7);
  const whole = buildBatch(records(20, 3), { timestamp: 0 });
  let refused = 0;
  for (let round = 0; round < 5_000; round++) {
    const batch = Buffer.from(whole);
    for (let flips = 1 + Math.floor(random() * 3); flips > 0; flips--) {
      batch[61 + Math.floor(random() * (batch.length - 61))] = Math.floor(random() * 256);
    }
    if (check(batch) === 'ok') expect([...readRecords(batch)].length).toBe(20);
    else refused++;
  }
  expect(refused).toBeGreaterThan(250);
});

test('bad records, by row', () => {
  const one = (
    change: (bytes: Buffer) => void,
    input: RecordInput = { key: Buffer.from('k'), value: Buffer.from('v') },
  ) => {
    const batch = buildBatch([input], { timestamp: 1000 });
    change(batch.subarray(61));
    return check(batch);
  };
  // Record bytes: length, attributes, timestamp delta, offset delta, key size, key, value size, value, header count.
  expect(one(() => {})).toBe('ok');
  expect(one((b) => void (b[0] = 0x7e))).toBe('record 0: record of 63 bytes goes beyond the batch');
  expect(one((b) => void (b[0] = 0x01))).toBe('record 0: record of -1 bytes goes beyond the batch');
  expect(one((b) => void (b[0] = 0x0e))).toBe('record 0: length and content differ by -1 bytes');
  expect(one((b) => void (b[3] = 0x02))).toBe('record 0: offset delta is 1');
  expect(one((b) => void (b[4] = 0x7e))).toBe('record 0: key of 63 bytes goes beyond it');
  expect(one((b) => void (b[6] = 0x7e))).toBe('record 0: value of 63 bytes goes beyond it');
  expect(one((b) => void (b[8] = 0x01))).toBe('record 0: headers are broken');
  expect(one((b) => void (b[8] = 0x7e))).toBe('record 0: headers are broken');
  expect(one((b) => void b.fill(0xff, 0))).toBe('record 0: record of 0 bytes goes beyond the batch');
  const two = buildBatch(records(2), { timestamp: 0 });
  two.writeInt32BE(3, batches.BatchField.recordCount);
  expect(check(two)).toBe('record 2: only 2 of 3 records are there');
  two.writeInt32BE(1, batches.BatchField.recordCount);
  expect(check(two)).toMatch(/^record 1: \d+ bytes are left after the last record$/);
});

test('keys and timestamps are faults of single records', () => {
  const batch = buildBatch(
    [
      { key: null, value: null, timestamp: 100 },
      { key: Buffer.from('k'), value: null, timestamp: 5000 },
      { key: Buffer.from('k'), value: null, timestamp: -1 },
      { key: null, value: null, timestamp: 500 },
    ],
    { timestamp: 0 },
  );
  expect(check(batch, { ...ANY, keyRequired: true })).toBe('0 key, 3 key');
  expect(check(batch, { keyRequired: false, earliestTimestampMs: 200, latestTimestampMs: 1000 })).toBe(
    '0 timestamp, 1 timestamp',
  );
});
