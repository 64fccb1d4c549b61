import { expect, test } from 'vitest';
import type { MessageRow, Payload } from '../../../src-main/contract/index.ts';
import { headOf, linesOf } from './export.ts';

const payload = (format: Payload['format'], text: string): Payload => ({
  format,
  text,
  sizeBytes: text.length,
  cut: false,
});
const row: MessageRow = {
  partition: 1,
  offset: 9007199254740991,
  timestampMs: 0,
  timestampType: 'create',
  key: payload('text', 'a,"b"\nc'),
  value: payload('json', '{\n  "id": 9007199254740993\n}'),
  headers: [{ name: 'trace', value: payload('null', '') }],
};

test('a record is one line of JSONL, digits kept', () => {
  const line = linesOf('jsonl', 't', [row]);
  expect(line.trimEnd()).not.toContain('\n');
  expect(line).toContain('"id": 9007199254740993');
  expect(JSON.parse(line)).toMatchObject({
    topic: 't',
    partition: 1,
    key: 'a,"b"\nc',
    headers: { trace: null },
  });
});

test('CSV quotes what needs it, and tells a null from an empty text', () => {
  expect(headOf('csv') + linesOf('csv', 't', [row])).toBe(
    'partition,offset,timestamp,key,value,headers\r\n' +
      '1,9007199254740991,1970-01-01T00:00:00.000Z,"a,""b""\nc","{\n  ""id"": 9007199254740993\n}","[[""trace"",null]]"\r\n',
  );
  const bare = { ...row, key: payload('null', ''), value: payload('empty', ''), headers: [] };
  expect(linesOf('csv', 't', [bare])).toBe('1,9007199254740991,1970-01-01T00:00:00.000Z,,"",\r\n');
});
