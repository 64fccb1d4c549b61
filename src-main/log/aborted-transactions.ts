// Which transactions of a log were aborted, as its `.txnindex` files say. Nothing in such a file tells whether it is whole:
// one that is lost looks like one of a segment without aborted transactions, and what they wrote would be read as if it
// had been committed. What was read from a file is therefore held against the markers in the log before it is believed.
import {
  batchBaseOffset,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchProducerId,
  batchRecordCount,
  ControlRecordType,
  controlRecordType,
  readRecords,
} from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import { CorruptIndexError } from './index-file.ts';
import type { LogContext } from './log-context.ts';
import type { LogSegments } from './log-segments.ts';
import type { ProducerStates } from './producer-state.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';
import type { AbortedTransactionEntry } from './transaction-index.ts';

/** A transaction index that contradicts itself or the markers in the log. */
class CorruptTransactionIndexError extends CorruptIndexError {
  readonly segment: Segment;

  constructor(segment: Segment, what: string) {
    super(what);
    this.segment = segment;
  }
}

export interface AbortedTransactionsOptions {
  /** Where the log ended when it was loaded: what came later is in memory as it was appended. */
  readonly loadedTo: number;
  /** Producer state at the base of a segment, for an index that is built again. */
  statesAt(offset: number): ProducerStates;
  /** Rises when what was read of segments before may be gone. */
  generation(): number;
}

export class AbortedTransactions {
  readonly #context: LogContext;
  readonly #segments: LogSegments;
  readonly #options: AbortedTransactionsOptions;
  #loadedTo: number;
  /** Data in [from, to) was held against its markers. */
  #from = 0;
  #to = 0;
  #generation = -1;
  /** Markers behind it that were looked at as well, by producer. */
  readonly #decided = new Map<number, number>();

  constructor(context: LogContext, segments: LogSegments, options: AbortedTransactionsOptions) {
    this.#context = context;
    this.#segments = segments;
    this.#options = options;
    this.#loadedTo = options.loadedTo;
  }

  /** Takes note of one whose marker has just been appended to a segment. */
  append(segment: Segment, entry: AbortedTransactionEntry): void {
    this.#repairing(() => {
      // One that was built again has it from the log.
      const last = this.#read(segment, () => segment.transactionIndex.last());
      if (last === undefined || last.lastOffset < entry.lastOffset) segment.transactionIndex.append(entry);
    });
  }

  /** The log is about to be cut: what cannot be read of the index must not come up in the middle of that. */
  beforeCut(offset: number): void {
    this.#repairing(() => this.#entriesOf(this.#segments.items[this.#segments.indexOf(offset)]));
  }

  /** The log was cut: what follows is in memory as it was appended. */
  truncatedTo(offset: number): void {
    this.#loadedTo = Math.min(this.#loadedTo, offset);
  }

  /**
   * Aborted transactions that touch [fromOffset, upTo), all of which must be decided, in the order of their markers. A
   * damaged index is built again. Throws CorruptSegmentError when the log itself cannot be read.
   */
  entries(fromOffset: number, upTo: number): AbortedTransactionEntry[] {
    return this.#repairing(() => {
      const found = this.#lookUp(fromOffset, upTo);
      if (fromOffset < this.#loadedTo && fromOffset < upTo) this.#check(fromOffset, upTo, found);
      return found;
    });
  }

  #repairing<T>(action: () => T): T {
    const rebuilt = new Set<Segment>();
    for (;;) {
      try {
        return action();
      } catch (error) {
        if (!(error instanceof CorruptTransactionIndexError)) throw error;
        const { segment, message } = error;
        if (rebuilt.has(segment))
          throw new CorruptSegmentError(`${segment.log.path} contradicts itself: ${message}`);
        rebuilt.add(segment);
        this.#context.env.log.warn(`${message}: building it again`);
        this.#rebuild(segment);
      }
    }
  }

  #lookUp(fromOffset: number, upTo: number): AbortedTransactionEntry[] {
    const found: AbortedTransactionEntry[] = [];
    const { items } = this.#segments;
    for (let index = this.#segments.indexOf(fromOffset); index < items.length; index++) {
      for (const entry of this.#entriesOf(items[index])) {
        if (entry.lastOffset >= fromOffset && entry.firstOffset < upTo) found.push(entry);
        // Later ones were decided when everything below `upTo` was.
        if (entry.lastStableOffset >= upTo) return found;
      }
    }
    return found;
  }

  #entriesOf(segment: Segment): AbortedTransactionEntry[] {
    return this.#read(segment, () => segment.transactionIndex.entries());
  }

  #read<T>(segment: Segment, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof CorruptIndexError)) throw error;
      throw new CorruptTransactionIndexError(segment, error.message);
    }
  }

  /** Each offset once, for readers that come one after the other through the log. */
  #check(fromOffset: number, upTo: number, entries: readonly AbortedTransactionEntry[]): void {
    const generation = this.#options.generation();
    const goesOn = generation === this.#generation && fromOffset >= this.#from && fromOffset <= this.#to;
    if (goesOn && upTo <= this.#to) return;
    if (!goesOn) {
      this.#decided.clear();
      this.#from = fromOffset;
      this.#generation = generation;
    }
    // Of an earlier range than before nothing is known, should this one end with an error.
    const start = goesOn ? this.#to : fromOffset;
    this.#to = start;
    this.#holdAgainstMarkers(start, upTo, entries);
    this.#to = upTo;
  }

  /** Every transaction with data in the range is what its marker says, wherever that stands. */
  #holdAgainstMarkers(fromOffset: number, upTo: number, entries: readonly AbortedTransactionEntry[]): void {
    /** The first offset in the range, by producer. */
    const open = new Map<number, number>();
    const { items } = this.#segments;
    for (let index = this.#segments.indexOf(fromOffset); index < items.length; index++) {
      const segment = items[index];
      const position =
        segment.baseOffset >= fromOffset
          ? 0
          : this.#segments.repairing(segment, () => segment.positionOf(fromOffset, this.#context.pool));
      const scan = scanBatches(
        segment.log.get(),
        position,
        segment.sizeBytes,
        this.#context.pool,
        false,
        (buffer, at) => {
          const baseOffset = batchBaseOffset(buffer, at);
          if (baseOffset >= upTo && open.size === 0) return false;
          // Emptied ones were left by compaction in memory of their producer.
          if (!batchIsTransactional(buffer, at) || batchRecordCount(buffer, at) === 0) return true;
          const producerId = batchProducerId(buffer, at);
          if (batchIsControl(buffer, at)) {
            const firstOffset = open.get(producerId);
            if (firstOffset === undefined || !open.delete(producerId)) return true;
            this.#holdAgainst(segment, buffer, at, firstOffset, entries);
            if (batchLastOffset(buffer, at) >= upTo)
              this.#decided.set(producerId, batchLastOffset(buffer, at));
          } else if (baseOffset < upTo && !open.has(producerId)) {
            if (baseOffset > (this.#decided.get(producerId) ?? -1))
              open.set(producerId, Math.max(baseOffset, fromOffset));
          }
          return true;
        },
      );
      if (scan.fault !== undefined) throw new CorruptSegmentError(`${segment.log.path}: ${scan.fault}`);
      if (scan.position < segment.sizeBytes) return;
    }
  }

  #holdAgainst(
    segment: Segment,
    buffer: Buffer,
    at: number,
    firstOffset: number,
    entries: readonly AbortedTransactionEntry[],
  ): void {
    const [marker] = readRecords(buffer, at);
    const producerId = batchProducerId(buffer, at);
    const lastOffset = batchLastOffset(buffer, at);
    const { path } = segment.transactionIndex.file;
    const what = `of producer ${producerId} that ends at ${lastOffset}`;
    if (controlRecordType(marker?.key ?? null) === ControlRecordType.ABORT) {
      const entry = entries.find((each) => each.producerId === producerId && each.lastOffset === lastOffset);
      if (entry === undefined || entry.firstOffset > firstOffset) {
        this.#holdAgainstStableOffsets(segment, firstOffset);
        throw new CorruptTransactionIndexError(segment, `${path}: it lacks the aborted transaction ${what}`);
      }
      return;
    }
    const wrong = entries.find(
      (each) =>
        each.producerId === producerId && each.firstOffset <= lastOffset && each.lastOffset >= firstOffset,
    );
    if (wrong === undefined) return;
    const { items } = this.#segments;
    const holder = items[this.#segments.indexOf(wrong.lastOffset)];
    throw new CorruptTransactionIndexError(
      this.#entriesOf(holder).some((each) => each.lastOffset === wrong.lastOffset) ? holder : segment,
      `${holder.transactionIndex.file.path}: the transaction ${what} was committed`,
    );
  }

  /** An entry before it may say that nothing was open where this transaction began: whoever looks goes no further. */
  #holdAgainstStableOffsets(upTo: Segment, firstOffset: number): void {
    for (const segment of this.#segments.items) {
      if (segment === upTo) return;
      const isWrong = this.#entriesOf(segment).some(
        ({ lastOffset, lastStableOffset }) => lastStableOffset > Math.max(firstOffset, lastOffset + 1),
      );
      if (isWrong)
        throw new CorruptTransactionIndexError(
          segment,
          `${segment.transactionIndex.file.path}: a last stable offset lies in a transaction`,
        );
    }
  }

  /** From the markers in the segment, and from what was open where it begins. */
  #rebuild(segment: Segment): void {
    const states = this.#options.statesAt(segment.baseOffset);
    segment.transactionIndex.reset();
    scanBatches(segment.log.get(), 0, segment.sizeBytes, this.#context.pool, false, (buffer, at) => {
      const completed = states.apply(buffer, at);
      if (completed?.aborted) segment.transactionIndex.append(completed);
      states.onHighWatermark(batchLastOffset(buffer, at) + 1);
    });
    if (segment !== this.#segments.active) segment.transactionIndex.save();
  }
}
