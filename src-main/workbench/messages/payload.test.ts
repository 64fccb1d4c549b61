import { expect, test } from 'vitest';
import { payloadOf } from './payload.ts';

test('bytes are shown as what they are', () => {
  const cases: [Buffer | null, string, string][] = [
    [null, 'null', ''],
    [Buffer.alloc(0), 'empty', ''],
    [Buffer.from('{"n": 9007199254740993}'), 'json', '{"n": 9007199254740993}'],
    [Buffer.from(' [1,2]\n'), 'json', ' [1,2]\n'],
    [Buffer.from('{"n": }'), 'text', '{"n": }'],
    [Buffer.from('42'), 'text', '42'],
    [Buffer.from('안녕'), 'text', '안녕'],
    [Buffer.from([0, 1, 2]), 'binary', '000102'],
    [Buffer.from([0xff, 0xfe]), 'binary', 'fffe'],
  ];
  for (const [bytes, format, text] of cases)
    expect(payloadOf(bytes)).toMatchObject({ format, text, cut: false });
});

test('long payloads are cut at a character, and tell their size', () => {
  const text = `${'a'.repeat(4095)}안녕`;
  expect(payloadOf(Buffer.from(text))).toEqual({
    format: 'text',
    text: 'a'.repeat(4095),
    sizeBytes: 4101,
    cut: true,
  });
  const binary = payloadOf(Buffer.alloc(5000));
  expect([binary.format, binary.text.length, binary.cut]).toEqual(['binary', 4096, true]);
  const json = payloadOf(Buffer.from(JSON.stringify({ long: 'x'.repeat(10_000) })));
  expect([json.format, json.text.length, json.cut]).toEqual(['json', 4096, true]);
});
