import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import type { ClientConnection } from '../net/index.ts';
import { DescribeProducers, errorName, InitProducerId, Metadata, Produce } from '../protocol/index.ts';
import { BatchField, buildBatch, computeBatchCrc } from '../wire/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, NOW_MS, produceTo, topicErrors, valuesIn } from './test-client.ts';

let node: TestNode;
let client: ClientConnection;
beforeAll(async () => {
  node = await startTestNode();
  client = await node.connect();
  await createTopic(client, 'plain');
  await createTopic(client, 'compacted', { configs: { 'cleanup.policy': 'compact' } });
  await createTopic(client, 'small', { configs: { 'max.message.bytes': '1000' } });
  await createTopic(client, 'stamped', { configs: { 'message.timestamp.type': 'LogAppendTime' } });
  await createTopic(client, 'strict', { configs: { 'message.timestamp.before.max.ms': '1000' } });
});
afterAll(() => node.stop());

/** The batch after a change that its CRC covers. */
function changed(batch: Buffer, change: (batch: Buffer) => void): Buffer {
  const copy = Buffer.from(batch);
  change(copy);
  copy.writeUInt32BE(computeBatchCrc(copy), BatchField.crc);
  return copy;
}

const good = batchOf(['a', 'b', 'c']);
const idempotent = { producerId: 77, producerEpoch: 0, baseSequence: 0 };

// Rows of "records and admin" of the map of bad inputs.
const REFUSED: [string, string, Buffer | null, string][] = [
  ['no records', 'plain', null, 'INVALID_RECORD'],
  ['an empty batch list', 'plain', Buffer.alloc(0), 'INVALID_RECORD'],
  ['a batch that is cut off', 'plain', good.subarray(0, good.length - 3), 'INVALID_RECORD'],
  ['two batches', 'plain', Buffer.concat([good, good]), 'INVALID_RECORD'],
  ['magic 1', 'plain', changed(good, (batch) => batch.writeInt8(1, BatchField.magic)), 'INVALID_RECORD'],
  ['a CRC that does not fit', 'plain', Buffer.from(good).fill(0xee, good.length - 1), 'CORRUPT_MESSAGE'],
  [
    'a size below a header',
    'plain',
    changed(good, (batch) => batch.writeInt32BE(20, BatchField.length)).subarray(0, 32),
    'CORRUPT_MESSAGE',
  ],
  ['a base offset', 'plain', changed(good, (batch) => batch.writeBigInt64BE(5n, 0)), 'INVALID_RECORD'],
  [
    'a last offset that does not fit the count',
    'plain',
    changed(good, (batch) => batch.writeInt32BE(9, BatchField.lastOffsetDelta)),
    'INVALID_RECORD',
  ],
  [
    'a count beyond the records',
    'plain',
    changed(good, (batch) => {
      batch.writeInt32BE(4, BatchField.recordCount);
      batch.writeInt32BE(3, BatchField.lastOffsetDelta);
    }),
    'INVALID_RECORD',
  ],
  ['a control batch', 'plain', batchOf(['x'], { control: true }), 'INVALID_RECORD'],
  ['a negative sequence', 'plain', batchOf(['x'], { ...idempotent, baseSequence: -1 }), 'INVALID_RECORD'],
  ['a gap in sequences', 'plain', batchOf(['x'], { ...idempotent, baseSequence: 5 }), 'NONE'],
  ['a batch beyond max.message.bytes', 'small', batchOf(['x'.repeat(2000)]), 'MESSAGE_TOO_LARGE'],
  ['no key on a compacted topic', 'compacted', good, 'INVALID_RECORD'],
  ['a record of long ago', 'strict', good, 'INVALID_TIMESTAMP'],
  [
    'an unknown codec',
    'plain',
    changed(good, (batch) => batch.writeInt16BE(6, BatchField.attributes)),
    'INVALID_RECORD',
  ],
  [
    'compressed bytes that are none',
    'plain',
    changed(good, (batch) => batch.writeInt16BE(1, BatchField.attributes)),
    'INVALID_RECORD',
  ],
  ['an unknown topic', 'nowhere', good, 'UNKNOWN_TOPIC_OR_PARTITION'],
  ['an internal topic', '__consumer_offsets', good, 'INVALID_TOPIC_EXCEPTION'],
];

test.each(REFUSED)('%s', async (_name, topic, records, error) => {
  const answer = await produceTo(client, topic, records);
  expect(errorName(answer.errorCode)).toBe(error);
  if (error === 'NONE') return;
  expect(answer.baseOffset).toBe(-1);
  expect(answer.errorMessage).not.toBe('');
});

test('a partition that is not there', async () => {
  expect(errorName((await produceTo(client, 'plain', good, { partition: 5 })).errorCode)).toBe(
    'UNKNOWN_TOPIC_OR_PARTITION',
  );
});

test('acks that mean nothing, transactions, and zstd before v7', async () => {
  expect(errorName((await produceTo(client, 'plain', good, { acks: 2 })).errorCode)).toBe(
    'INVALID_REQUIRED_ACKS',
  );
  const transactional = await produceTo(client, 'plain', good, { transactionalId: 'tx' });
  expect(errorName(transactional.errorCode)).toBe('INVALID_REQUEST');
  expect(transactional.errorMessage).toMatch(/no transaction coordinator/);
  const marked = await produceTo(client, 'plain', batchOf(['x'], { ...idempotent, transactional: true }));
  expect(errorName(marked.errorCode)).toBe('INVALID_REQUEST');
  const zstd = batchOf(['x'.repeat(100)], { codec: 'zstd' });
  expect(errorName((await produceTo(client, 'plain', zstd, { version: 6 })).errorCode)).toBe(
    'UNSUPPORTED_COMPRESSION_TYPE',
  );
  expect(errorName((await produceTo(client, 'plain', zstd, { version: 7 })).errorCode)).toBe('NONE');
});

test('records at fault are named one by one', async () => {
  const records = [
    { key: Buffer.from('k'), value: null },
    { key: null, value: Buffer.from('v') },
    { key: Buffer.from('k'), value: null },
    { key: null, value: null },
  ];
  const answer = await produceTo(client, 'compacted', buildBatch(records, { timestamp: NOW_MS }));
  expect(answer.recordErrors.map(({ batchIndex }) => batchIndex)).toEqual([1, 3]);
  expect(answer.recordErrors[0].batchIndexErrorMessage).toMatch(/key/);
});

test('a bomb is refused before it explodes', async () => {
  const zeros = gzipSync(Buffer.alloc(200 * 1024 * 1024));
  const header = Buffer.from(good.subarray(0, 61));
  const bomb = changed(Buffer.concat([header, zeros]), (batch) => {
    batch.writeInt16BE(1, BatchField.attributes);
    batch.writeInt32BE(batch.length - 12, BatchField.length);
  });
  expect(errorName((await produceTo(client, 'plain', bomb)).errorCode)).toBe('INVALID_RECORD');
});

test('retries of one of the last five batches get the first answer, gaps and old epochs are errors', async () => {
  await createTopic(client, 'idem');
  const send = (baseSequence: number, producerEpoch = 0) =>
    produceTo(client, 'idem', batchOf(['x', 'y'], { producerId: 5, producerEpoch, baseSequence }));
  const first = await send(0);
  for (let sequence = 2; sequence < 10; sequence += 2) await send(sequence);
  expect(await send(0)).toMatchObject({ errorCode: 0, baseOffset: first.baseOffset });
  expect(await send(8)).toMatchObject({ errorCode: 0, baseOffset: 8 });
  expect(errorName((await send(20)).errorCode)).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER');
  await send(0, 1);
  expect(errorName((await send(10, 0)).errorCode)).toBe('INVALID_PRODUCER_EPOCH');
  expect((await fetchFrom(client, 'idem', 0)).highWatermark).toBe(12);
});

test('the broker stamps where the topic says so', async () => {
  const answer = await produceTo(client, 'stamped', batchOf(['x']));
  expect(answer.logAppendTimeMs).toBeGreaterThan(NOW_MS);
  expect((await produceTo(client, 'plain', batchOf(['x']))).logAppendTimeMs).toBe(-1);
});

test('acks 0 has no answer; its error ends the connection', async () => {
  await createTopic(client, 'silent');
  const other = await node.connect();
  const body = (topic: string) => ({
    acks: 0,
    timeoutMs: 1000,
    topicData: [{ name: topic, partitionData: [{ index: 0, records: batchOf(['quiet']) }] }],
  });
  other.send(Produce, body('silent'), { version: 9 });
  // The next answer is that of the next request.
  expect((await other.request(Metadata, { topics: [] })).brokers).toHaveLength(1);
  expect(valuesIn((await fetchFrom(client, 'silent', 0)).records)).toEqual(['0:quiet']);
  other.send(Produce, body('nowhere'), { version: 9 });
  await expect.poll(() => other.closed).toBe(true);
});

test('topics may be named by id', async () => {
  const { topics } = await client.request(Metadata, { topics: [{ name: 'plain' }] });
  const send = async (topicId: string) => {
    const body = {
      acks: 1,
      timeoutMs: 1000,
      topicData: [{ topicId, partitionData: [{ index: 0, records: good }] }],
    };
    const { responses } = await client.request(Produce, body, { version: 13 });
    return errorName(responses[0].partitionResponses[0].errorCode);
  };
  expect(await send(topics[0].topicId)).toBe('NONE');
  expect(await send(ZERO_UUID)).toBe('UNKNOWN_TOPIC_ID');
});

test('producer ids differ; a transactional id is refused for good', async () => {
  const ask = (transactionalId: string | null) =>
    client.request(InitProducerId, { transactionalId, transactionTimeoutMs: 1000 });
  const ids = await Promise.all(Array.from({ length: 1500 }, () => ask(null)));
  expect(new Set(ids.map(({ producerId }) => producerId)).size).toBe(1500);
  expect(errorName((await ask('tx')).errorCode)).toBe('INVALID_REQUEST');
});

test('topics that are asked for come into being, where both sides allow it and the name is legal', async () => {
  const { topics } = await client.request(Metadata, {
    topics: [{ name: 'made' }, { name: 'a/b' }, { name: '..' }, { name: 'x'.repeat(250) }],
    allowAutoTopicCreation: true,
  });
  expect(topics.map(({ errorCode }) => errorName(errorCode))).toEqual([
    'NONE',
    'INVALID_TOPIC_EXCEPTION',
    'INVALID_TOPIC_EXCEPTION',
    'INVALID_TOPIC_EXCEPTION',
  ]);
  expect(await topicErrors(client, ['made', 'not-made'])).toEqual([
    'made:NONE',
    'not-made:UNKNOWN_TOPIC_OR_PARTITION',
  ]);
});

test('a partition tells the producers that it remembers; others are named with their error', async () => {
  await createTopic(client, 'remembers');
  await produceTo(client, 'remembers', batchOf(['a']));
  const producer = { producerId: 4711, producerEpoch: 3 };
  await produceTo(client, 'remembers', batchOf(['b', 'c'], { ...producer, baseSequence: 0 }));
  const answer = await client.request(DescribeProducers, {
    topics: [
      { name: 'remembers', partitionIndexes: [0, 1] },
      { name: 'nowhere', partitionIndexes: [0] },
    ],
  });
  const [known, unknown] = answer.topics;
  expect(known.partitions[0]).toMatchObject({
    errorCode: 0,
    activeProducers: [{ ...producer, lastSequence: 1, coordinatorEpoch: -1, currentTxnStartOffset: -1 }],
  });
  expect(Number(known.partitions[0].activeProducers[0].lastTimestamp)).toBe(NOW_MS);
  expect([known.partitions[1], unknown.partitions[0]].map(({ errorCode }) => errorName(errorCode))).toEqual([
    'UNKNOWN_TOPIC_OR_PARTITION',
    'UNKNOWN_TOPIC_OR_PARTITION',
  ]);
});
