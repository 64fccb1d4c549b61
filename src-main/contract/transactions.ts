/** Producers with an id, and transactions: what coordinators and partitions say of them. */
import type { AsOf, ClusterId } from './types.ts';

export interface ProducerView {
  readonly partition: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  /** Null: only markers are known of it. */
  readonly lastSequence: number | null;
  readonly lastTimestampMs: number | null;
  /** Of the coordinator that wrote its last marker; null: none did. */
  readonly coordinatorEpoch: number | null;
  /** Offset of the first record of its open transaction; null: none is open. */
  readonly transactionStartOffset: number | null;
  /** Of an open one: whether no coordinator looks after it. Null: not all coordinators could be asked. */
  readonly hangs: boolean | null;
}

/** A partition of which something could not be told. */
export interface UntoldPartition {
  readonly topic: string;
  readonly partition: number;
  readonly reason: string;
}

export interface ProducersView {
  readonly producers: readonly ProducerView[];
  readonly failed: readonly UntoldPartition[];
  /** The coordinator that did not answer, so that it is not known what hangs; null: all did, or nothing is open. */
  readonly undecided: { readonly id: number; readonly reason: string } | null;
}

export interface TransactionView {
  readonly transactionalId: string;
  /** The broker that coordinates it. */
  readonly coordinator: number;
  /** Kafka's word for it. */
  readonly state: string;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly timeoutMs: number;
  /** Of the transaction that is open; null: none is. */
  readonly startedMs: number | null;
  readonly partitions: readonly { readonly topic: string; readonly partition: number }[];
}

export interface TransactionsView {
  readonly transactions: readonly TransactionView[];
  /** Brokers that did not tell what they coordinate, and why. */
  readonly silent: readonly { readonly id: number; readonly reason: string }[];
}

/** Open in a partition, and no coordinator knows of it: nobody will end it, and `read_committed` stops before it. */
export interface HangingTransaction extends HangingPlace {
  readonly lastTimestampMs: number | null;
  /** Under which id a coordinator knows this producer; null: none does. */
  readonly transactionalId: string | null;
}

export interface HangingView {
  readonly hanging: readonly HangingTransaction[];
  /** Partitions that were asked. */
  readonly partitions: number;
  readonly failed: readonly UntoldPartition[];
}

export interface HangingPlace {
  readonly topic: string;
  readonly partition: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly startOffset: number;
}

/** What an abort takes away, and what it sets free. */
export interface TransactionLoss {
  /** Of the producer, since its transaction began there. */
  readonly records: number;
  readonly sizeBytes: number;
  /** Of the first and last batch; null: no record is left. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Offsets from the last stable one up to the high watermark: `read_committed` gets none of them now. */
  readonly heldBack: number;
  /** False: there is more than was looked at, so the records are at least so many. */
  readonly complete: boolean;
}

interface OnCluster {
  cluster: ClusterId;
}

export interface TransactionProcedures {
  /** What each partition of a topic remembers of producers with an id. */
  'transactions.producers': { input: OnCluster & { topic: string }; output: ProducersView };
  /** Looks through all partitions; refused with the reason where a coordinator does not answer. */
  'transactions.findHanging': { input: OnCluster; output: HangingView };
  /** Looks at what an abort would take away. */
  'transactions.loss': { input: OnCluster & HangingPlace; output: TransactionLoss };
  /** Writes an abort marker; refused where the transaction has ended, or a coordinator looks after it. */
  'transactions.abort': { input: OnCluster & HangingPlace; output: null };
}

export interface TransactionStreams {
  /** What the coordinators know, every few seconds; the value is null until one has answered. */
  'transactions.watch': { input: OnCluster; event: AsOf<TransactionsView | null> };
}
