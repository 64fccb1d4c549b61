import { expect, test } from 'vitest';
import type { MessageDetail } from '../../../src-main/contract/index.ts';
import { EMPTY_DRAFT, draftOf, isBinaryHeader, sendRequestOf } from './draft.ts';

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
  valueBase64: btoa('{"id":9007199254740993}'),
  headersBase64: [btoa('abc')],
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
    key: { kind: 'base64', base64: 'ay0x' },
    value: { kind: 'base64', base64: btoa('{"id":9007199254740993}') },
    headers: [{ name: 'trace', value: { kind: 'base64', base64: btoa('abc') } }],
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

test('a record that a schema decoded opens as its JSON with the schema chosen; one that was cut as bytes', () => {
  const schema = { strategy: 'topic', name: '', version: 3, messageType: null, framing: 'prefix' } as const;
  const value = {
    format: 'json',
    text: '{"id":9007199254740993,"note":null,"city":""}',
    sizeBytes: 12,
    cut: false,
    decoder: 'avro',
    schemaId: 7,
  } as const;
  const decoded = { ...record, value, valueBase64: 'AAAAAAcC' };
  const draft = draftOf(decoded, { key: null, value: schema });
  expect(draft.value).toBe('{\n  "id": 9007199254740993,\n  "note": null,\n  "city": ""\n}');
  expect(draft.schemas).toEqual({ key: null, value: schema });
  expect(draft.binary).toEqual({ key: null, value: null });
  expect(draft.kept!.value).toEqual({ text: draft.value, base64: 'AAAAAAcC', schema });
  const cut = draftOf({ ...decoded, value: { ...value, cut: true } }, { key: null, value: schema });
  expect([cut.binary.value, cut.schemas]).toEqual(['AAAAAAcC', undefined]);
  expect(draftOf(decoded).binary.value).toBe('AAAAAAcC');
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

test('what is edited is sent as it was written, everything beside it to the byte', () => {
  const draft = draftOf({
    ...record,
    headers: [
      { name: 'bin', value: { format: 'binary', text: '00ff', sizeBytes: 2, cut: false } },
      { name: 'none', value: { format: 'null', text: '', sizeBytes: 0, cut: false } },
      { name: 'empty', value: { format: 'empty', text: '', sizeBytes: 0, cut: false } },
      { name: '', value: text('x') },
      { name: 'trace', value: text('abc') },
    ],
    headersBase64: ['AP8=', null, '', btoa('x'), btoa('abc')],
  });
  const inputs = (headers: typeof draft.headers) =>
    sendRequestOf('local', 't', { ...draft, headers }).headers.map(({ value }) =>
      value.kind === 'base64' ? value.base64 : value.kind === 'text' ? `text ${value.text}` : null,
    );
  expect(inputs(draft.headers)).toEqual(['AP8=', null, '', btoa('x'), btoa('abc')]);
  expect(draft.headers.map(isBinaryHeader)).toEqual([true, false, false, false, false]);
  const edited = draft.headers.map((header, at) =>
    at === 0 ? { ...header, value: 'now text' } : at === 4 ? { ...header, isNull: true } : header,
  );
  expect(inputs(edited)).toEqual(['text now text', null, '', btoa('x'), null]);
  const value = sendRequestOf('local', 't', { ...draft, value: '{}' }).value;
  expect(value).toEqual({ kind: 'text', text: '{}' });
});

test('what a field of one line cannot show stays the bytes that it was: ends of lines, unseen characters, a megabyte', () => {
  const key = (value: string) =>
    draftOf({ ...record, key: text(value), keyBase64: Buffer.from(value).toString('base64') });
  for (const value of ['a\nb', 'a\r', 'a\u0085', '\f', 'k'.repeat(1_000_000)]) {
    const base64 = Buffer.from(value).toString('base64');
    expect(key(value)).toMatchObject({ key: '', binary: { key: base64 } });
    expect(sendRequestOf('local', 't', key(value)).key).toEqual({ kind: 'base64', base64 });
  }
  expect(key('a\tb \u200d서')).toMatchObject({ key: 'a\tb \u200d서', binary: { key: null } });
  const header = draftOf({
    ...record,
    headers: [{ name: 'h', value: text('1\r\n2') }],
    headersBase64: [btoa('1\r\n2')],
  }).headers[0]!;
  expect([header.value, isBinaryHeader(header)]).toEqual(['', true]);
});
