/**
 * Where a log begins and ends, and what of it counts as what.
 * Invariant: startOffset <= highWatermark <= endOffset.
 */
export class LogBounds {
  startOffset: number;
  endOffset: number;
  highWatermark: number;
  /** Compaction has been through everything below. */
  cleanedUpTo: number;

  constructor(stored: {
    readonly startOffset: number;
    readonly endOffset: number;
    readonly highWatermark: number;
    readonly cleanedUpTo: number;
  }) {
    const { startOffset, endOffset, highWatermark, cleanedUpTo } = stored;
    this.startOffset = startOffset;
    this.endOffset = endOffset;
    this.highWatermark = Math.min(Math.max(highWatermark, startOffset), endOffset);
    this.cleanedUpTo = cleanedUpTo;
  }
}
