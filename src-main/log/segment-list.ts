import type { Segment } from './segment.ts';

/** A log's segments by ascending base offset; never empty but for a moment, the last one is the active one. */
export class SegmentList {
  readonly items: Segment[];

  constructor(items: Segment[]) {
    this.items = items;
  }

  get first(): Segment {
    return this.items[0];
  }

  get active(): Segment {
    return this.items[this.items.length - 1];
  }

  get sizeBytes(): number {
    let total = 0;
    for (const segment of this.items) total += segment.sizeBytes;
    return total;
  }

  /** Index of the last segment that begins at or before `offset`, else 0. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.items[middle].baseOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** Offset after the last record of the segment at `index`. */
  nextOffsetOf(index: number, logEndOffset: number): number {
    return this.items[index + 1]?.baseOffset ?? logEndOffset;
  }
}
