import { assert, type Uuid, zigZag } from '../base/index.ts';

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
    const at = this.#room(1);
    this.#buffer[at] = value;
  }

  int16(value: number): void {
    const at = this.#room(2);
    this.#buffer.writeInt16BE(value, at);
  }

  uint16(value: number): void {
    const at = this.#room(2);
    this.#buffer.writeUInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#buffer.writeInt32BE(value, at);
  }

  uint32(value: number): void {
    const at = this.#room(4);
    this.#buffer.writeUInt32BE(value, at);
  }

  /** A safe number, a bigint, or Infinity for `Long.MAX_VALUE`. */
  int64(value: number | bigint): void {
    const at = this.#room(8);
    if (typeof value === 'bigint') {
      this.#buffer.writeBigInt64BE(value, at);
    } else if (value === Infinity) {
      this.#buffer.writeInt32BE(0x7fffffff, at);
      this.#buffer.writeUInt32BE(0xffffffff, at + 4);
    } else {
      assert(Number.isSafeInteger(value), `int64 ${value} is not a safe integer`);
      this.#buffer.writeInt32BE(Math.floor(value / 4294967296), at);
      this.#buffer.writeUInt32BE(value >>> 0, at + 4);
    }
  }

  float64(value: number): void {
    const at = this.#room(8);
    this.#buffer.writeDoubleBE(value, at);
  }

  uuid(value: Uuid): void {
    const at = this.#room(16);
    const written = this.#buffer.write(value, at, 16, 'base64url');
    assert(written === 16, `uuid ${value} is not 16 bytes`);
  }

  unsignedVarint(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.int8((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.int8(rest);
  }

  varint(value: number): void {
    this.unsignedVarint(zigZag(value));
  }

  varlong(value: number | bigint): void {
    if (typeof value === 'number' && value >= -0x40000000 && value < 0x40000000) return this.varint(value);
    const wide = BigInt(value);
    let rest = BigInt.asUintN(64, (wide << 1n) ^ (wide >> 63n));
    while (rest >= 0x80n) {
      this.int8(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.int8(Number(rest));
  }

  /** UTF-8 text without a length. `size` is what `Buffer.byteLength` says of it. */
  text(value: string, size: number): void {
    const at = this.#room(size);
    this.#buffer.write(value, at, size, 'utf8');
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
