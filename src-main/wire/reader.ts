import { unZigZag, type Uuid, uuidFromBytes } from '../base/index.ts';

/** Bytes that are not what the schema says. Before a request exists it closes the connection (RequestContext.parseRequest). */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/** Kafka 4.4 refuses longer arrays before it allocates; so do we. */
const MAX_ARRAY_LENGTH = 1_000_000;

/** Kafka refuses more tagged fields than this in one section. */
const MAX_TAGGED_FIELDS = 10_000;

/** `Long.MAX_VALUE` on the wire stands for "no limit"; a number cannot hold it, Infinity can. */
const INT64_MAX_HIGH = 0x7fffffff;

/** Plain byte reads: Node's own methods check their arguments each time, which `take` has done already. */
function int32At(bytes: Buffer, start: number): number {
  return (bytes[start] << 24) | (bytes[start + 1] << 16) | (bytes[start + 2] << 8) | bytes[start + 3];
}

/**
 * Reads big-endian values from one buffer, never beyond its end. Slices share the buffer's memory:
 * who keeps one keeps the whole frame alive.
 */
export class Reader {
  readonly buffer: Buffer;
  position: number;
  readonly end: number;

  constructor(buffer: Buffer, position = 0, end = buffer.length) {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
  }

  get remaining(): number {
    return this.end - this.position;
  }

  /** Claims `size` bytes and returns where they start. */
  take(size: number): number {
    const start = this.position;
    if (size < 0 || size > this.end - start) {
      throw new MalformedError(`needs ${size} bytes at ${start}, ${this.end - start} are left`);
    }
    this.position = start + size;
    return start;
  }

  bool(): boolean {
    return this.buffer[this.take(1)] !== 0;
  }

  int8(): number {
    return (this.buffer[this.take(1)] << 24) >> 24;
  }

  int16(): number {
    const start = this.take(2);
    return ((this.buffer[start] << 24) >> 16) | this.buffer[start + 1];
  }

  uint16(): number {
    const start = this.take(2);
    return (this.buffer[start] << 8) | this.buffer[start + 1];
  }

  int32(): number {
    return int32At(this.buffer, this.take(4));
  }

  uint32(): number {
    return int32At(this.buffer, this.take(4)) >>> 0;
  }

  /** An int64 that must be a safe number; `Long.MAX_VALUE` comes back as Infinity. */
  int64(): number {
    const start = this.take(8);
    const high = int32At(this.buffer, start);
    const low = int32At(this.buffer, start + 4) >>> 0;
    if (high === 0) return low;
    const value = high * 4294967296 + low;
    if (Number.isSafeInteger(value)) return value;
    if (high === INT64_MAX_HIGH && low === 0xffffffff) return Infinity;
    throw new MalformedError(`int64 at ${start} is beyond 2^53`);
  }

  /** Any int64: a number where it is exact, else a bigint. */
  wideInt64(): number | bigint {
    const wide = this.buffer.readBigInt64BE(this.take(8));
    const narrow = Number(wide);
    return Number.isSafeInteger(narrow) ? narrow : wide;
  }

  float64(): number {
    return this.buffer.readDoubleBE(this.take(8));
  }

  uuid(): Uuid {
    return uuidFromBytes(this.buffer, this.take(16));
  }

  /** At most 5 bytes, of which the last holds 4 bits (`ByteUtils.readUnsignedVarint`). */
  unsignedVarint(): number {
    const first = this.buffer[this.take(1)];
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.buffer[this.take(1)];
      if (shift === 28 && byte > 0x0f) break;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new MalformedError(`varint before ${this.position} is longer than 32 bits`);
  }

  varint(): number {
    return unZigZag(this.unsignedVarint());
  }

  /** A zigzag varlong: a number where it is exact, else a bigint. */
  varlong(): number | bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.buffer[this.take(1)];
      if (shift === 63n && byte > 1) break;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        const signed = (value >> 1n) ^ -(value & 1n);
        const narrow = Number(signed);
        return Number.isSafeInteger(narrow) ? narrow : signed;
      }
    }
    throw new MalformedError(`varlong before ${this.position} is longer than 64 bits`);
  }

  /** UTF-8 text of a known length. */
  text(size: number): string {
    const start = this.take(size);
    return size === 0 ? '' : this.buffer.toString('utf8', start, start + size);
  }

  slice(size: number): Buffer {
    const start = this.take(size);
    return this.buffer.subarray(start, start + size);
  }

  /** How many tagged fields follow. Each is tag, size and that many bytes, in the order of tags (KIP-482). */
  taggedFieldCount(): number {
    const count = this.unsignedVarint();
    if (count > MAX_TAGGED_FIELDS) throw new MalformedError(`${count} tagged fields`);
    return count;
  }

  /** Skips a section of tagged fields. */
  skipTaggedFields(): void {
    for (let left = this.taggedFieldCount(); left > 0; left--) {
      this.unsignedVarint();
      this.take(this.unsignedVarint());
    }
  }

  /**
   * Checks an array length that a peer claims against what is left, before anything is allocated for it.
   * Every element takes at least one byte.
   */
  checkArrayLength(length: number): number {
    if (length > this.remaining || length > MAX_ARRAY_LENGTH) {
      throw new MalformedError(`array of ${length} elements, ${this.remaining} bytes are left`);
    }
    return length;
  }
}
