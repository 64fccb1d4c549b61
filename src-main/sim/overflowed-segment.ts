// A segment as a cleaner of before KAFKA-6264 could have made it: its offsets reach further behind its base than 31 bits say.
import { seededRandom } from '../base/index.ts';
import {
  batchLastOffset,
  batchMaxTimestampMs,
  buildBatch,
  buildTransactionMarker,
  setBatchBaseOffset,
  setBatchLeaderEpoch,
  writeInt64,
} from '../wire/index.ts';

export interface SegmentFiles {
  readonly log: Buffer;
  readonly index: Buffer;
  readonly timeindex: Buffer;
}

/**
 * The files of these batches, which have their offsets. In the indexes relative offsets that do not fit are cut to 32 bits,
 * as `(offset - baseOffset).toInt` did it.
 */
export function oldSegmentFiles(
  baseOffset: number,
  batches: readonly Buffer[],
  indexIntervalBytes: number,
): SegmentFiles {
  const entries: Buffer[] = [];
  const times: Buffer[] = [];
  let position = 0;
  let sinceEntryBytes = 0;
  let largest = { timestampMs: -1, offset: -1 };
  let writtenMs = -1;
  const noteTime = () => {
    if (largest.timestampMs <= writtenMs) return;
    const entry = Buffer.alloc(12);
    writeInt64(entry, 0, largest.timestampMs);
    entry.writeInt32BE((largest.offset - baseOffset) | 0, 8);
    times.push(entry);
    writtenMs = largest.timestampMs;
  };
  for (const batch of batches) {
    const lastOffset = batchLastOffset(batch, 0);
    const timestampMs = batchMaxTimestampMs(batch, 0);
    if (timestampMs > largest.timestampMs) largest = { timestampMs, offset: lastOffset };
    if (sinceEntryBytes > indexIntervalBytes) {
      const entry = Buffer.alloc(8);
      entry.writeInt32BE((lastOffset - baseOffset) | 0, 0);
      entry.writeInt32BE(position, 4);
      entries.push(entry);
      noteTime();
      sinceEntryBytes = 0;
    }
    sinceEntryBytes += batch.length;
    position += batch.length;
  }
  noteTime();
  return { log: Buffer.concat(batches), index: Buffer.concat(entries), timeindex: Buffer.concat(times) };
}

/** The `.txnindex` of one aborted transaction. */
export function transactionIndexFile(producerId: number, firstOffset: number, markerOffset: number): Buffer {
  const entry = Buffer.alloc(34);
  writeInt64(entry, 2, producerId);
  writeInt64(entry, 10, firstOffset);
  writeInt64(entry, 18, markerOffset);
  writeInt64(entry, 26, markerOffset + 1);
  return entry;
}

export const OLD_PRODUCER_ID = 7;

export interface OldLog {
  /** Of the closed segment, which begins at 0. */
  readonly closed: readonly Buffer[];
  readonly activeBase: number;
  readonly active: readonly Buffer[];
  readonly endOffset: number;
  readonly transactionIndex: Buffer;
}

const TOO_FAR = 2 ** 31;

/**
 * A compacted log of two segments, drawn. The first one overflows at `overflows` of its batches; among them are an aborted
 * transaction, begun in the first batch, and its marker, the last one.
 */
export function drawOldLog(
  seed: number,
  { overflows, wallMs }: { overflows: number; wallMs: number },
): OldLog {
  const random = seededRandom(seed);
  const whole = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  const count = overflows + whole(2, 6);
  const jumps = new Set<number>();
  while (jumps.size < overflows) jumps.add(whole(random() < 0.2 ? 0 : 1, count - 1));
  let nextOffset = 0;
  let sequence = 0;
  const place = (batch: Buffer): Buffer => {
    setBatchBaseOffset(batch, 0, nextOffset);
    setBatchLeaderEpoch(batch, 0, 0);
    nextOffset = batchLastOffset(batch, 0) + 1;
    return batch;
  };
  const batch = (transactional: boolean): Buffer => {
    const records = Array.from({ length: whole(1, 3) }, (_unused, index) => ({
      key: Buffer.from(`k${nextOffset + index}`),
      value: Buffer.alloc(whole(10, 120), 'v'),
      timestamp: wallMs + sequence,
    }));
    const baseSequence = sequence;
    sequence += records.length;
    const producer = transactional ? { producerId: OLD_PRODUCER_ID, producerEpoch: 0, baseSequence } : {};
    return place(buildBatch(records, { timestamp: wallMs + baseSequence, transactional, ...producer }));
  };
  const closed: Buffer[] = [];
  let firstOffset = 0;
  for (let index = 0; index < count; index++) {
    nextOffset += whole(0, 3) + (jumps.has(index) ? TOO_FAR * whole(1, 3) : 0);
    if (index === 0) firstOffset = nextOffset;
    closed.push(index === count - 1 ? place(abortMarker(wallMs)) : batch(index === 0));
  }
  const transactionIndex = transactionIndexFile(OLD_PRODUCER_ID, firstOffset, nextOffset - 1);
  const activeBase = nextOffset;
  const active = Array.from({ length: whole(0, 2) }, () => batch(false));
  return { closed, activeBase, active, endOffset: nextOffset, transactionIndex };
}

function abortMarker(wallMs: number): Buffer {
  return buildTransactionMarker('abort', {
    timestamp: wallMs,
    producerId: OLD_PRODUCER_ID,
    producerEpoch: 0,
    coordinatorEpoch: 0,
  });
}
