import { expect, test } from 'vitest';
import { MalformedError } from '../../wire/index.ts';
import {
  decodeMetadataRecord,
  encodeMetadataRecord,
  type MetadataRecordInput,
  recordVersionAt,
} from './index.ts';

const TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAABQ';

function hexAt(metadataVersion: number, record: MetadataRecordInput): string {
  return encodeMetadataRecord(record, recordVersionAt(metadataVersion, record.type)).toString('hex');
}

test.each<[string, number, MetadataRecordInput, string]>([
  [
    'feature level',
    30,
    { type: 'FeatureLevelRecord', name: 'metadata.version', featureLevel: 30 },
    '01' + '0c' + '00' + '11' + '6d657461646174612e76657273696f6e' + '001e' + '00',
  ],
  [
    'topic',
    30,
    { type: 'TopicRecord', name: 'a', topicId: TOPIC_ID },
    '01' + '02' + '00' + '0261' + '00000000000000000000000000000005' + '00',
  ],
  ['no-op', 30, { type: 'NoOpRecord' }, '01' + '14' + '00' + '00'],
  [
    'a new leader, at the level that has directories',
    17,
    { type: 'PartitionChangeRecord', partitionId: 1, topicId: TOPIC_ID, leader: 3, isr: [3] },
    '01' +
      '05' +
      '01' +
      '00000001' +
      '00000000000000000000000000000005' +
      '02' +
      ('00' + '05' + '0200000003') +
      ('01' + '04' + '00000003'),
  ],
  [
    'a fenced broker',
    30,
    { type: 'BrokerRegistrationChangeRecord', brokerId: 1, brokerEpoch: 9, fenced: 1 },
    '01' + '11' + '03' + '00000001' + '0000000000000009' + '01' + ('00' + '01' + '01'),
  ],
])('%s has the bytes Kafka gives it', (_, metadataVersion, record, hex) => {
  expect(hexAt(metadataVersion, record)).toBe(hex);
  expect(decodeMetadataRecord(Buffer.from(hex, 'hex'))).toMatchObject(record);
});

test.each([
  ['an unknown id', '01' + '06' + '00' + '00', 'record id 6'],
  ['frame version 0', '00' + '14' + '00' + '00', 'frame version 0'],
  ['a version of a later release', '01' + '14' + '01' + '00', 'NoOpRecord version 1'],
  ['bytes left over', '01' + '14' + '00' + '00' + 'ff', '1 bytes after NoOpRecord'],
  ['a cut record', '01' + '0c' + '00' + '11' + '6d', 'needs'],
  ['nothing', '', 'needs'],
])('%s is refused', (_, hex, message) => {
  const decode = () => decodeMetadataRecord(Buffer.from(hex, 'hex'));
  expect(decode).toThrow(MalformedError);
  expect(decode).toThrow(message);
});

test('tagged fields of a later release are skipped', () => {
  const hex = '01' + '14' + '00' + '01' + ('09' + '02' + 'beef');
  expect(decodeMetadataRecord(Buffer.from(hex, 'hex'))).toEqual({ type: 'NoOpRecord' });
});

test('record versions follow metadata.version', () => {
  const levels = [7, 8, 17, 23, 30];
  const at = (name: Parameters<typeof recordVersionAt>[1]) =>
    levels.map((level) => recordVersionAt(level, name)).join(' ');
  expect(at('RegisterBrokerRecord')).toBe('1 2 3 3 4');
  expect(at('BrokerRegistrationChangeRecord')).toBe('1 1 2 2 3');
  expect(at('PartitionRecord')).toBe('0 0 1 2 2');
  expect(at('PartitionChangeRecord')).toBe('0 0 1 2 2');
  expect(at('TopicRecord')).toBe('0 0 0 0 0');
});

test('replay can switch on the type', () => {
  const record = decodeMetadataRecord(
    encodeMetadataRecord({ type: 'RemoveTopicRecord', topicId: TOPIC_ID }, 0),
  );
  switch (record.type) {
    case 'RemoveTopicRecord':
      expect(record.topicId).toBe(TOPIC_ID);
      break;
    default:
      expect.unreachable();
  }
});
