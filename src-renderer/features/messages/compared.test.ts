import { expect, test } from 'vitest';
import type { MessageRow, Payload } from '../../../src-main/contract/index.ts';
import { comparedText } from './compared.ts';

const payload = (format: Payload['format'], text: string): Payload => ({
  format,
  text,
  sizeBytes: text.length,
  cut: false,
});
const row = (value: Payload): MessageRow => ({
  partition: 0,
  offset: 0,
  timestampMs: 0,
  timestampType: 'create',
  key: payload('text', 'k'),
  value,
  headers: [],
});

test('null, a text of that word, nothing, and bytes that look like a text are four different values', () => {
  const texts = [
    payload('null', ''),
    payload('text', 'null'),
    payload('empty', ''),
    payload('binary', '00ff'),
    payload('text', '00ff'),
  ].map((value) => comparedText(row(value)));
  expect(new Set(texts).size).toBe(5);
  expect(comparedText(row(payload('json', '{"a":1}')))).toContain('"a": 1');
});
