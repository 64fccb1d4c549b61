// The four codecs of a record batch, synchronous. gzip and zstd come with Node, snappy and lz4 are native
// libraries; each is loaded when the first batch of its kind comes by, since a start should not pay for them.
import { createRequire } from 'node:module';
import type * as Zlib from 'node:zlib';

/** Codec ids as a batch's attributes hold them. */
export const CodecId = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;
export type CodecName = keyof typeof CodecId;

const CODEC_NAMES: readonly CodecName[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** Undefined for the ids that mean nothing. */
export function codecName(id: number): CodecName | undefined {
  return CODEC_NAMES[id];
}

/** Compressed bytes that cannot be read, or that would grow beyond the limit. */
export class CompressionError extends Error {
  override readonly name = 'CompressionError';
  /** `too-large`: the output passed the limit (a decompression bomb). */
  readonly reason: 'malformed' | 'too-large' | 'unknown-codec';

  constructor(reason: CompressionError['reason'], message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }
}

interface Snappy {
  compressSync(input: Uint8Array, options?: { copyOutputData?: boolean }): Buffer;
  uncompressSync(input: Uint8Array, options?: { asBuffer?: boolean; copyOutputData?: boolean }): Buffer;
}

interface Lz4 {
  compressFrameSync(data: Buffer): Buffer;
  decompressFrameSync(data: Buffer): Buffer;
}

const require = createRequire(import.meta.url);
let zlibLibrary: typeof Zlib | undefined;
let snappyLibrary: Snappy | undefined;
let lz4Library: Lz4 | undefined;

function zlib(): typeof Zlib {
  return (zlibLibrary ??= require('node:zlib') as typeof Zlib);
}

function snappy(): Snappy {
  return (snappyLibrary ??= require('snappy') as Snappy);
}

function lz4(): Lz4 {
  return (lz4Library ??= require('lz4-napi') as Lz4);
}

/** Electron forbids buffers outside V8's cage, so the library must copy its output. */
const COPY_OUTPUT = { asBuffer: true, copyOutputData: true } as const;

/**
 * Decompresses a batch's records. `limitBytes` bounds the output before memory is taken for it.
 * Throws CompressionError.
 */
export function decompress(codec: number, bytes: Buffer, limitBytes: number): Buffer {
  switch (codec) {
    case CodecId.none:
      return bytes;
    case CodecId.gzip:
      return decompressWithZlib('gzip', () => zlib().gunzipSync(bytes, { maxOutputLength: limitBytes }));
    case CodecId.zstd:
      return decompressWithZlib('zstd', () =>
        zlib().zstdDecompressSync(bytes, { maxOutputLength: limitBytes }),
      );
    case CodecId.snappy:
      return decompressSnappy(bytes, limitBytes);
    case CodecId.lz4:
      return decompressLz4(bytes, limitBytes);
    default:
      throw new CompressionError('unknown-codec', `unknown codec ${codec}`);
  }
}

/** Compresses with Kafka's framing; `level` counts for gzip and zstd. Throws CompressionError for an unknown codec. */
export function compress(codec: number, bytes: Buffer, level?: number): Buffer {
  switch (codec) {
    case CodecId.none:
      return bytes;
    case CodecId.gzip:
      return zlib().gzipSync(bytes, level === undefined ? undefined : { level });
    case CodecId.zstd:
      return zlib().zstdCompressSync(
        bytes,
        level === undefined ? undefined : { params: { [zlib().constants.ZSTD_c_compressionLevel]: level } },
      );
    case CodecId.snappy:
      return compressXerial(bytes);
    case CodecId.lz4:
      return lz4().compressFrameSync(bytes);
    default:
      throw new CompressionError('unknown-codec', `unknown codec ${codec}`);
  }
}

function decompressWithZlib(name: string, action: () => Buffer): Buffer {
  try {
    return action();
  } catch (error) {
    const tooLarge = (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new CompressionError(tooLarge ? 'too-large' : 'malformed', `${name}: ${String(error)}`, error);
  }
}

// Snappy: the Java client frames blocks as xerial's snappy-java does; librdkafka and others send one raw block.

const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
/** Magic, version and lowest compatible version. */
const XERIAL_HEADER_BYTES = 16;
const XERIAL_BLOCK_BYTES = 32 * 1024;

function decompressSnappy(bytes: Buffer, limitBytes: number): Buffer {
  const framed =
    bytes.length >= XERIAL_HEADER_BYTES && XERIAL_MAGIC.compare(bytes, 0, XERIAL_MAGIC.length) === 0;
  if (!framed) return decompressSnappyBlock(bytes, limitBytes);
  const blocks: Buffer[] = [];
  let total = 0;
  let at = XERIAL_HEADER_BYTES;
  while (at < bytes.length) {
    if (bytes.length - at < 4) throw new CompressionError('malformed', 'snappy: cut off in a block size');
    const size = bytes.readInt32BE(at);
    at += 4;
    if (size < 0 || size > bytes.length - at) {
      throw new CompressionError(
        'malformed',
        `snappy: block of ${size} bytes, ${bytes.length - at} are left`,
      );
    }
    const block = decompressSnappyBlock(bytes.subarray(at, at + size), limitBytes - total);
    total += block.length;
    blocks.push(block);
    at += size;
  }
  return blocks.length === 1 ? blocks[0] : Buffer.concat(blocks, total);
}

function decompressSnappyBlock(block: Buffer, limitBytes: number): Buffer {
  const sizeBytes = snappyOutputBytes(block);
  if (sizeBytes > limitBytes) {
    throw new CompressionError('too-large', `snappy: ${sizeBytes} bytes, ${limitBytes} are allowed`);
  }
  try {
    return snappy().uncompressSync(block, COPY_OUTPUT);
  } catch (error) {
    throw new CompressionError('malformed', `snappy: ${String(error)}`, error);
  }
}

/** A raw block begins with the size of its output as an unsigned varint. */
function snappyOutputBytes(block: Buffer): number {
  let value = 0;
  for (let index = 0; index < Math.min(5, block.length); index++) {
    value += (block[index] & 0x7f) * 2 ** (7 * index);
    if (block[index] < 0x80) return value;
  }
  throw new CompressionError('malformed', 'snappy: no output size');
}

function compressXerial(bytes: Buffer): Buffer {
  const header = Buffer.alloc(XERIAL_HEADER_BYTES);
  XERIAL_MAGIC.copy(header);
  header.writeInt32BE(1, 8);
  header.writeInt32BE(1, 12);
  const parts: Buffer[] = [header];
  for (let start = 0; start < bytes.length; start += XERIAL_BLOCK_BYTES) {
    const block = snappy().compressSync(bytes.subarray(start, start + XERIAL_BLOCK_BYTES), COPY_OUTPUT);
    const size = Buffer.alloc(4);
    size.writeInt32BE(block.length);
    parts.push(size, block);
  }
  return Buffer.concat(parts);
}

// LZ4 frames. The library has no output limit, so the output is measured before it is made.

const LZ4_MAGIC = 0x184d2204;
const LZ4_FLAG = {
  dictionaryId: 0x01,
  contentChecksum: 0x04,
  contentSize: 0x08,
  blockChecksum: 0x10,
} as const;
/** No block can grow more: each byte of a match length adds at most 255. */
const LZ4_RATIO_MAX = 255;

function decompressLz4(bytes: Buffer, limitBytes: number): Buffer {
  if (lz4OutputBytes(bytes, 'bound') > limitBytes && lz4OutputBytes(bytes, 'exact') > limitBytes) {
    throw new CompressionError('too-large', `lz4: more than the ${limitBytes} bytes that are allowed`);
  }
  try {
    return lz4().decompressFrameSync(bytes);
  } catch (error) {
    throw new CompressionError('malformed', `lz4: ${String(error)}`, error);
  }
}

/** What the frame's output takes: a bound from the sizes of its blocks, or the exact figure from a walk through them. */
function lz4OutputBytes(bytes: Buffer, precision: 'bound' | 'exact'): number {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== LZ4_MAGIC) {
    throw new CompressionError('malformed', 'lz4: not a frame');
  }
  const flags = bytes[4];
  const blockBytesMax = 1 << (8 + 2 * ((bytes[5] >> 4) & 0x07));
  let at = 7;
  if (flags & LZ4_FLAG.contentSize) at += 8;
  if (flags & LZ4_FLAG.dictionaryId) at += 4;
  let total = 0;
  while (at + 4 <= bytes.length) {
    const word = bytes.readUInt32LE(at);
    at += 4;
    if (word === 0) break;
    const size = word & 0x7fffffff;
    if (size > bytes.length - at)
      throw new CompressionError('malformed', `lz4: block of ${size} bytes is cut off`);
    if (word >= 0x80000000) total += size;
    else if (precision === 'bound') total += Math.min(blockBytesMax, size * LZ4_RATIO_MAX);
    else total += lz4BlockOutputBytes(bytes, at, at + size);
    at += size;
    if (flags & LZ4_FLAG.blockChecksum) at += 4;
  }
  return total;
}

/** Walks the sequences of one block: literals, then a match, over and over. */
function lz4BlockOutputBytes(bytes: Buffer, start: number, end: number): number {
  let total = 0;
  let at = start;
  while (at < end) {
    const token = bytes[at++];
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255 && at < end) {
        more = bytes[at++];
        literals += more;
      }
    }
    total += literals;
    at += literals;
    if (at >= end) break;
    at += 2;
    let match = token & 0x0f;
    if (match === 15) {
      let more = 255;
      while (more === 255 && at < end) {
        more = bytes[at++];
        match += more;
      }
    }
    total += match + 4;
  }
  return total;
}
