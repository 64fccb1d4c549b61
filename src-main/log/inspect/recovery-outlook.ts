// What Apache Kafka would do at its next start with damage in a segment (LogLoader.recoverLog, LogSegment.recover). Pure.

export interface RecoveryInput {
  /** Base offsets of all segments of the partition, ascending. */
  readonly baseOffsets: readonly number[];
  /** Of the damaged segment. */
  readonly baseOffset: number;
  readonly sizeBytes: number;
  /** Of the first damaged byte. */
  readonly position: number;
  readonly recoveryPoint: number | null;
  readonly cleanShutdown: boolean;
}

export type RecoveryOutlook =
  /** The node stopped cleanly: nothing is looked at. */
  | { readonly kind: 'clean' }
  /** Flushed long ago: recovery begins behind it and the damage stays until somebody reads it. */
  | { readonly kind: 'below-recovery-point'; readonly recoveryPoint: number }
  /** The segment is cut at the position, and all later segments go. */
  | {
      readonly kind: 'cut';
      readonly position: number;
      readonly lostBytes: number;
      readonly laterSegments: number;
    };

/** Recovery reads the segment that holds the recovery point and every later one, from their first byte. */
export function recoveryOutlook(input: RecoveryInput): RecoveryOutlook {
  const { baseOffsets, baseOffset, sizeBytes, position, cleanShutdown } = input;
  if (cleanShutdown) return { kind: 'clean' };
  const recoveryPoint = input.recoveryPoint ?? 0;
  const first = baseOffsets.findLast((base) => base <= recoveryPoint) ?? 0;
  if (baseOffset < first) return { kind: 'below-recovery-point', recoveryPoint };
  const laterSegments = baseOffsets.filter((base) => base > baseOffset).length;
  return { kind: 'cut', position, lostBytes: sizeBytes - position, laterSegments };
}
