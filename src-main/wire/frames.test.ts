import { describe, expect, test } from 'vitest';
import { randomBetween, seededRandom } from '../base/index.ts';
import { BufferPool } from './buffer-pool.ts';
import { beginFrame, endFrame, FrameReader, type FrameReaderOptions } from './frames.ts';
import { MalformedError } from './reader.ts';
import { Writer } from './writer.ts';

function frame(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** Pushes chunks at one millisecond each and takes all frames as they become whole. */
function read(chunks: readonly Buffer[], options: Partial<FrameReaderOptions> = {}) {
  const reader = new FrameReader({ maxBytes: 1 << 20, ...options });
  const frames = chunks.flatMap((chunk, atMs) => {
    reader.push(chunk, atMs);
    return [...take(reader)];
  });
  return { reader, frames };
}

function* take(reader: FrameReader) {
  for (let next = reader.next(); next !== undefined; next = reader.next()) yield next;
}

const text = (hex: string) => Buffer.from(hex, 'hex');

test('a frame within one chunk is a slice of it', () => {
  const chunk = Buffer.concat([frame(text('aa')), frame(text('bbbb')), text('0000')]);
  const { frames, reader } = read([chunk]);
  expect(frames.map(({ bytes }) => bytes.toString('hex'))).toEqual(['aa', 'bbbb']);
  expect(frames.every(({ bytes }) => bytes.buffer === chunk.buffer)).toBe(true);
  expect(reader.partialSinceMs).toBe(0);
});

test('a frame whose length came alone is a slice of the chunk after it', () => {
  const body = Buffer.alloc(5000, 1);
  const { frames } = read([text('00001388'), body]);
  expect(frames[0].bytes.equals(body)).toBe(true);
  expect(frames[0].bytes.buffer).toBe(body.buffer);
});

test('any way of cutting the stream gives the same frames', () => {
  const random = seededRandom(31);
  for (let round = 0; round < 300; round++) {
    const bodies = Array.from({ length: randomBetween(random, 1, 6) }, () => {
      const size = random() < 0.3 ? randomBetween(random, 20_000, 90_000) : randomBetween(random, 1, 40);
      return Buffer.alloc(size, randomBetween(random, 0, 255));
    });
    const stream = Buffer.concat(bodies.map(frame));
    const largest = [1, 3, 7, 300, 5000, 65536][randomBetween(random, 0, 5)];
    const chunks: Buffer[] = [];
    for (let at = 0; at < stream.length;) {
      // Single bytes only at the start of a long stream, to keep the test short.
      const size = randomBetween(random, 1, at > 200 ? Math.max(largest, 2000) : largest);
      chunks.push(stream.subarray(at, at + size));
      at += size;
    }
    let held = 0;
    const pool = new BufferPool();
    const { frames, reader } = read(chunks, { pool, onHeldBytes: (delta) => (held += delta) });
    expect(frames.length).toBe(bodies.length);
    expect(frames.every(({ bytes }, index) => bytes.equals(bodies[index]))).toBe(true);
    expect(held).toBe(stream.length);
    for (const each of frames) each.release();
    expect([held, reader.heldBytes, reader.partialSinceMs]).toEqual([0, 0, undefined]);
  }
});

test('a large frame in chunks is put together in a buffer that is used again', () => {
  const pool = new BufferPool();
  const body = Buffer.alloc(1_000_000, 7);
  const stream = frame(body);
  const chunks = Array.from({ length: 16 }, (_, index) =>
    stream.subarray(index * 65536, (index + 1) * 65536),
  );
  const memories = Array.from({ length: 3 }, () => {
    const [whole] = read(chunks, { pool }).frames;
    expect(whole.bytes.equals(body)).toBe(true);
    const memory = whole.bytes.buffer;
    whole.release();
    whole.release();
    return memory;
  });
  expect(new Set(memories).size).toBe(1);
  expect(pool.retainedBytes).toBe(1 << 20);
});

test('the pool keeps no more than it should', () => {
  const pool = new BufferPool(256 * 1024);
  const taken = [1, 2, 3, 4, 5].map(() => pool.take(100_000));
  expect(taken[0].length).toBe(128 * 1024);
  for (const buffer of taken) pool.give(buffer);
  expect(pool.retainedBytes).toBe(256 * 1024);
});

describe('bad input', () => {
  test.each([
    ['a negative length', 'ffffffff', 'frame of -1 bytes'],
    ['a length beyond the limit', '00100001' + '00', 'frame of 1048577 bytes'],
    ['length 0', '00000000', 'frame of 0 bytes'],
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n').toString('hex'), 'the peer speaks HTTP'],
    ['an HTTP/2 preface', Buffer.from('PRI * HTTP/2.0\r\n').toString('hex'), 'the peer speaks HTTP'],
    ['a TLS hello', '16030102000100', 'the peer speaks TLS'],
  ])('%s is refused', (_, hex, message) => {
    for (const chunks of [[text(hex)], [...text(hex)].map((byte) => Buffer.from([byte]))]) {
      expect(() => read(chunks)).toThrow(MalformedError);
      expect(() => read(chunks)).toThrow(message);
    }
  });

  test('frames before the bad one are still given out, and what follows is dropped', () => {
    const reader = new FrameReader({ maxBytes: 100 });
    reader.push(Buffer.concat([frame(text('aa')), text('ffffffff0102')]), 0);
    expect(reader.next()?.bytes.toString('hex')).toBe('aa');
    expect(() => reader.next()).toThrow('frame of -1 bytes');
    reader.push(frame(text('bb')), 1);
    expect(() => reader.next()).toThrow('frame of -1 bytes');
    expect(reader.heldBytes).toBe(5);
  });

  test('words of HTTP later in the stream are only a wrong length', () => {
    expect(() => read([frame(text('aa')), Buffer.from('GET /')])).toThrow('frame of 1195725856 bytes');
  });

  test('a long frame that never comes costs what came, not what was claimed', () => {
    let taken = 0;
    class WatchedPool extends BufferPool {
      override take(size: number): Buffer {
        taken += size;
        return super.take(size);
      }
    }
    const { reader } = read([text('05f5e100'), Buffer.alloc(1000)], {
      maxBytes: 100 << 20,
      pool: new WatchedPool(),
    });
    expect([reader.heldBytes, taken]).toEqual([1004, 0]);
  });

  test('a peer that sends a byte at a time is seen by when it began', () => {
    const reader = new FrameReader({ maxBytes: 100 });
    [0, 0, 0, 9, 1, 2, 3].forEach((byte, index) => reader.push(Buffer.from([byte]), 1000 + 60_000 * index));
    expect(reader.partialSinceMs).toBe(1000);
    reader.push(text('040506070809'), 500_000);
    expect(reader.next()?.bytes.toString('hex')).toBe('010203040506070809');
    expect(reader.partialSinceMs).toBeUndefined();
  });

  test('single bytes are copied together, so that their chunks are not kept', () => {
    const reader = new FrameReader({ maxBytes: 1 << 20 });
    const stream = frame(Buffer.from(Array.from({ length: 50_000 }, (_, index) => index & 0xff)));
    reader.push(stream.subarray(0, 5), 0);
    const reused = Buffer.alloc(1);
    for (const byte of stream.subarray(5, -1)) {
      reused[0] = byte;
      reader.push(reused, 0);
    }
    reader.push(stream.subarray(-1), 0);
    const [whole] = take(reader);
    expect(whole.bytes.equals(stream.subarray(4))).toBe(true);
  });

  test('closing gives back what was held, but for frames that are still in use', () => {
    let held = 0;
    const reader = new FrameReader({ maxBytes: 100, onHeldBytes: (delta) => (held += delta) });
    reader.push(Buffer.concat([frame(text('aa')), frame(text('bb')), text('000000')]), 0);
    const used = reader.next();
    reader.close();
    expect(held).toBe(5);
    used?.release();
    expect(held).toBe(0);
  });
});

test('a written frame begins with its length', () => {
  const writer = new Writer(8);
  beginFrame(writer);
  writer.bytes(text('0102'));
  writer.bytes(Buffer.alloc(2000, 3));
  const chunks = endFrame(writer);
  expect(chunks.map((chunk) => chunk.length)).toEqual([6, 2000]);
  expect(chunks[0].toString('hex')).toBe('000007d2' + '0102');
});
