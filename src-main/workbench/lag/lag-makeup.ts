// What the offsets between a group's commit and a partition's end are made of. Pure.
import { type AbortedTransaction, batchFates } from '../../client/index.ts';
import {
  batchBaseOffset,
  batchIsTransactional,
  batchLastOffset,
  batchMaxTimestampMs,
  batchRecordCount,
  MalformedError,
  readRecords,
} from '../../wire/index.ts';

/** Offsets by what stands there. Together with what was not looked at they are the lag in offsets. */
export interface Makeup {
  /** Records that a consumer will get. */
  data: number;
  /** Records of transactions that are still open: they become data or aborted ones. */
  undecided: number;
  /** Records of aborted transactions, which a consumer with read_committed passes over. */
  aborted: number;
  /** Control records, which no consumer gets. */
  control: number;
  /** Offsets without a record: compaction removed them. */
  gaps: number;
  /** When the oldest record that is still to be read was written; undefined where there is none. */
  oldestMs: number | undefined;
}

export function emptyMakeup(): Makeup {
  return { data: 0, undecided: 0, aborted: 0, control: 0, gaps: 0, oldestMs: undefined };
}

export interface Stretch {
  /** Whole batches; the first may begin below `from`. */
  readonly bytes: Buffer;
  readonly aborted: readonly AbortedTransaction[];
  readonly from: number;
  readonly to: number;
  /** Transactions from here on are undecided. */
  readonly stable: number;
}

/**
 * Adds what a stretch holds and answers where counting goes on: behind its last whole batch, at most `to`. Only headers
 * are read, but for a batch that begins below `from` or ends behind `to`.
 */
export function addStretch(makeup: Makeup, { bytes, aborted, from, to, stable }: Stretch): number {
  let at = from;
  for (const batch of batchFates(bytes, aborted).batches) {
    const base = batchBaseOffset(bytes, batch.at);
    const last = batchLastOffset(bytes, batch.at);
    if (base >= to) break;
    if (last < from) continue;
    const end = Math.min(to, last + 1);
    const begin = Math.max(at, base);
    makeup.gaps += begin - at;
    const whole = base >= from && last < to;
    const records = whole ? batchRecordCount(bytes, batch.at) : recordsBetween(bytes, batch.at, from, to);
    makeup.gaps += Math.max(0, end - begin - records);
    if (batch.fate === 'aborted') makeup.aborted += records;
    else if (batch.fate !== 'visible') makeup.control += records;
    else {
      if (batchIsTransactional(bytes, batch.at) && base >= stable) makeup.undecided += records;
      else makeup.data += records;
      if (records > 0) makeup.oldestMs ??= oldestOf(bytes, batch.at, from);
    }
    at = end;
  }
  return at;
}

function recordsBetween(bytes: Buffer, at: number, from: number, to: number): number {
  let records = 0;
  for (const { offset } of readRecords(bytes, at)) if (offset >= from && offset < to) records++;
  return records;
}

/** A batch that cannot be read whole still tells its newest time. */
function oldestOf(bytes: Buffer, at: number, from: number): number {
  try {
    for (const { offset, timestamp } of readRecords(bytes, at)) if (offset >= from) return Number(timestamp);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  return batchMaxTimestampMs(bytes, at);
}
