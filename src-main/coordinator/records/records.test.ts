import { expect, test } from 'vitest';
import { MalformedError } from '../../wire/index.ts';
import {
  decodeGroupRecord,
  decodeTransactionRecord,
  encodeGroupRecord,
  encodeTransactionRecord,
  type GroupRecordInput,
} from './index.ts';

const key = { group: 'g', topic: 't', partition: 2 };
const text = (hex: string) => Buffer.from(hex, 'hex');

test.each<[string, GroupRecordInput, string, string | null]>([
  [
    'an offset',
    { type: 'OffsetCommit', key, value: { offset: 7, leaderEpoch: 1, metadata: 'm', commitTimestamp: 9 } },
    '0001' + '000167' + '000174' + '00000002',
    '0004' + '0000000000000007' + '00000001' + '026d' + '0000000000000009' + '00',
  ],
  [
    'an offset that expires',
    {
      type: 'OffsetCommit',
      version: 1,
      key,
      value: { offset: 7, metadata: '', commitTimestamp: 9, expireTimestamp: 10 },
    },
    '0001' + '000167' + '000174' + '00000002',
    '0001' + '0000000000000007' + '0000' + '0000000000000009' + '000000000000000a',
  ],
  [
    'a deleted offset',
    { type: 'OffsetCommit', key, value: null },
    '0001' + '000167' + '000174' + '00000002',
    null,
  ],
  [
    'an empty group',
    {
      type: 'GroupMetadata',
      key: { group: 'g' },
      value: { protocolType: '', generation: 0, protocol: null, leader: null, members: [] },
    },
    '0002' + '000167',
    '0003' + '0000' + '00000000' + 'ffff' + 'ffff' + 'ffffffffffffffff' + '00000000',
  ],
  [
    'a member of the consumer protocol',
    {
      type: 'ConsumerGroupMemberMetadata',
      key: { groupId: 'g', memberId: 'm' },
      value: {
        instanceId: null,
        rackId: null,
        clientId: 'c',
        clientHost: '/h',
        subscribedTopicNames: ['t'],
        subscribedTopicRegex: '',
        rebalanceTimeoutMs: 300_000,
        serverAssignor: null,
        classicMemberMetadata: null,
      },
    },
    '0005' + '000167' + '00016d',
    '0000' + '00' + '00' + '0263' + '032f68' + '020274' + '01' + '000493e0' + '00' + '01000100',
  ],
])('%s has the bytes Kafka gives it', (_, record, keyHex, valueHex) => {
  const encoded = encodeGroupRecord(record);
  expect(encoded.key.toString('hex')).toBe(keyHex);
  expect(encoded.value?.toString('hex') ?? null).toBe(valueHex);
  const { version: _version, ...rest } = record;
  expect(decodeGroupRecord(text(keyHex), valueHex === null ? null : text(valueHex))).toMatchObject(rest);
});

test('a transaction keeps its tagged fields in version 1 only', () => {
  const value = {
    producerId: 5,
    producerEpoch: 1,
    transactionTimeoutMs: 1000,
    transactionStatus: 0,
    transactionPartitions: null,
    transactionLastUpdateTimestampMs: 1,
    transactionStartTimestampMs: -1,
    previousProducerId: 4,
  };
  const roundTrip = (version: number) => {
    const encoded = encodeTransactionRecord({
      type: 'TransactionLog',
      version,
      key: { transactionalId: 'x' },
      value,
    });
    return decodeTransactionRecord(encoded.key, encoded.value)?.value;
  };
  expect(roundTrip(0)).toMatchObject({ producerId: 5, transactionPartitions: null, previousProducerId: -1 });
  expect(roundTrip(1)).toMatchObject({ producerId: 5, transactionPartitions: null, previousProducerId: 4 });
});

test('a record of an unknown type is left to the loader to skip', () => {
  expect(decodeGroupRecord(text('00630001'), null)).toBeUndefined();
});

test.each([
  ['an unknown version', '0001000167000174' + '00000002', '0005'],
  ['a cut value', '0001000167000174' + '00000002', '000400'],
  ['bytes after the value', '0001000167000174' + '00000002', '0001' + '00'.repeat(27)],
  ['bytes after the key', '0002' + '000167' + '00', '0003'],
  ['an empty key', '', ''],
])('%s is refused', (_, keyHex, valueHex) => {
  expect(() => decodeGroupRecord(text(keyHex), text(valueHex))).toThrow(MalformedError);
});
