import type { LogConfig } from '../log-config.ts';
import { RELATIVE_OFFSET_MAX } from '../offset-index.ts';

export interface PlanSegment {
  readonly baseOffset: number;
  /** Offset after its last record: base of the next segment, or the end of the log. */
  readonly nextOffset: number;
  readonly sizeBytes: number;
  readonly indexBytes: number;
  readonly timeIndexBytes: number;
  readonly largestTimestampMs: number;
  /** Of its first batch; undefined where that has none. */
  readonly firstTimestampMs: number | undefined;
}

export interface PlanFacts {
  readonly wallNowMs: number;
  readonly startOffset: number;
  readonly lastStableOffset: number;
  /** What may still be lost is not cleaned: recovery tells gaps from losses by the recovery point. */
  readonly recoveryPoint: number;
  /** Of the cleaner's checkpoint: everything below has been cleaned. */
  readonly cleanedUpTo: number;
}

export interface Cleanable {
  /** [firstDirtyOffset, firstUncleanableOffset) is looked through for keys; all below is written anew. */
  readonly firstDirtyOffset: number;
  readonly firstUncleanableOffset: number;
  /** Bytes that wait for their first cleaning, by all that a cleaning would read. */
  readonly dirtyRatio: number;
  /** Dirty enough, or for long enough (`max.compaction.lag.ms`). */
  readonly isDue: boolean;
}

/**
 * What of a log the cleaner may look at (LogCleanerManager.cleanableOffsets): nothing at or behind the last stable
 * offset, nothing of the active segment, no segment that a power loss could take, and nothing younger than `min.compaction.lag.ms`. Undefined when nothing.
 */
export function planCleaning(
  segments: readonly PlanSegment[],
  config: Pick<LogConfig, 'minCompactionLagMs' | 'maxCompactionLagMs' | 'minCleanableDirtyRatio'>,
  facts: PlanFacts,
): Cleanable | undefined {
  const closed = segments.slice(0, -1);
  const active = segments[segments.length - 1];
  const firstDirtyOffset = Math.max(facts.cleanedUpTo, facts.startOffset);
  const dirty = closed.filter(({ nextOffset }) => nextOffset > firstDirtyOffset);
  const tooYoung = dirty.find(
    ({ largestTimestampMs }) =>
      config.minCompactionLagMs > 0 && largestTimestampMs > facts.wallNowMs - config.minCompactionLagMs,
  );
  const unsafe = closed.find(({ nextOffset }) => nextOffset > facts.recoveryPoint);
  const firstUncleanableOffset = Math.min(
    facts.lastStableOffset,
    active.baseOffset,
    unsafe?.baseOffset ?? Infinity,
    tooYoung?.baseOffset ?? Infinity,
  );
  let cleanBytes = 0;
  let dirtyBytes = 0;
  for (const segment of closed) {
    if (segment.nextOffset <= firstDirtyOffset) cleanBytes += segment.sizeBytes;
    else if (segment.baseOffset < firstUncleanableOffset) {
      dirtyBytes += segment.sizeBytes;
    }
  }
  if (dirtyBytes === 0) return undefined;
  const dirtyRatio = dirtyBytes / (cleanBytes + dirtyBytes);
  const isOverdue =
    config.maxCompactionLagMs < Infinity &&
    dirty.some(
      ({ firstTimestampMs = Infinity }) => facts.wallNowMs - firstTimestampMs > config.maxCompactionLagMs,
    );
  return {
    firstDirtyOffset,
    firstUncleanableOffset,
    dirtyRatio,
    isDue: isOverdue || dirtyRatio > config.minCleanableDirtyRatio,
  };
}

/**
 * Which neighbouring segments become one (Cleaner.groupSegmentsBySize): together they are, before they are cleaned,
 * no larger than one segment and its indexes may be, and their offsets fit one.
 */
export function groupSegments<S extends PlanSegment>(
  segments: readonly S[],
  config: Pick<LogConfig, 'segmentBytes' | 'segmentIndexBytes'>,
): S[][] {
  const groups: S[][] = [];
  let sums = { sizeBytes: 0, indexBytes: 0, timeIndexBytes: 0 };
  for (const segment of segments) {
    const group = groups.at(-1);
    const together = {
      sizeBytes: sums.sizeBytes + segment.sizeBytes,
      indexBytes: sums.indexBytes + segment.indexBytes,
      timeIndexBytes: sums.timeIndexBytes + segment.timeIndexBytes,
    };
    const fits =
      group !== undefined &&
      together.sizeBytes <= config.segmentBytes &&
      together.indexBytes <= config.segmentIndexBytes &&
      together.timeIndexBytes <= config.segmentIndexBytes &&
      segment.nextOffset - 1 - group[0].baseOffset <= RELATIVE_OFFSET_MAX;
    if (fits) {
      group.push(segment);
      sums = together;
    } else {
      groups.push([segment]);
      sums = segment;
    }
  }
  return groups;
}
