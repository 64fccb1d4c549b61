// What a next start would do with a segment: Apache Kafka's with damage in it (LogLoader.recoverLog, LogSegment.recover), ours
// with offsets that its indexes cannot say (load-partition.ts). Pure.
import { RELATIVE_OFFSET_MAX } from '../offset-index.ts';

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
    }
  /** It is parted into so many segments; no record is lost. */
  | { readonly kind: 'split'; readonly segments: number };

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

export interface OverflowInput extends RecoveryInput {
  /** Of the batches at which further segments would begin, ascending. */
  readonly positions: readonly number[];
  readonly lastOffset: number;
  /** Of the first batch that is damaged or contradicts those before; Infinity: of none. */
  readonly damagedFrom: number;
  /** As far as checkpoints say that the log has come; null: they say nothing. */
  readonly knownEnd: number | null;
}

/**
 * What becomes of a segment that overflows. That its offsets reach so far is believed where something else says so, the
 * next segment or a checkpoint; else the first such batch is damage like any other. Null: nothing becomes of it.
 */
export function overflowOutlook(input: OverflowInput): RecoveryOutlook | null {
  const { baseOffsets, baseOffset, positions, lastOffset, damagedFrom, knownEnd } = input;
  const next = baseOffsets.find((base) => base > baseOffset);
  const reach = next ?? knownEnd ?? Infinity;
  const isBelieved = reach - 1 - baseOffset > RELATIVE_OFFSET_MAX && lastOffset < (next ?? Infinity);
  const further = positions.filter((position) => position < damagedFrom).length;
  if (isBelieved && further > 0) return { kind: 'split', segments: further + 1 };
  const outlook = recoveryOutlook(input);
  return outlook.kind === 'cut' ? outlook : null;
}
