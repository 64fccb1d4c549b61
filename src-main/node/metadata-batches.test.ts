import { expect, test } from 'vitest';
import { batchFault, readRecords } from '../wire/index.ts';
import { dataBatch, decodeBatch, encodeRecords, leaderChangeBatch } from './metadata-batches.ts';
import { snapshotBatches } from './snapshot-file.ts';

const DIRECTORY = 'AAAAAAAAAAAAAAAAAAAAZA';
const VOTER = {
  id: 1,
  directoryId: DIRECTORY,
  endpoints: [{ name: 'CONTROLLER', host: 'localhost', port: 9093 }],
};

/** Key and value of each record, as Apache Kafka 4.3.1's DumpLogSegments accepted them. */
function recordsOf(batch: Buffer): string[] {
  expect(batchFault(batch, 0, batch.length)).toBeUndefined();
  return [...readRecords(batch)].map(
    ({ key, value }) => `${key?.toString('hex') ?? '-'} ${value?.toString('hex')}`,
  );
}

test('the batch that opens an epoch names leader and voters without their directories', () => {
  const change = { leaderId: 1, voters: [VOTER], grantingVoters: [VOTER], votersRecord: null };
  const batch = leaderChangeBatch(change, { timestamp: 5, leaderEpoch: 7 });
  expect(recordsOf(batch)).toEqual([
    '00000002' + ' ' + '0000' + '00000001' + '02' + '00000001' + '00' + '02' + '00000001' + '00' + '00',
  ]);
  expect(decodeBatch(batch, 0, batch.length)).toMatchObject({ endOffset: 1, epoch: 7, records: [] });
});

test('a snapshot is bracketed by control records, and tells the voters', () => {
  const [header, data, footer] = snapshotBatches({
    records: [{ type: 'FeatureLevelRecord', name: 'metadata.version', featureLevel: 30 }],
    metadataVersion: 30,
    voters: [VOTER],
    epoch: 2,
    lastContainedLogTimestampMs: 9,
    nowMs: 10,
  });
  const endpoint = '02' + '0b' + '434f4e54524f4c4c4552' + '0a' + '6c6f63616c686f7374' + '2385' + '00';
  const voter = `00000001${'00'.repeat(15)}64${endpoint}${'0000' + '0001' + '00'}00`;
  expect(recordsOf(header)).toEqual([
    '00000003' + ' ' + '0000' + '0000000000000009' + '00',
    '00000005' + ' ' + '0000' + '0001' + '00',
    `00000006 000002${voter}00`,
  ]);
  expect(recordsOf(data)).toEqual([`- 010c0011${Buffer.from('metadata.version').toString('hex')}001e00`]);
  expect(recordsOf(footer)).toEqual(['00000004' + ' ' + '0000' + '00']);
  expect(decodeBatch(header, 0, header.length)).toMatchObject({
    voters: { offset: 2, voters: [VOTER] },
    endOffset: 3,
  });
  expect(decodeBatch(data, 0, data.length)).toMatchObject({ baseOffset: 3, endOffset: 4 });
});

test('records of a later release are refused, not skipped', () => {
  const [value] = encodeRecords([{ type: 'NoOpRecord' }], 30);
  value[1] = 29;
  const batch = dataBatch([value], { timestamp: 1 });
  expect(() => decodeBatch(batch, 0, batch.length)).toThrow('record id 29');
});
