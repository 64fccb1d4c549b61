// What a partition remembers of its producers: for duplicates, gaps and fencing, and for the last stable offset
// (ProducerStateManager, ProducerAppendInfo). In memory and pure; producer-snapshot.ts puts it on disk.
import {
  batchBaseOffset,
  batchBaseSequence,
  batchIsControl,
  batchIsTransactional,
  batchLastOffset,
  batchLastSequence,
  batchMaxTimestampMs,
  batchProducerEpoch,
  batchProducerId,
  ControlRecordType,
  controlRecordType,
  readRecords,
} from '../wire/index.ts';
import { ErrorCode } from '../protocol/index.ts';

/** Batches remembered per producer: as many as an idempotent producer may have in flight. */
export const BATCHES_KEPT = 5;
const SEQUENCE_MAX = 0x7fffffff;
const EPOCH_MAX = 0x7fff;

export interface ProducerBatch {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly lastOffset: number;
  /** Last offset minus first. */
  readonly offsetDelta: number;
  readonly timestampMs: number;
}

export interface ProducerEntry {
  readonly producerId: number;
  producerEpoch: number;
  /** Of this epoch, oldest first. */
  batches: ProducerBatch[];
  /** It comes from a snapshot, which tells of the last batch only: those before it are in the log. */
  isPartial: boolean;
  lastTimestampMs: number;
  /** -1: no marker seen. */
  coordinatorEpoch: number;
  /** -1: no transaction open. */
  transactionFirstOffset: number;
}

export type ProducerVerdict =
  | { readonly kind: 'new' }
  | { readonly kind: 'duplicate'; readonly batch: ProducerBatch }
  | { readonly kind: 'refused'; readonly errorCode: number; readonly message: string };

/** A transaction that a marker has ended. */
export interface CompletedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Of the marker. */
  readonly lastOffset: number;
  readonly aborted: boolean;
  /** Where the last stable offset stands once the marker counts. */
  readonly lastStableOffset: number;
}

interface OpenTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

const NEW: ProducerVerdict = { kind: 'new' };

export class ProducerStates {
  readonly #producers = new Map<number, ProducerEntry>();
  /** By ascending first offset, which is the order in which they begin. */
  #open: OpenTransaction[] = [];
  /** Ended, but the marker is not below the high watermark yet. Ascending first offset. */
  #unreplicated: (OpenTransaction & { readonly lastOffset: number })[] = [];
  /** The state covers the log up to here. */
  endOffset: number;

  constructor(endOffset = 0) {
    this.endOffset = endOffset;
  }

  get size(): number {
    return this.#producers.size;
  }

  get(producerId: number): ProducerEntry | undefined {
    return this.#producers.get(producerId);
  }

  entries(): IterableIterator<ProducerEntry> {
    return this.#producers.values();
  }

  /** Completes an entry with the batches before those it has, oldest first. */
  complete(entry: ProducerEntry, earlier: readonly ProducerBatch[]): void {
    entry.batches = [...earlier, ...entry.batches].slice(-BATCHES_KEPT);
    entry.isPartial = false;
  }

  /** Takes an entry from a snapshot. */
  load(entry: ProducerEntry): void {
    this.#producers.set(entry.producerId, entry);
    if (entry.transactionFirstOffset >= 0) {
      this.#open.push({ producerId: entry.producerId, firstOffset: entry.transactionFirstOffset });
      this.#open.sort((a, b) => a.firstOffset - b.firstOffset);
    }
  }

  /** The first offset whose transaction is open, or whose end is not committed; undefined when all is stable. */
  get firstUnstableOffset(): number | undefined {
    const open = this.#open[0]?.firstOffset;
    const unreplicated = this.#unreplicated[0]?.firstOffset;
    if (open === undefined || unreplicated === undefined) return open ?? unreplicated;
    return Math.min(open, unreplicated);
  }

  /** Ended transactions below the high watermark need no more care. */
  onHighWatermark(highWatermark: number): void {
    if (this.#unreplicated.length === 0) return;
    this.#unreplicated = this.#unreplicated.filter((transaction) => transaction.lastOffset >= highWatermark);
  }

  /**
   * Whether a data batch from a client may be appended. `transactionVersion` 2 refuses an unknown producer that
   * does not begin at sequence 0 inside a transaction (KIP-890).
   */
  checkClientBatch(buffer: Buffer, at: number, transactionVersion: number): ProducerVerdict {
    const producerId = batchProducerId(buffer, at);
    const epoch = batchProducerEpoch(buffer, at);
    const firstSequence = batchBaseSequence(buffer, at);
    const transactional = batchIsTransactional(buffer, at);
    const entry = this.#producers.get(producerId);
    if (entry === undefined) {
      if (transactionVersion >= 2 && transactional && firstSequence !== 0) {
        return outOfOrder(producerId, firstSequence, 'an unknown producer must begin at sequence 0');
      }
      return NEW;
    }
    if (epoch === entry.producerEpoch) {
      const lastSequence = batchLastSequence(buffer, at);
      const batch = entry.batches.find(
        (known) => known.firstSequence === firstSequence && known.lastSequence === lastSequence,
      );
      if (batch !== undefined) return { kind: 'duplicate', batch };
    }
    if (epoch < entry.producerEpoch) return staleEpoch(producerId, epoch, entry.producerEpoch);
    if (epoch > entry.producerEpoch) {
      if (firstSequence !== 0)
        return outOfOrder(producerId, firstSequence, 'a new epoch must begin at sequence 0');
    } else {
      const last = entry.batches.at(-1)?.lastSequence ?? -1;
      const follows = firstSequence === last + 1 || (firstSequence === 0 && last === SEQUENCE_MAX);
      if (!follows) return outOfOrder(producerId, firstSequence, `the last one was ${last}`);
    }
    if (entry.transactionFirstOffset >= 0 && !transactional) {
      return {
        kind: 'refused',
        errorCode: ErrorCode.INVALID_TXN_STATE,
        message: `producer ${producerId} has a transaction open, this batch is outside of it`,
      };
    }
    return NEW;
  }

  /** Whether a transaction marker may be appended. TV2 markers must carry a raised epoch (KIP-890, KAFKA-19999). */
  checkMarker(
    producerId: number,
    epoch: number,
    coordinatorEpoch: number,
    transactionVersion: number,
  ): ProducerVerdict {
    const entry = this.#producers.get(producerId);
    if (entry === undefined) return NEW;
    const current = entry.producerEpoch;
    const stale = transactionVersion >= 2 ? epoch <= current : epoch < current;
    // A retry of a marker that was written already: its answer was lost.
    const retry =
      transactionVersion >= 2 &&
      epoch === current &&
      (entry.transactionFirstOffset < 0 || epoch === EPOCH_MAX);
    if (stale && !retry) return staleEpoch(producerId, epoch, current);
    if (entry.coordinatorEpoch > coordinatorEpoch) {
      return {
        kind: 'refused',
        errorCode: ErrorCode.TRANSACTION_COORDINATOR_FENCED,
        message: `coordinator epoch ${coordinatorEpoch} of producer ${producerId} is older than ${entry.coordinatorEpoch}`,
      };
    }
    return NEW;
  }

  /** Takes note of a batch that is in the log. Returns the transaction that it ends, if it is a marker. */
  apply(buffer: Buffer, at: number): CompletedTransaction | undefined {
    const lastOffset = batchLastOffset(buffer, at);
    const producerId = batchProducerId(buffer, at);
    let completed: CompletedTransaction | undefined;
    if (producerId >= 0) {
      if (batchIsControl(buffer, at)) completed = this.#applyMarker(buffer, at, producerId);
      else this.#applyData(buffer, at, producerId);
    }
    this.endOffset = lastOffset + 1;
    return completed;
  }

  #entry(producerId: number, epoch: number): ProducerEntry {
    let entry = this.#producers.get(producerId);
    if (entry === undefined) {
      entry = {
        producerId,
        producerEpoch: epoch,
        batches: [],
        isPartial: false,
        lastTimestampMs: -1,
        coordinatorEpoch: -1,
        transactionFirstOffset: -1,
      };
      this.#producers.set(producerId, entry);
    } else if (entry.producerEpoch !== epoch) {
      entry.producerEpoch = epoch;
      entry.batches = [];
      entry.isPartial = false;
    }
    return entry;
  }

  #applyData(buffer: Buffer, at: number, producerId: number): void {
    const entry = this.#entry(producerId, batchProducerEpoch(buffer, at));
    if (entry.batches.length === BATCHES_KEPT) entry.batches.shift();
    const batch = producerBatchAt(buffer, at);
    entry.batches.push(batch);
    entry.lastTimestampMs = batch.timestampMs;
    if (entry.transactionFirstOffset < 0 && batchIsTransactional(buffer, at)) {
      const firstOffset = batchBaseOffset(buffer, at);
      entry.transactionFirstOffset = firstOffset;
      this.#open.push({ producerId, firstOffset });
    }
  }

  #applyMarker(buffer: Buffer, at: number, producerId: number): CompletedTransaction | undefined {
    const [record] = readRecords(buffer, at);
    // The cleaner has emptied it: the whole transaction is gone from the log.
    if (record === undefined) return undefined;
    const type = controlRecordType(record.key);
    if (type !== ControlRecordType.ABORT && type !== ControlRecordType.COMMIT) return undefined;
    const entry = this.#entry(producerId, batchProducerEpoch(buffer, at));
    const firstOffset = entry.transactionFirstOffset;
    const lastOffset = batchLastOffset(buffer, at);
    entry.coordinatorEpoch = markerCoordinatorEpoch(record.value);
    entry.lastTimestampMs = Number(record.timestamp);
    entry.transactionFirstOffset = -1;
    if (firstOffset < 0) return undefined;
    this.#open = this.#open.filter((transaction) => transaction.firstOffset !== firstOffset);
    this.#unreplicated.push({ producerId, firstOffset, lastOffset });
    this.#unreplicated.sort((a, b) => a.firstOffset - b.firstOffset);
    const lastStableOffset = this.#open[0]?.firstOffset ?? lastOffset + 1;
    return {
      producerId,
      firstOffset,
      lastOffset,
      aborted: type === ControlRecordType.ABORT,
      lastStableOffset,
    };
  }

  /** Forgets producers without an open transaction that were silent for `expirationMs`. How many went. */
  expire(wallNowMs: number, expirationMs: number): number {
    let expired = 0;
    for (const entry of this.#producers.values()) {
      if (entry.transactionFirstOffset >= 0 || wallNowMs - entry.lastTimestampMs < expirationMs) continue;
      this.#producers.delete(entry.producerId);
      expired++;
    }
    return expired;
  }
}

/** What is remembered of a data batch. */
export function producerBatchAt(buffer: Buffer, at: number): ProducerBatch {
  const lastOffset = batchLastOffset(buffer, at);
  return {
    firstSequence: batchBaseSequence(buffer, at),
    lastSequence: batchLastSequence(buffer, at),
    lastOffset,
    offsetDelta: lastOffset - batchBaseOffset(buffer, at),
    timestampMs: batchMaxTimestampMs(buffer, at),
  };
}

/** The coordinator's epoch in a marker's value (int16 version, int32 epoch); -1 when it is too short. */
export function markerCoordinatorEpoch(value: Buffer | null): number {
  return value === null || value.length < 6 ? -1 : value.readInt32BE(2);
}

function staleEpoch(producerId: number, epoch: number, current: number): ProducerVerdict {
  return {
    kind: 'refused',
    errorCode: ErrorCode.INVALID_PRODUCER_EPOCH,
    message: `epoch ${epoch} of producer ${producerId} is not newer than the ${current} seen last`,
  };
}

function outOfOrder(producerId: number, sequence: number, why: string): ProducerVerdict {
  return {
    kind: 'refused',
    errorCode: ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
    message: `sequence ${sequence} of producer ${producerId}: ${why}`,
  };
}
