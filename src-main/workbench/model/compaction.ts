// What the cleaner would make of a log's segments, as Kafka's LogCleanerManager reckons. Pure.
export interface CompactedSegment {
  readonly baseOffset: number;
  readonly nextOffset: number;
  readonly sizeBytes: number;
  readonly maxTimestampMs: number | null;
  readonly active: boolean;
}

export interface CompactionState {
  /** Whole segments below the first dirty offset. */
  readonly clean: readonly CompactedSegment[];
  readonly cleanBytes: number;
  readonly cleanableBytes: number;
  readonly notYetBytes: number;
  readonly dirtyRatio: number | null;
}

/** `cleanedUpTo` null: the cleaner has not been here. */
export function compactionState(
  segments: readonly CompactedSegment[],
  { cleanedUpTo, minLagMs, nowMs }: { cleanedUpTo: number | null; minLagMs: number; nowMs: number },
): CompactionState {
  const inOrder = segments.toSorted((a, b) => a.baseOffset - b.baseOffset);
  const firstUncleanable = inOrder.findIndex(
    ({ active, maxTimestampMs }) =>
      active || (minLagMs > 0 && maxTimestampMs !== null && maxTimestampMs > nowMs - minLagMs),
  );
  const closed = firstUncleanable < 0 ? inOrder : inOrder.slice(0, firstUncleanable);
  const isClean = ({ nextOffset }: CompactedSegment) => cleanedUpTo !== null && nextOffset <= cleanedUpTo;
  const clean = closed.filter(isClean);
  const bytes = (of: readonly CompactedSegment[]) => of.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const cleanBytes = bytes(clean);
  const cleanableBytes = bytes(closed) - cleanBytes;
  const all = cleanBytes + cleanableBytes;
  return {
    clean,
    cleanBytes,
    cleanableBytes,
    notYetBytes: bytes(inOrder) - all,
    dirtyRatio: all === 0 ? null : cleanableBytes / all,
  };
}
