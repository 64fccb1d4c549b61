import { readInt64, writeInt64 } from '../wire/index.ts';
import { IndexFile } from './index-file.ts';
import type { OpenFiles } from './open-files.ts';

const ENTRY_BYTES = 12;

export interface TimeIndexEntry {
  readonly timestampMs: number;
  readonly offset: number;
}

/**
 * `.timeindex`: an entry says that no record up to its offset is younger than its timestamp. Int64 timestamp and
 * int32 relative offset, timestamps rising (TimeIndex). Timestamps beyond 2^53 are kept as the nearest double.
 */
export class TimeIndex extends IndexFile {
  readonly #baseOffset: number;

  constructor(files: OpenFiles, path: string, baseOffset: number) {
    super(files, path, ENTRY_BYTES);
    this.#baseOffset = baseOffset;
  }

  protected override fault(bytes: Buffer, count: number): string | undefined {
    let timestampMs = -Infinity;
    let offset = -1;
    for (let at = 0; at < count * ENTRY_BYTES; at += ENTRY_BYTES) {
      const nextTimestampMs = readInt64(bytes, at);
      const nextOffset = bytes.readInt32BE(at + 8);
      if (nextTimestampMs <= timestampMs || nextOffset < offset)
        return `entry ${at / ENTRY_BYTES} does not rise`;
      timestampMs = nextTimestampMs;
      offset = nextOffset;
    }
    return undefined;
  }

  /** Adds an entry unless the timestamp has not risen since the last one. */
  append(timestampMs: number, offset: number): void {
    const last = this.last();
    if (last !== undefined && timestampMs <= last.timestampMs) return;
    const at = this.grow();
    const bytes = this.bytes();
    writeInt64(bytes, at, timestampMs);
    bytes.writeInt32BE(offset - this.#baseOffset, at + 8);
  }

  last(): TimeIndexEntry | undefined {
    const count = this.count;
    return count === 0 ? undefined : this.#entry(count - 1);
  }

  /** The last entry whose timestamp is not beyond `timestampMs`: a search may start at its offset. */
  lookup(timestampMs: number): TimeIndexEntry | undefined {
    const bytes = this.bytes();
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (readInt64(bytes, middle * ENTRY_BYTES) <= timestampMs) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.#entry(low - 1);
  }

  /** Drops entries that point at or behind `offset`. */
  truncateTo(offset: number): void {
    let count = this.count;
    while (count > 0 && this.#entry(count - 1).offset >= offset) count--;
    this.keep(count);
  }

  entries(): TimeIndexEntry[] {
    return Array.from({ length: this.count }, (_unused, index) => this.#entry(index));
  }

  #entry(index: number): TimeIndexEntry {
    const bytes = this.bytes();
    const at = index * ENTRY_BYTES;
    return { timestampMs: readInt64(bytes, at), offset: this.#baseOffset + bytes.readInt32BE(at + 8) };
  }
}
