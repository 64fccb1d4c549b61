import { expect, test } from 'vitest';
import { bytesOfInput } from './send.ts';

const bytes = (base64: string) => bytesOfInput({ kind: 'base64', base64 }, 'value');

test('base64 of any alphabet, padding and length is taken, and nothing else is', () => {
  for (const text of ['', 'AA==', 'AAA=', 'AAA', '-_-_', '+/+/', 'AAAA\nAAAA'])
    expect(bytes(text), text).toEqual(Buffer.from(text, 'base64'));
  for (const text of ['A', 'AAAAA', '=', 'AAAA=', 'AA===', 'A=AA', 'AA!=', '서서'])
    expect(() => bytes(text), text).toThrow('base64');
  const large = Buffer.alloc(40_000_000, 'large ');
  expect(bytes(large.toString('base64'))!.equals(large)).toBe(true);
});
