// Which batches of a fetched stretch a consumer would see. Pure.
import {
  batchBaseOffset,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchPositions,
  batchProducerId,
  ControlRecordType,
  controlRecordType,
  readRecords,
} from '../wire/index.ts';
import type { AbortedTransaction } from './fetch.ts';

export interface VisibleBatches {
  /** Where each visible batch begins in the bytes. */
  readonly positions: readonly number[];
  /** Offset behind the last whole batch, visible or not; undefined when there is no whole batch. */
  readonly nextOffset: number | undefined;
}

/**
 * Leaves out control batches and, given aborted transactions (read_committed), the batches of those: a producer's
 * transactional batches from the first offset of its aborted transaction up to its abort marker.
 */
export function visibleBatches(bytes: Buffer, aborted: readonly AbortedTransaction[]): VisibleBatches {
  const positions: number[] = [];
  const open = new Set<number>();
  let nextAborted = 0;
  let nextOffset: number | undefined;
  for (const at of batchPositions(bytes)) {
    const lastOffset = batchLastOffset(bytes, at);
    nextOffset = lastOffset + 1;
    while (nextAborted < aborted.length && aborted[nextAborted].firstOffset <= lastOffset)
      open.add(aborted[nextAborted++].producerId);
    if (batchIsControl(bytes, at)) {
      if (open.size > 0 && isAbortMarker(bytes, at)) open.delete(batchProducerId(bytes, at));
      continue;
    }
    if (batchIsTransactional(bytes, at) && open.has(batchProducerId(bytes, at))) continue;
    positions.push(at);
  }
  return { positions, nextOffset };
}

/** Where the batch that holds `offset` begins; undefined when the log has a hole there. */
export function batchHolding(bytes: Buffer, offset: number): number | undefined {
  for (const at of batchPositions(bytes)) {
    if (batchLastOffset(bytes, at) < offset) continue;
    return batchBaseOffset(bytes, at) <= offset ? at : undefined;
  }
  return undefined;
}

function isAbortMarker(bytes: Buffer, at: number): boolean {
  for (const record of readRecords(bytes, at))
    return controlRecordType(record.key) === ControlRecordType.ABORT;
  return false;
}
