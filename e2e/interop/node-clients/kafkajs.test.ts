import { randomBytes } from 'node:crypto';
import { compressSync } from 'snappy';
import { expect, test } from 'vitest';
import { compressXerial, decompressXerial } from './kafkajs.ts';

test.each([0, 1, 32 * 1024, 32 * 1024 + 1, 200_000])('%i bytes come back from xerial framing', (length) => {
  const bytes = randomBytes(length);
  expect(decompressXerial(compressXerial(bytes)).equals(bytes)).toBe(true);
});

test('bare snappy without the framing is read too', () => {
  expect(decompressXerial(compressSync('hello hello hello')).toString()).toBe('hello hello hello');
});
