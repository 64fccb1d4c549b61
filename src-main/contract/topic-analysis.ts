/** What the records of a topic are like: counted by reading them. */
import type { ClusterId } from './types.ts';

export interface SizePercentiles {
  readonly min: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly mean: number;
}

export interface AnalysedPartition {
  readonly partition: number;
  readonly records: number;
  readonly bytes: number;
  readonly nullKeys: number;
  readonly tombstones: number;
  /** Null: no record with a time. */
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  /** Records with an earlier time than one before them. */
  readonly outOfOrder: number;
  /** It could not be read to its end. */
  readonly problem: string | null;
}

export interface TopicAnalysis {
  readonly atMs: number;
  readonly elapsedMs: number;
  /** Read by now, of about so many: offsets between start and end when it began. */
  readonly offsetsRead: number;
  readonly offsetsInAll: number;
  readonly state: 'reading' | 'done' | 'stopped';
  /** Records that a consumer with read_committed gets. */
  readonly records: number;
  readonly batches: number;
  readonly nullKeys: number;
  readonly emptyKeys: number;
  readonly tombstones: number;
  /** Exact up to a bound; beyond it a HyperLogLog estimate whose standard error is given. */
  readonly uniqueKeys: { readonly count: number; readonly standardErrorPercent: number | null };
  /** Of key and value, bytes; right within the percentage, but for min, max and mean, which are exact. */
  readonly keySizes: SizePercentiles | null;
  readonly valueSizes: SizePercentiles | null;
  readonly sizeErrorPercent: number;
  readonly compression: readonly {
    readonly codec: string;
    readonly batches: number;
    readonly records: number;
    /** In the log, headers of batches included. */
    readonly storedBytes: number;
    /** Keys and values of its records. */
    readonly payloadBytes: number;
  }[];
  /** What consumers do not get. */
  readonly controlBatches: number;
  readonly abortedRecords: number;
  readonly withHeaders: number;
  readonly partitions: readonly AnalysedPartition[];
}

export interface TopicAnalysisProcedures {
  /** The last one there is; null: none was made. */
  'topics.analysis': { input: { cluster: ClusterId; topic: string }; output: TopicAnalysis | null };
}

export interface TopicAnalysisStreams {
  /** Reads the topic once, telling a few times a second how it stands; ends with the whole. Leaving it stops the reading. */
  'topics.analyse': { input: { cluster: ClusterId; topic: string }; event: TopicAnalysis };
}
