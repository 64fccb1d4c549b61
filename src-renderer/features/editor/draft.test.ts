import { expect, test } from 'vitest';
import type { MessageDetail } from '../../../src-main/contract/index.ts';
import { EMPTY_DRAFT, draftOf, sendRequestOf } from './draft.ts';

const text = (value: string, cut = false) =>
  ({ format: 'text', text: value, sizeBytes: value.length, cut }) as const;
const record: MessageDetail = {
  partition: 2,
  offset: 7,
  timestampMs: 5,
  timestampType: 'create',
  key: text('k-1'),
  value: { format: 'json', text: '{"id":9007199254740993}', sizeBytes: 23, cut: false },
  headers: [{ name: 'trace', value: text('abc') }],
  explained: { key: [], value: [] },
  keyBase64: 'ay0x',
  valueBase64: '',
  batch: {
    baseOffset: 7,
    lastOffset: 7,
    sizeBytes: 90,
    compression: 'lz4',
    leaderEpoch: 0,
    producerId: -1,
    producerEpoch: -1,
    baseSequence: -1,
    transactional: false,
    control: false,
    crc: 1,
    crcValid: true,
    records: 1,
  },
};

test('a stored record opens and sends as it was, at a new time and by its key', () => {
  const request = sendRequestOf('local', 'orders', draftOf(record));
  expect(request).toEqual({
    cluster: 'local',
    topic: 'orders',
    partition: null,
    key: { kind: 'text', text: 'k-1' },
    value: { kind: 'text', text: '{\n  "id": 9007199254740993\n}' },
    headers: [{ name: 'trace', value: { kind: 'text', text: 'abc' } }],
    timestampMs: null,
    compression: 'lz4',
    acks: 'all',
  });
});

test('no key, an empty key, a tombstone and bytes stay four different things', () => {
  const key = (change: object) => sendRequestOf('local', 't', { ...EMPTY_DRAFT, ...change }).key;
  expect(key({ key: null })).toEqual({ kind: 'null' });
  expect(key({ key: '' })).toEqual({ kind: 'text', text: '' });
  expect(sendRequestOf('local', 't', { ...EMPTY_DRAFT, tombstone: true }).value).toEqual({ kind: 'null' });
  const binary = draftOf({
    ...record,
    value: { format: 'binary', text: '00ff', sizeBytes: 2, cut: false },
    valueBase64: 'AP8=',
  });
  expect(sendRequestOf('local', 't', binary).value).toEqual({ kind: 'base64', base64: 'AP8=' });
  const long = draftOf({ ...record, key: { ...text('255'), decoder: 'int64' }, keyBase64: 'AAAAAAAAAP8=' });
  expect(sendRequestOf('local', 't', long).key).toEqual({ kind: 'base64', base64: 'AAAAAAAAAP8=' });
});

test('a value the row had cut is sent whole', () => {
  const whole = 'é'.repeat(3000);
  const bytes = Buffer.from(whole).toString('base64');
  const draft = draftOf({ ...record, value: text(whole.slice(0, 10), true), valueBase64: bytes });
  expect(draft.value).toBe(whole);
});

test('nameless headers are not sent; partition and time are numbers', () => {
  const request = sendRequestOf('local', 't', {
    ...EMPTY_DRAFT,
    headers: [{ name: '', value: 'x' }],
    partition: '3',
    timestamp: '12',
  });
  expect([request.headers, request.partition, request.timestampMs]).toEqual([[], 3, 12]);
});
