import {
  ControlRecordType,
  batchIsTransactional,
  batchLastOffset,
  batchProducerId,
  batchRecordCount,
  controlRecordType,
  readRecords,
} from '../../wire/index.ts';
import type { AbortedTransactionEntry } from '../transaction-index.ts';

/**
 * What the cleaner knows of transactions while it goes through a log from its beginning (CleanedTransactionMetadata):
 * records of aborted ones go, and a marker may go once nothing of its transaction is left before it.
 */
export class CleanedTransactions {
  /** Aborted transactions that begin behind what was seen so far, ascending. */
  readonly #coming: AbortedTransactionEntry[] = [];
  /** By producer; whether a batch of theirs was seen in this pass. */
  readonly #aborted = new Map<number, { readonly entry: AbortedTransactionEntry; seen: boolean }>();
  /** Producers with data of a transaction that is not aborted. */
  readonly #committed = new Set<number>();
  readonly #keepAborted: (entry: AbortedTransactionEntry) => void;

  /** @param keepAborted told of each aborted transaction whose marker stays because data of it was seen */
  constructor(keepAborted: (entry: AbortedTransactionEntry) => void) {
    this.#keepAborted = keepAborted;
  }

  /** All aborted transactions that touch the part that is looked at next, wherever they end. */
  expect(entries: readonly AbortedTransactionEntry[]): void {
    this.#coming.push(...entries);
    this.#coming.sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** A data batch: whether it belongs to an aborted transaction. */
  isAborted(buffer: Buffer, at: number): boolean {
    this.#begin(batchLastOffset(buffer, at));
    if (!batchIsTransactional(buffer, at)) return false;
    const producerId = batchProducerId(buffer, at);
    const aborted = this.#aborted.get(producerId);
    if (aborted === undefined) {
      this.#committed.add(producerId);
      return false;
    }
    aborted.seen = true;
    return true;
  }

  /** A control batch: whether nothing needs it any more. Markers that are none of a transaction always stay. */
  isNeedless(buffer: Buffer, at: number): boolean {
    this.#begin(batchLastOffset(buffer, at));
    // Its marker went in an earlier pass; the batch was kept for its producer.
    if (batchRecordCount(buffer, at) === 0) return true;
    const [marker] = readRecords(buffer, at);
    const producerId = batchProducerId(buffer, at);
    switch (controlRecordType(marker?.key ?? null)) {
      case ControlRecordType.ABORT: {
        const aborted = this.#aborted.get(producerId);
        this.#aborted.delete(producerId);
        if (aborted === undefined || !aborted.seen) return true;
        this.#keepAborted(aborted.entry);
        return false;
      }
      case ControlRecordType.COMMIT:
        return !this.#committed.delete(producerId);
      default:
        return false;
    }
  }

  #begin(upTo: number): void {
    while (this.#coming.length > 0 && this.#coming[0].firstOffset <= upTo) {
      const entry = this.#coming.shift()!;
      // One that reaches over several segments is told of with each.
      if (!this.#aborted.has(entry.producerId)) this.#aborted.set(entry.producerId, { entry, seen: false });
    }
  }
}
