import type { LogConfig } from './log-config.ts';

export interface RetentionSegment {
  readonly baseOffset: number;
  /** Offset after its last record: base of the next segment, or the end of the log. */
  readonly nextOffset: number;
  readonly sizeBytes: number;
  /** One that is known without a look at the files, not above the largest; -1: none is. */
  readonly seenTimestampMs: number;
  readonly largestTimestampMs: number;
}

export interface RetentionFacts {
  readonly wallNowMs: number;
  readonly startOffset: number;
  readonly highWatermark: number;
}

export interface SegmentRemoval {
  readonly baseOffset: number;
  readonly reason: 'log start' | 'retention size' | 'retention time';
}

/**
 * Which of the oldest segments go, in order (UnifiedLog.deleteOldSegments): those wholly below the log start
 * always; by size and time where the topic's policy deletes. Nothing at or beyond the high watermark goes, so
 * the log start never passes it. The last, active segment may be among them: it is rolled first.
 */
export function planRetention(
  segments: readonly RetentionSegment[],
  config: Pick<LogConfig, 'retentionMs' | 'retentionBytes' | 'cleanupPolicy'>,
  facts: RetentionFacts,
): SegmentRemoval[] {
  const removals: SegmentRemoval[] = [];
  const { retentionMs, retentionBytes, cleanupPolicy } = config;
  const isOld = (timestampMs: number) => facts.wallNowMs - timestampMs > retentionMs;
  let totalBytes = 0;
  for (const segment of segments) totalBytes += segment.sizeBytes;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment.nextOffset > facts.highWatermark || (isLast && segment.sizeBytes === 0)) break;
    const reason = removalReason();
    if (reason === undefined) break;
    removals.push({ baseOffset: segment.baseOffset, reason });
    totalBytes -= segment.sizeBytes;

    function removalReason(): SegmentRemoval['reason'] | undefined {
      if (!isLast && segment.nextOffset <= facts.startOffset) return 'log start';
      if (!cleanupPolicy.delete) return undefined;
      if (retentionBytes >= 0 && totalBytes - segment.sizeBytes >= retentionBytes) return 'retention size';
      // One record that is young enough keeps the segment: after a start the largest timestamp is in files yet.
      if (retentionMs >= 0 && isOld(segment.seenTimestampMs) && isOld(segment.largestTimestampMs))
        return 'retention time';
      return undefined;
    }
  }
  return removals;
}
