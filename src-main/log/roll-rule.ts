import type { LogConfig } from './log-config.ts';
import { RELATIVE_OFFSET_MAX } from './offset-index.ts';

export interface RollFacts {
  readonly baseOffset: number;
  readonly sizeBytes: number;
  readonly indexIsFull: boolean;
  /** Record time of the first batch; undefined where it has none. */
  readonly firstTimestampMs: number | undefined;
  readonly createdMs: number;
  readonly rollJitterMs: number;
}

/**
 * Why the active segment must be closed before the incoming batches are appended; undefined when they fit
 * (LogSegment.shouldRoll). Time is record time where the records have one, else the wall clock.
 */
export function rollReason(
  segment: RollFacts,
  incoming: { sizeBytes: number; lastOffset: number; maxTimestampMs: number },
  config: Pick<LogConfig, 'segmentBytes' | 'segmentMs' | 'cleanupPolicy' | 'maxCompactionLagMs'>,
  wallNowMs: number,
): 'size' | 'time' | 'index full' | 'offset range' | undefined {
  if (incoming.lastOffset - segment.baseOffset > RELATIVE_OFFSET_MAX) return 'offset range';
  if (segment.sizeBytes === 0) return undefined;
  if (segment.sizeBytes > config.segmentBytes - incoming.sizeBytes) return 'size';
  const waitedMs =
    segment.firstTimestampMs !== undefined && incoming.maxTimestampMs >= 0
      ? incoming.maxTimestampMs - segment.firstTimestampMs
      : wallNowMs - segment.createdMs;
  if (waitedMs > segmentMsOf(config) - segment.rollJitterMs) return 'time';
  return segment.indexIsFull ? 'index full' : undefined;
}

/** Only closed segments are compacted: what must be compacted in time must be closed before (LogConfig.maxSegmentMs). */
function segmentMsOf({
  segmentMs,
  cleanupPolicy,
  maxCompactionLagMs,
}: Pick<LogConfig, 'segmentMs' | 'cleanupPolicy' | 'maxCompactionLagMs'>): number {
  return cleanupPolicy.compact ? Math.min(segmentMs, maxCompactionLagMs) : segmentMs;
}
