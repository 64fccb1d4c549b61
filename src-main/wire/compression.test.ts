import { expect, test } from 'vitest';
import { seededRandom } from '../base/index.ts';
import { CodecId, type CodecName, compress, CompressionError, decompress } from './compression.ts';

const CODECS: CodecName[] = ['gzip', 'snappy', 'lz4', 'zstd'];

function reasonOf(action: () => unknown): string {
  try {
    action();
    return 'none';
  } catch (error) {
    return error instanceof CompressionError ? error.reason : `untyped: ${String(error)}`;
  }
}

test('every codec gives back what it took', () => {
  const random = seededRandom(5);
  const noise = Buffer.from(Array.from({ length: 100_000 }, () => Math.floor(random() * 256)));
  for (const codec of CODECS) {
    for (const input of [Buffer.alloc(0), Buffer.from('x'), Buffer.alloc(1_000_000, 'abc'), noise]) {
      const packed = compress(CodecId[codec], input);
      expect(decompress(CodecId[codec], packed, 1_000_000).equals(input), `${codec} ${input.length}`).toBe(
        true,
      );
    }
  }
});

test('a bomb is refused before memory is taken for it', () => {
  const zeros = Buffer.alloc(8 * 1024 * 1024);
  for (const codec of CODECS) {
    const bomb = compress(CodecId[codec], zeros);
    expect(bomb.length, codec).toBeLessThan(zeros.length / 10);
    expect(
      reasonOf(() => decompress(CodecId[codec], bomb, zeros.length - 1)),
      codec,
    ).toBe('too-large');
    expect(decompress(CodecId[codec], bomb, zeros.length).length, codec).toBe(zeros.length);
  }
});

test('garbage is malformed, never another error', () => {
  const random = seededRandom(11);
  for (const codec of CODECS) {
    const packed = compress(CodecId[codec], Buffer.alloc(5000, 'hello snappy '));
    expect(
      reasonOf(() => decompress(CodecId[codec], Buffer.alloc(0), 1e6)),
      codec,
    ).toBe('malformed');
    expect(
      reasonOf(() => decompress(CodecId[codec], Buffer.alloc(100, 0xff), 1e6)),
      codec,
    ).toMatch(/malformed|too-large/);
    for (let round = 0; round < 300; round++) {
      const broken = Buffer.from(packed);
      broken[Math.floor(random() * broken.length)] ^= 1 + Math.floor(random() * 255);
      expect(
        reasonOf(() => decompress(CodecId[codec], broken, 1e6)),
        codec,
      ).toMatch(/^(none|malformed|too-large)$/);
      const cut = packed.subarray(0, Math.floor(random() * packed.length));
      expect(
        reasonOf(() => decompress(CodecId[codec], cut, 1e6)),
        codec,
      ).toMatch(/^(none|malformed|too-large)$/);
    }
  }
  expect(reasonOf(() => decompress(6, Buffer.alloc(3), 1e6))).toBe('unknown-codec');
});

test('snappy is read with and without the xerial frame', () => {
  const { compressSync } = process.getBuiltinModule('node:module').createRequire(import.meta.url)('snappy');
  const text = Buffer.alloc(90_000, 'two kinds of snappy ');
  expect(decompress(CodecId.snappy, compressSync(text), 1e6).equals(text)).toBe(true);
  const framed = compress(CodecId.snappy, text);
  expect(framed.subarray(0, 16).toString('hex')).toBe('82534e41505059000000000100000001');
  expect(decompress(CodecId.snappy, framed, 1e6).equals(text)).toBe(true);
});
