import { expect, test } from 'vitest';
import type { MessageRow, Payload } from '../../../src-main/contract/index.ts';
import { plainAccess } from '../../lib/client-access.ts';
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

test('what a copy cannot say in one way it says in another: names that come twice, bytes, and what is cut', () => {
  const header = (name: string, text: string) => ({ name, value: payload('text', text) });
  const twice = { ...row, headers: [header('a', '1'), header('a', '2')], value: payload('binary', '00ff41') };
  expect(JSON.parse(asJson('t', twice))).toMatchObject({
    headers: [
      ['a', '1'],
      ['a', '2'],
    ],
    valueBase64: 'AP9B',
  });
  const raw = { ...row, headers: [header('a', '1'), { name: 'raw', value: payload('binary', '00ff41') }] };
  const { headers } = JSON.parse(asJson('t', raw)) as { headers: unknown };
  expect(headers).toEqual([['a', '1'], { name: 'raw', valueBase64: 'AP9B' }]);
  expect(JSON.parse(asJson('t', row))).not.toHaveProperty('cut');
  const cut = { ...row, value: { ...payload('json', '{"a":'), cut: true }, moreHeaders: 3 };
  expect(JSON.parse(asJson('t', cut))).toMatchObject({ value: '{"a":', cut: ['value', 'headers'] });
});

test('the kcat line reads that one record, whatever the topic is called', () => {
  expect(asKcat('orders', row, plainAccess('127.0.0.1:9092'))).toBe(
    'kcat -C -b 127.0.0.1:9092 -t orders -p 2 -o 41 -c 1 -e',
  );
  expect(asKcat("o'r", row, plainAccess('h:1'))).toContain(`-t 'o'\\''r'`);
});
