/** What the segment microscope shows: log folders and their files as they lie on a disk. Offsets are exact up to 2^53. */
import type { Payload } from './messages.ts';
import type { NodeStatus } from './types.ts';

/** A log dir of a node of the local cluster. */
export interface FileRoot {
  readonly nodeId: number;
  readonly status: NodeStatus;
  /** Absolute, with `/`. */
  readonly path: string;
}

export type LogFileKind =
  | 'log'
  | 'index'
  | 'timeindex'
  | 'txnindex'
  | 'producer-snapshot'
  | 'metadata-snapshot'
  | 'leader-epochs'
  | 'partition-metadata'
  | 'offset-checkpoint'
  | 'quorum-state'
  | 'meta-properties'
  | 'clean-shutdown'
  | 'lock'
  | 'other';

export interface LogFileView {
  readonly name: string;
  readonly path: string;
  readonly kind: LogFileKind;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Of segment files. */
  readonly baseOffset: number | null;
  /** `deleted` waits for its removal; `cleaned` and `swap` are a compaction under way. */
  readonly state: 'live' | 'deleted' | 'cleaned' | 'swap';
}

export interface PartitionFolderRow {
  readonly name: string;
  readonly path: string;
  readonly state: 'live' | 'deleted' | 'future' | 'stray';
  readonly topic: string;
  readonly partition: number;
  readonly files: number;
  readonly sizeBytes: number;
}

/** A log dir as it is on disk; null when it is not there. */
export interface LogDirectoryView {
  readonly path: string;
  readonly clusterId: string | null;
  readonly nodeId: number | null;
  /** Why meta.properties cannot be read. */
  readonly problem: string | null;
  readonly files: readonly LogFileView[];
  readonly partitions: readonly PartitionFolderRow[];
}

/** A partition's folder as it is on disk. */
export interface PartitionFolderView {
  readonly path: string;
  readonly topic: string;
  readonly partition: number;
  readonly files: readonly LogFileView[];
  readonly checkpoints: {
    readonly recoveryPoint: number | null;
    readonly logStartOffset: number | null;
    readonly highWatermark: number | null;
    readonly cleanedUpTo: number | null;
    readonly cleanShutdown: boolean;
  };
  /** What was rewritten, cut or removed since the screen was opened, newest first. */
  readonly changes: readonly FolderChange[];
  /**
   * How far what is there now is remembered, to be compared with what will be: `keys` of every record, `counts` only
   * (the folder is too large for keys), `off` (too large for either), or `reading` until it is known.
   */
  readonly memory: { readonly state: 'reading' | 'keys' | 'counts' | 'off'; readonly records: number };
}

/** A folder before and after something took records out of it. */
export interface FolderChange {
  readonly atMs: number;
  readonly kind: 'compacted' | 'truncated' | 'deleted';
  readonly before: FolderPicture;
  readonly after: FolderPicture;
  /** The first thousand; null when keys were not remembered. */
  readonly removed: readonly RemovedRecord[] | null;
  readonly removedCount: number;
  /** Records that came behind the others between the two looks, and are there after. */
  readonly appendedCount: number;
}

export interface FolderPicture {
  readonly segments: number;
  readonly sizeBytes: number;
  readonly batches: number;
  readonly records: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  /** Stretches of offsets with how many records they have; a few hundred at most. */
  readonly spans: readonly { readonly from: number; readonly to: number; readonly records: number }[];
}

export interface RemovedRecord {
  readonly offset: number;
  /** As text; null: it had none. */
  readonly key: string | null;
  /** The newest record with the same key that is still there. */
  readonly survivor: number | null;
}

export interface BatchRow {
  readonly index: number;
  readonly position: number;
  readonly sizeBytes: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly magic: number;
  readonly attributes: number;
  /** Null for the codec ids that mean nothing. */
  readonly codec: 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd' | null;
  readonly timestampType: 'CreateTime' | 'LogAppendTime';
  readonly transactional: boolean;
  readonly control: boolean;
  readonly deleteHorizon: boolean;
  readonly baseTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly records: number;
  /** Offsets between the batch before and this one that no batch has. */
  readonly gapBefore: number;
  /** Offsets within the batch's range that no record has any more. */
  readonly removed: number;
  /** Null: not checked yet. */
  readonly crcValid: boolean | null;
}

/** What a next start would do with what is wrong at a place: Apache Kafka's with damage, ours with offsets too far (`split`). */
export type RecoveryOutlook =
  | { readonly kind: 'clean' }
  | { readonly kind: 'below-recovery-point'; readonly recoveryPoint: number }
  | {
      readonly kind: 'cut';
      readonly position: number;
      readonly lostBytes: number;
      readonly laterSegments: number;
    }
  /** The segment is parted into so many; no record is lost. */
  | { readonly kind: 'split'; readonly segments: number };

export interface SegmentFault {
  readonly position: number;
  readonly sizeBytes: number;
  /** `overflow`: the first batch whose offsets the segment's indexes cannot say. Its bytes are as they were written. */
  readonly kind: 'crc' | 'order' | 'overflow' | 'torn' | 'zeros' | 'bad-length' | 'bad-magic';
  readonly reason: string;
  /** Null where recovery does not look at it (order), or for files that it does not read. */
  readonly outlook: RecoveryOutlook | null;
}

export interface SegmentView {
  readonly path: string;
  readonly topic: string | null;
  readonly partition: number | null;
  /** Rises when the file was replaced by another: places known before mean nothing then. */
  readonly generation: number;
  readonly sizeBytes: number;
  /** Up to where headers are known. */
  readonly walkedBytes: number;
  readonly walked: boolean;
  readonly batches: number;
  readonly records: number;
  /** Offsets in its range that no record has. */
  readonly missing: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly maxTimestampMs: number;
  readonly faults: readonly SegmentFault[];
  /** The file in equal stretches of bytes. */
  readonly bins: {
    readonly binBytes: number;
    readonly batches: readonly number[];
    readonly removed: readonly number[];
    /** Bits: 1 control, 2 transactional, 4 compressed, 8 legacy, 16 out of order. */
    readonly flags: readonly number[];
  };
  readonly crc: {
    readonly checkedBytes: number;
    readonly batches: number;
    readonly faults: number;
    /** False: the file is large and nobody asked for it. */
    readonly wanted: boolean;
  };
  /** Of the indexes beside it; null where there is none. */
  readonly indexes: {
    readonly index: IndexSummary | null;
    readonly timeindex: IndexSummary | null;
    readonly txnindex: IndexSummary | null;
  };
}

export interface IndexSummary {
  readonly entries: number;
  readonly fault: string | null;
}

export interface BatchPage {
  readonly generation: number;
  readonly rows: readonly BatchRow[];
}

/** What is to be drawn of a stretch of bytes. */
export interface StripView {
  readonly generation: number;
  /** Null: more than the asked number; draw the bins instead. */
  readonly batches: readonly BatchRow[] | null;
  readonly offsetPins: readonly {
    readonly entry: number;
    readonly offset: number;
    readonly position: number;
    /** Whether a batch begins there and holds the offset; null where batches are not known. */
    readonly sound: boolean | null;
  }[];
  readonly timePins: readonly {
    readonly entry: number;
    readonly timestampMs: number;
    readonly offset: number;
    /** Where the batch with that offset begins; null: there is none. */
    readonly position: number | null;
  }[];
}

/** Some bytes and what they mean. */
export interface FieldRange {
  readonly name: string;
  readonly start: number;
  readonly sizeBytes: number;
  readonly value: string;
}

export interface BatchDetail {
  readonly row: BatchRow;
  /** From the first byte of the batch. */
  readonly fields: readonly FieldRange[];
  readonly attributes: readonly {
    readonly mask: number;
    readonly name: 'compression' | 'timestampType' | 'transactional' | 'control' | 'deleteHorizon' | 'unused';
    readonly value: string;
  }[];
  readonly crc: { readonly stored: number; readonly computed: number; readonly valid: boolean };
  /** Of the records, decompressed. */
  readonly bodyBytes: number;
  readonly compressed: boolean;
  /** Why the records cannot be decompressed. */
  readonly bodyFault: string | null;
  readonly outlook: RecoveryOutlook | null;
}

export interface InspectedRecordView {
  readonly index: number;
  readonly offset: number;
  /** Every digit, ms as a rule. */
  readonly timestamp: string;
  readonly key: Payload;
  readonly value: Payload;
  readonly headers: readonly { readonly name: string; readonly value: Payload }[];
  /** From the first byte of the (decompressed) records; empty for magic 0 and 1. */
  readonly fields: readonly FieldRange[];
  readonly start: number;
  readonly sizeBytes: number;
  /** Of control batches and internal topics: what the record is, and its content as JSON. */
  readonly decoded: { readonly type: string; readonly json: string } | null;
  /** Why it could not be decoded, though its topic is known. */
  readonly decodeFault: string | null;
}

export interface RecordPageView {
  readonly records: readonly InspectedRecordView[];
  readonly total: number;
  readonly fault: { readonly index: number; readonly position: number; readonly reason: string } | null;
}

export interface BytesView {
  readonly position: number;
  readonly base64: string;
  /** Of what they were taken from. */
  readonly totalBytes: number;
}

/** Entries of an index, or of a small file, as rows of text. */
export interface FileEntries {
  readonly kind: LogFileKind;
  readonly sizeBytes: number;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of which `rows` are some. */
  readonly total: number;
  /** Of one entry; 0 where entries have no fixed size. */
  readonly entryBytes: number;
  /** Where the first entry begins. */
  readonly entriesStart: number;
  readonly fields: readonly FieldRange[];
  readonly text: string | null;
  readonly fault: string | null;
}

/** Where a record's bytes are. */
export interface RecordPlace {
  readonly nodeId: number;
  readonly path: string;
  /** Of its batch. */
  readonly position: number;
  /** In the batch. */
  readonly record: number;
}
