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

/** What becomes of a batch: consumers with read_committed see the visible ones. */
export type BatchFate = 'visible' | 'aborted' | 'commit-marker' | 'abort-marker' | 'control';

export interface BatchFates {
  readonly batches: readonly { readonly at: number; readonly fate: BatchFate }[];
  readonly nextOffset: number | undefined;
}

/**
 * Leaves out control batches and, given aborted transactions (read_committed), the batches of those: a producer's
 * transactional batches from the first offset of its aborted transaction up to its abort marker.
 */
export function visibleBatches(bytes: Buffer, aborted: readonly AbortedTransaction[]): VisibleBatches {
  const { batches, nextOffset } = batchFates(bytes, aborted);
  return { positions: batches.filter(({ fate }) => fate === 'visible').map(({ at }) => at), nextOffset };
}

/** Every whole batch, and why consumers do not see it where they do not. */
export function batchFates(bytes: Buffer, aborted: readonly AbortedTransaction[]): BatchFates {
  const batches: { at: number; fate: BatchFate }[] = [];
  const open = new Set<number>();
  let nextAborted = 0;
  let nextOffset: number | undefined;
  for (const at of batchPositions(bytes)) {
    const lastOffset = batchLastOffset(bytes, at);
    nextOffset = lastOffset + 1;
    while (nextAborted < aborted.length && aborted[nextAborted].firstOffset <= lastOffset)
      open.add(aborted[nextAborted++].producerId);
    let fate: BatchFate = 'visible';
    if (batchIsControl(bytes, at)) {
      fate = controlFate(bytes, at);
      if (fate === 'abort-marker') open.delete(batchProducerId(bytes, at));
    } else if (batchIsTransactional(bytes, at) && open.has(batchProducerId(bytes, at))) fate = 'aborted';
    batches.push({ at, fate });
  }
  return { batches, nextOffset };
}

/** Where the batch that holds `offset` begins; undefined when the log has a hole there. */
export function batchHolding(bytes: Buffer, offset: number): number | undefined {
  for (const at of batchPositions(bytes)) {
    if (batchLastOffset(bytes, at) < offset) continue;
    return batchBaseOffset(bytes, at) <= offset ? at : undefined;
  }
  return undefined;
}

function controlFate(bytes: Buffer, at: number): BatchFate {
  for (const record of readRecords(bytes, at)) {
    const type = controlRecordType(record.key);
    if (type === ControlRecordType.ABORT) return 'abort-marker';
    if (type === ControlRecordType.COMMIT) return 'commit-marker';
  }
  return 'control';
}
