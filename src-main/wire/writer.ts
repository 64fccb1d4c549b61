import { AssertionError, type Uuid, zigZag } from '../base/index.ts';

/** The message is only put together when there is something wrong: these run for every field. */
function outOfRange(type: string, value: unknown): never {
  throw new AssertionError(`${String(value)} is no ${type}`);
}

/** Bytes from this size on are passed by reference instead of being copied. */
const REFERENCE_FROM_BYTES = 1024;

/**
 * Writes big-endian values into a growing list of chunks. Large byte fields are spliced in by reference, so
 * that stored batches go from page cache buffer to socket without a copy of ours.
 */
export class Writer {
  #chunks: Buffer[] = [];
  #finishedBytes = 0;
  #buffer: Buffer;
  #start = 0;
  #position = 0;

  constructor(initialBytes = 512) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#finishedBytes + this.#position - this.#start;
  }

  /** Ends the writing; the chunks in order. */
  finish(): Buffer[] {
    this.#endChunk();
    return this.#chunks;
  }

  /** Ends the writing with one contiguous buffer. */
  toBuffer(): Buffer {
    const chunks = this.finish();
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
  }

  #endChunk(): void {
    if (this.#position === this.#start) return;
    this.#chunks.push(this.#buffer.subarray(this.#start, this.#position));
    this.#finishedBytes += this.#position - this.#start;
    this.#start = this.#position;
  }

  #room(size: number): number {
    const start = this.#position;
    if (start + size > this.#buffer.length) return this.#grow(size);
    this.#position = start + size;
    return start;
  }

  #grow(size: number): number {
    const used = this.#position - this.#start;
    const grown = Buffer.allocUnsafe(Math.max(2 * (used + size), 512));
    this.#buffer.copy(grown, 0, this.#start, this.#position);
    this.#buffer = grown;
    this.#start = 0;
    this.#position = used + size;
    return used;
  }

  bool(value: boolean): void {
    const at = this.#room(1);
    this.#buffer[at] = value ? 1 : 0;
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) outOfRange('int8', value);
    const at = this.#room(1);
    this.#buffer[at] = value;
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) outOfRange('int16', value);
    this.#write16(value);
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) outOfRange('uint16', value);
    this.#write16(value);
  }

  int32(value: number): void {
    if ((value | 0) !== value) outOfRange('int32', value);
    this.#write32(value, this.#room(4));
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) outOfRange('uint32', value);
    this.#write32(value, this.#room(4));
  }

  #write16(value: number): void {
    const at = this.#room(2);
    this.#buffer[at] = value >> 8;
    this.#buffer[at + 1] = value;
  }

  #write32(value: number, at: number): void {
    const buffer = this.#buffer;
    buffer[at] = value >> 24;
    buffer[at + 1] = value >> 16;
    buffer[at + 2] = value >> 8;
    buffer[at + 3] = value;
  }

  /** A safe number, a bigint, or Infinity for `Long.MAX_VALUE`. */
  int64(value: number | bigint): void {
    if (typeof value === 'bigint') {
      const at = this.#room(8);
      this.#buffer.writeBigInt64BE(value, at);
    } else if (value === Infinity) {
      this.#write32(0x7fffffff, this.#room(4));
      this.#write32(-1, this.#room(4));
    } else {
      if (!Number.isSafeInteger(value)) outOfRange('safe int64', value);
      const at = this.#room(8);
      this.#write32(Math.floor(value / 4294967296), at);
      this.#write32(value, at + 4);
    }
  }

  float64(value: number): void {
    const at = this.#room(8);
    this.#buffer.writeDoubleBE(value, at);
  }

  uuid(value: Uuid): void {
    const at = this.#room(16);
    const written = this.#buffer.write(value, at, 16, 'base64url');
    if (written !== 16) outOfRange('uuid', value);
  }

  unsignedVarint(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.#byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.#byte(rest);
  }

  #byte(value: number): void {
    const at = this.#room(1);
    this.#buffer[at] = value;
  }

  varint(value: number): void {
    this.unsignedVarint(zigZag(value));
  }

  varlong(value: number | bigint): void {
    if (typeof value === 'number' && value >= -0x40000000 && value < 0x40000000) return this.varint(value);
    const wide = BigInt(value);
    let rest = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
    while (rest >= 0x80n) {
      this.#byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#byte(Number(rest));
  }

  /** UTF-8 text without a length. `size` is what `Buffer.byteLength` says of it. */
  text(value: string, size: number): void {
    const at = this.#room(size);
    this.#buffer.write(value, at, size, 'utf8');
  }

  /** Text of which every character is below 128, without a length. */
  ascii(value: string): void {
    const at = this.#room(value.length);
    for (let index = 0; index < value.length; index++) this.#buffer[at + index] = value.charCodeAt(index);
  }

  /** Bytes without a length; large ones by reference, so they must not change until they are sent. */
  bytes(value: Uint8Array): void {
    if (value.length >= REFERENCE_FROM_BYTES) {
      this.#endChunk();
      this.#chunks.push(Buffer.from(value.buffer, value.byteOffset, value.length));
      this.#finishedBytes += value.length;
      return;
    }
    const at = this.#room(value.length);
    this.#buffer.set(value, at);
  }
}
