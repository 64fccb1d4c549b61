import {
  batchBaseOffset,
  batchIsControl,
  batchLastOffset,
  batchProducerEpoch,
  batchProducerId,
} from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import type { BufferPool } from './buffer-pool.ts';
import { CorruptIndexError } from './index-file.ts';
import { BATCHES_KEPT, producerBatchAt, type ProducerBatch, type ProducerEntry } from './producer-state.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';

/** Records looked back over at first; each turn looks back over so many times more. */
const FIRST_SPAN = 1_024;
const SPAN_GROWTH = 8;
/** A producer's unanswered batches lie close together; what is farther apart is not waited for on the node's thread. */
const RECALL_BYTES_MAX = 256 * 1024 * 1024;

/**
 * The batches of a producer's epoch that lie in the log before those its entry has: as many as belong into the entry,
 * oldest first. Looks back from there, farther and farther, to the start of the log or for 256 MB.
 */
export function recallBatches(
  entry: ProducerEntry,
  segments: readonly Segment[],
  startOffset: number,
  pool: BufferPool,
): ProducerBatch[] {
  const [oldest] = entry.batches;
  const wanted = BATCHES_KEPT - entry.batches.length;
  if (oldest === undefined || wanted === 0) return [];
  const upTo = oldest.lastOffset - oldest.offsetDelta;
  for (let span = FIRST_SPAN; ; span *= SPAN_GROWTH) {
    const from = Math.max(startOffset, upTo - span);
    const found: ProducerBatch[] = [];
    let scannedBytes = 0;
    for (const [index, segment] of segments.entries()) {
      const nextBase = segments[index + 1]?.baseOffset ?? Infinity;
      if (nextBase <= from || segment.baseOffset >= upTo) continue;
      try {
        scannedBytes += scanSegment(segment, entry, { from, upTo, pool, found });
      } catch (error) {
        // Whoever reads it is told; the producer hears what its entry alone says.
        if (!(error instanceof CorruptSegmentError || error instanceof CorruptIndexError)) throw error;
      }
    }
    if (found.length >= wanted || from === startOffset || scannedBytes >= RECALL_BYTES_MAX)
      return found.slice(-wanted);
  }
}

interface Recall {
  readonly from: number;
  readonly upTo: number;
  readonly pool: BufferPool;
  readonly found: ProducerBatch[];
}

/** Returns how many bytes it went through. */
function scanSegment(segment: Segment, entry: ProducerEntry, { from, upTo, pool, found }: Recall): number {
  const start = from <= segment.baseOffset ? 0 : segment.positionOf(from, pool);
  const { position } = scanBatches(segment.log.get(), start, segment.sizeBytes, pool, false, (buffer, at) => {
    if (batchBaseOffset(buffer, at) >= upTo) return false;
    const isOfEpoch =
      batchProducerId(buffer, at) === entry.producerId &&
      batchProducerEpoch(buffer, at) === entry.producerEpoch;
    if (isOfEpoch && !batchIsControl(buffer, at) && batchLastOffset(buffer, at) < upTo)
      found.push(producerBatchAt(buffer, at));
    return true;
  });
  return position - start;
}
