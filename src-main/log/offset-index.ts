import { IndexFile } from './index-file.ts';
import type { OpenFiles } from './open-files.ts';

const ENTRY_BYTES = 8;

/** The largest offset behind a segment's base that its indexes can say. */
export const RELATIVE_OFFSET_MAX = 0x7fffffff;

/**
 * `.index`: where batches stand in the segment, one entry about every `index.interval.bytes`. An entry is the
 * relative last offset of a batch and the position where that batch begins, both int32 and rising (OffsetIndex).
 */
export class OffsetIndex extends IndexFile {
  readonly #baseOffset: number;

  constructor(files: OpenFiles, path: string, baseOffset: number) {
    super(files, path, ENTRY_BYTES);
    this.#baseOffset = baseOffset;
  }

  protected override fault(bytes: Buffer, count: number): string | undefined {
    let offset = -1;
    let position = -1;
    for (let at = 0; at < count * ENTRY_BYTES; at += ENTRY_BYTES) {
      const nextOffset = bytes.readInt32BE(at);
      const nextPosition = bytes.readInt32BE(at + 4);
      if (nextOffset <= offset || nextPosition <= position) return `entry ${at / ENTRY_BYTES} does not rise`;
      offset = nextOffset;
      position = nextPosition;
    }
    return undefined;
  }

  /** Where to start looking for `offset`: the position of the last indexed batch that does not end behind it. */
  lookup(offset: number): number {
    const index = this.#lastAtOrBefore(offset - this.#baseOffset);
    return index < 0 ? 0 : this.bytes().readInt32BE(index * ENTRY_BYTES + 4);
  }

  /** Number of the last entry whose batch does not end behind `offset`; -1: none. */
  lookupEntry(offset: number): number {
    return this.#lastAtOrBefore(offset - this.#baseOffset);
  }

  /** The last offset of an entry's batch. */
  offsetAt(entry: number): number {
    return this.#baseOffset + this.bytes().readInt32BE(entry * ENTRY_BYTES);
  }

  positionAt(entry: number): number {
    return this.bytes().readInt32BE(entry * ENTRY_BYTES + 4);
  }

  append(lastOffset: number, position: number): void {
    const at = this.grow();
    const bytes = this.bytes();
    bytes.writeInt32BE(lastOffset - this.#baseOffset, at);
    bytes.writeInt32BE(position, at + 4);
  }

  /** Drops the entries of batches that end at or behind `offset`. */
  truncateTo(offset: number): void {
    this.keep(this.#lastAtOrBefore(offset - 1 - this.#baseOffset) + 1);
  }

  /** The last entry's position, 0 when there is none. */
  get lastPosition(): number {
    const count = this.count;
    return count === 0 ? 0 : this.bytes().readInt32BE((count - 1) * ENTRY_BYTES + 4);
  }

  /** Undefined when there is none. */
  last(): { readonly offset: number; readonly position: number } | undefined {
    const entry = this.count - 1;
    return entry < 0 ? undefined : { offset: this.offsetAt(entry), position: this.positionAt(entry) };
  }

  entries(): { offset: number; position: number }[] {
    const bytes = this.bytes();
    return Array.from({ length: this.count }, (_unused, index) => ({
      offset: this.#baseOffset + bytes.readInt32BE(index * ENTRY_BYTES),
      position: bytes.readInt32BE(index * ENTRY_BYTES + 4),
    }));
  }

  #lastAtOrBefore(relativeOffset: number): number {
    const bytes = this.bytes();
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (bytes.readInt32BE(middle * ENTRY_BYTES) <= relativeOffset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
