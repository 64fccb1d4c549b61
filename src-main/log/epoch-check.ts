import {
  BATCH_HEADER_BYTES,
  batchBaseOffset,
  batchLeaderEpoch,
  batchMagic,
  batchSizeBytes,
} from '../wire/index.ts';
import { BATCH_BYTES_MIN, scanBatches } from './batch-scan.ts';
import type { BufferPool } from './buffer-pool.ts';
import { CorruptIndexError } from './index-file.ts';
import type { EpochEntry } from './leader-epochs.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';

/**
 * What is wrong with a batch's leader epoch, by the epochs of its log; undefined where nothing is, or nobody knows. No CRC
 * covers it, and a follower that believed a wrong one would part ways with its leader.
 */
export function epochFault(
  buffer: Buffer,
  at: number,
  epochs: { epochOf(offset: number): number },
): string | undefined {
  if (batchMagic(buffer, at) < 2) return undefined;
  const epoch = epochs.epochOf(batchBaseOffset(buffer, at));
  if (epoch < 0 || batchLeaderEpoch(buffer, at) === epoch) return undefined;
  return `says epoch ${batchLeaderEpoch(buffer, at)}, it is of ${epoch}`;
}

/** A batch of the log: its segment's index, and where it lies in that. */
interface Place {
  readonly segment: number;
  readonly position: number;
}

/**
 * What contradicts the entries of a leader-epoch-checkpoint in these segments, which end at `endOffset`; undefined when
 * nothing does. The file has no checksum, and a digit that went wrong would make a follower cut off, or keep, what it
 * must not. Looks only where an epoch is said to begin, and at the end: epochs rise with the offsets, so that what holds
 * at the borders holds between them. What is damaged there says nothing; its readers are told.
 */
export function epochContradiction(
  known: readonly EpochEntry[],
  segments: readonly Segment[],
  endOffset: number,
  pool: BufferPool,
): string | undefined {
  const batches = new Batches(segments, pool);
  const entries = known.filter(({ startOffset }) => startOffset < endOffset);
  try {
    for (const [index, entry] of entries.entries()) {
      const contradiction = contradictionAt(index, entry, entries, batches);
      if (contradiction !== undefined) return contradiction;
    }
    const latest = batches.lastOf(endOffset) ?? -1;
    const said = entries.at(-1)?.epoch ?? -1;
    return latest >= 0 && latest !== said
      ? `the last batch is of epoch ${latest}, not of ${said}`
      : undefined;
  } catch (error) {
    if (error instanceof CorruptSegmentError || error instanceof CorruptIndexError) return undefined;
    throw error;
  }
}

function contradictionAt(
  index: number,
  { epoch, startOffset }: EpochEntry,
  entries: readonly EpochEntry[],
  batches: Batches,
): string | undefined {
  const first = batches.firstFrom(startOffset);
  if (first === undefined) return undefined;
  const found = batches.headerAt(first);
  const begunEarlier = found.baseOffset < startOffset;
  // The log start may lie within a batch, and its epoch then begins there. No other epoch begins within one.
  if (begunEarlier && index > 0)
    return `offset ${startOffset}, where epoch ${epoch} begins, is within a batch`;
  const said = begunEarlier
    ? epoch
    : entries.findLast((entry) => entry.startOffset <= found.baseOffset)?.epoch;
  if (found.epoch !== said) return `offset ${found.baseOffset} is of epoch ${found.epoch}, not of ${said}`;
  const before = index === 0 ? -1 : (batches.lastBefore(first, startOffset) ?? -1);
  return before >= epoch ? `epoch ${epoch} begins before offset ${startOffset}` : undefined;
}

class Batches {
  readonly #segments: readonly Segment[];
  readonly #pool: BufferPool;

  constructor(segments: readonly Segment[], pool: BufferPool) {
    this.#segments = segments;
    this.#pool = pool;
  }

  /** The first batch that ends at or behind `offset`. */
  firstFrom(offset: number): Place | undefined {
    let segment = Math.max(
      this.#segments.findLastIndex(({ baseOffset }) => baseOffset <= offset),
      0,
    );
    for (; segment < this.#segments.length; segment++) {
      const position = this.#segments[segment].positionOf(offset, this.#pool);
      if (position < this.#segments[segment].sizeBytes) return { segment, position };
    }
    return undefined;
  }

  /** Its header alone: every partition is asked for one when a node starts, and a batch may be large. */
  headerAt({ segment, position }: Place): { readonly baseOffset: number; readonly epoch: number } {
    const { log, sizeBytes } = this.#segments[segment];
    const header = this.#pool.take(BATCH_HEADER_BYTES);
    try {
      const left = sizeBytes - position;
      const got = log.get().read(header, 0, Math.min(BATCH_HEADER_BYTES, left), position);
      if (got < BATCH_BYTES_MIN || batchSizeBytes(header) > left) return { baseOffset: -1, epoch: -1 };
      return { baseOffset: batchBaseOffset(header), epoch: batchLeaderEpoch(header) };
    } finally {
      this.#pool.give(header);
    }
  }

  /** The epoch of the batch before `place`, where `offset` is looked for. Compaction may have taken many before it. */
  lastBefore({ segment, position }: Place, offset: number): number | undefined {
    for (let index = segment; index >= 0; index--) {
      const { baseOffset, sizeBytes } = this.#segments[index];
      const end = index === segment ? position : sizeBytes;
      if (end === 0) continue;
      const upTo = index === segment ? offset : this.#segments[index + 1].baseOffset;
      for (let span = 1; ; span *= 8) {
        const from = Math.max(baseOffset, upTo - span);
        const start = this.#segments[index].positionOf(from, this.#pool);
        if (start < end) return this.#lastEpoch(index, start, end);
        if (from === baseOffset) break;
      }
    }
    return undefined;
  }

  /** The epoch of the last batch, where the last segment ends at `endOffset`. */
  lastOf(endOffset: number): number | undefined {
    const segment = this.#segments.length - 1;
    if (segment < 0) return undefined;
    return this.lastBefore({ segment, position: this.#segments[segment].sizeBytes }, endOffset);
  }

  #lastEpoch(segment: number, start: number, end: number): number | undefined {
    let epoch: number | undefined;
    scanBatches(this.#segments[segment].log.get(), start, end, this.#pool, false, (buffer, at) => {
      epoch = batchLeaderEpoch(buffer, at);
    });
    return epoch;
  }
}
