import { expect, test } from 'vitest';
import type { MessageRow, Payload } from '../../../src-main/contract/index.ts';
import { asJson, asKcat } from './copy-as.ts';

const payload = (format: Payload['format'], text: string): Payload => ({
  format,
  text,
  sizeBytes: text.length,
  cut: false,
});
const row: MessageRow = {
  partition: 2,
  offset: 41,
  timestampMs: 1_700_000_000_000,
  timestampType: 'create',
  key: payload('text', 'a "quoted" key'),
  value: payload('json', '{"id":9007199254740993}'),
  headers: [{ name: 'trace', value: payload('null', '') }],
};

test('a copied record is JSON whose numbers kept their digits', () => {
  const text = asJson('orders', row);
  expect(text).toContain('"value": {"id":9007199254740993}');
  expect(JSON.parse(text)).toMatchObject({
    topic: 'orders',
    partition: 2,
    offset: 41,
    key: 'a "quoted" key',
    headers: { trace: null },
  });
  expect(JSON.parse(asJson('t', { ...row, value: payload('null', ''), headers: [] }))).toMatchObject({
    value: null,
    headers: {},
  });
});

test('the kcat line reads that one record, whatever the topic is called', () => {
  expect(asKcat('orders', row, '127.0.0.1:9092')).toBe(
    'kcat -C -b 127.0.0.1:9092 -t orders -p 2 -o 41 -c 1 -e',
  );
  expect(asKcat("o'r", row, 'h:1')).toContain(`-t 'o'\\''r'`);
});
