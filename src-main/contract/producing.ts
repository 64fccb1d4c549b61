/** Writing many messages: templates, batches, load, sending on to another topic, and what was sent. */
import type { ReadFilter, ReadFrom, ReadUntil, SendRequest, SendResult } from './messages.ts';
import type { ClusterId } from './types.ts';
import type { ContractError } from './frames.ts';
import type { SchemaChoice } from './registry.ts';
import type { Said } from './said.ts';

/**
 * A message with variables in it: `{{sequence}}`, `{{int 1 100}}`, `{{choice red green}}`, `{{uuid}}`, `{{now}}`,
 * `{{person.fullName}}` … Key and value are text (or null); so are values of headers. Partition: a number, or empty for
 * by key.
 */
export interface MessageTemplate {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
  readonly partition: number | null;
  /** The filled-in texts are JSON then. */
  readonly schemas?: PartSchemas;
}

/** What keys and values are encoded with; null or left out: with nothing. */
export interface PartSchemas {
  readonly key?: SchemaChoice | null;
  readonly value?: SchemaChoice | null;
}

export interface SavedTemplate {
  readonly name: string;
  readonly template: MessageTemplate;
  readonly savedAtMs: number;
}

/** How variables are filled in: the same seed and first number give the same messages. */
export interface Generation {
  readonly seed: number;
  /** Of `{{sequence}}`. */
  readonly firstSequence: number;
}

/** One message as it would be sent. Texts are cut for showing. */
export interface PlannedMessage {
  /** Of the source, 1 the first; of generated ones the number. */
  readonly line: number;
  /** Null: without a key, the partition is chosen when it is sent. */
  readonly partition: number | null;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
  readonly timestampMs: number | null;
  readonly sizeBytes: number;
}

export interface LineProblem {
  /** Of the source, 1 the first; or 'partition-offset' of the record. */
  readonly place: string;
  /** In English. */
  readonly message: string;
  readonly said?: Said;
}

export interface SendOptions {
  readonly compression: SendRequest['compression'];
  readonly acks: SendRequest['acks'];
}

/** Text or a file that the workbench has taken over, in pieces, and keeps until its batch is dismissed. */
export type BatchFormat = 'jsonl' | 'json' | 'csv';

/** Where a part of a message is in a CSV: the number of the column, 0 the first; null: nowhere. */
export interface CsvMapping {
  readonly delimiter: ',' | ';' | '\t';
  /** The first line names the columns. */
  readonly hasHeader: boolean;
  readonly key: number | null;
  /** 'row': the whole line, as a JSON object by the names of the columns (`hasHeader`). */
  readonly value: number | 'row' | null;
  /** A JSON object of texts, or a JSON array of [name, value]. */
  readonly headers: number | null;
  readonly partition: number | null;
  /** Epoch ms or ISO 8601. */
  readonly timestamp: number | null;
  /** Empty fields are null; quoted ones are empty text. */
  readonly emptyIsNull: boolean;
}

export interface BatchRequest {
  readonly cluster: ClusterId;
  readonly topic: string;
  readonly source: string;
  readonly format: BatchFormat;
  /**
   * Of JSON: `value`, each element or line is a value; `message`, it is an object of key, value, headers, partition,
   * timestamp.
   */
  readonly shape: 'value' | 'message';
  readonly csv: CsvMapping | null;
  /** Keys and values are JSON then: cells of a CSV are typed as the schema has them, and become texts where it wants some. */
  readonly schemas?: PartSchemas;
  readonly options: SendOptions;
  /** All of it becomes visible at once, or nothing. */
  readonly transaction: boolean;
  /** `stop` at the first line that cannot be sent, or `skip` it and say so. */
  readonly onError: 'stop' | 'skip';
}

export interface BatchPreview {
  readonly sizeBytes: number;
  readonly columns: readonly string[];
  readonly messages: readonly PlannedMessage[];
  readonly problems: readonly LineProblem[];
  readonly partitions: number;
}

export interface LoadRequest {
  readonly cluster: ClusterId;
  readonly topic: string;
  readonly template: MessageTemplate;
  readonly generation: Generation;
  readonly options: SendOptions;
  readonly messagesPerSecond: number;
  /** There is no load without an end. */
  readonly stop:
    | { readonly kind: 'count'; readonly count: number }
    | { readonly kind: 'duration'; readonly durationMs: number };
}

/** Which records are sent on. */
export type RedriveSource =
  | {
      readonly kind: 'selection';
      readonly records: readonly { readonly partition: number; readonly offset: number }[];
    }
  | {
      readonly kind: 'filter';
      readonly partitions: readonly number[];
      readonly from: ReadFrom;
      readonly until: ReadUntil | null;
      readonly filter: ReadFilter;
      readonly isolation: 'read_uncommitted' | 'read_committed';
      readonly limit: number;
    };

export interface RedriveRequest {
  readonly cluster: ClusterId;
  readonly topic: string;
  readonly source: RedriveSource;
  readonly target: {
    readonly cluster: ClusterId;
    /** Where a header does not name another. */
    readonly topic: string;
    /** A header whose value is the topic that the record goes to; records without it go to `topic`, or nowhere when that is empty. */
    readonly topicHeader: string | null;
  };
  readonly keepPartition: boolean;
  readonly keepTimestamp: boolean;
  /** Adds where the record came from: `sluice.source.topic`, `.partition`, `.offset`, `.timestamp`. */
  readonly provenance: boolean;
  readonly removeHeaders: readonly string[];
  /** Acknowledged by all replicas in sync, whatever else is chosen elsewhere: nothing is to be lost or doubled. */
  readonly options: Pick<SendOptions, 'compression'>;
}

export interface RedrivePreview {
  readonly records: number;
  /** More would follow, which were not looked at. */
  readonly more: boolean;
  readonly sizeBytes: number;
  readonly targets: readonly {
    readonly topic: string;
    readonly partition: number | null;
    readonly records: number;
  }[];
  readonly skipped: readonly LineProblem[];
  readonly skippedCount: number;
  readonly sample: readonly (PlannedMessage & { readonly from: string; readonly topic: string })[];
}

export type JobKind = 'batch' | 'load' | 'redrive';

/** Something long that writes. It goes on when the screen that started it is closed. */
export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  /** That is written to. */
  readonly cluster: ClusterId;
  readonly topic: string;
  /** Of a redrive: where from. */
  readonly from: string | null;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** Acknowledged. */
  readonly sent: number;
  readonly sentBytes: number;
  /** Null: not known before the end. */
  readonly total: number | null;
  /** Of the work, 0 to 1, where `total` is not known but how far it got is. */
  readonly progress: number | null;
  readonly failed: number;
  readonly skipped: number;
  /** The first hundred. */
  readonly problems: readonly LineProblem[];
  /** Why it ended, where it failed. */
  readonly error: ContractError | null;
  /** Where it would go on: the first line (of a redrive: record) that is not written. Null: it cannot. */
  readonly resumeLine: number | null;
  /** In the last seconds. */
  readonly messagesPerSecond: number;
  readonly wantedPerSecond: number | null;
  /** From handing a batch to the connection to its acknowledgement; null before the first, and with acks none. */
  readonly ackMs: { readonly p50: number; readonly p99: number; readonly max: number } | null;
}

export interface SentEntry {
  readonly id: number;
  readonly atMs: number;
  readonly cluster: ClusterId;
  readonly topic: string;
  /** Null: a batch, load or redrive, of which `job` tells. */
  readonly request: SendRequest | null;
  /** It was too large to be remembered: key, value and headers are not those that were sent. */
  readonly cut: boolean;
  readonly result: SendResult | null;
  readonly error: string | null;
  readonly job: JobView | null;
}

/** What the editor offers and checks by: a JSON schema (draft-07), learnt from what is in the topic. */
export interface LearntShape {
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** JSON records that it was learnt from. */
  readonly records: number;
}

interface OnCluster {
  cluster: ClusterId;
}
interface OnTopic extends OnCluster {
  topic: string;
}

export interface ProducingProcedures {
  'producing.templates': { input: OnTopic; output: readonly SavedTemplate[] };
  /** One of that name is replaced. */
  'producing.saveTemplate': {
    input: OnTopic & { name: string; template: MessageTemplate };
    output: readonly SavedTemplate[];
  };
  'producing.removeTemplate': { input: OnTopic & { name: string }; output: readonly SavedTemplate[] };
  /** The first messages a template gives; refused with the variable at fault. */
  'producing.preview': {
    input: OnTopic & { template: MessageTemplate; generation: Generation; count: number };
    output: { messages: readonly PlannedMessage[]; partitions: number };
  };
  /** Learns from the newest records of the topic. */
  'producing.shape': { input: OnTopic; output: LearntShape };
  /** Searches newest first; `before`: entries with a smaller id. */
  'producing.history': {
    input: { cluster: ClusterId | null; topic: string | null; search: string; before: number | null };
    output: { entries: readonly SentEntry[]; more: boolean };
  };
  'producing.clearHistory': { input: OnCluster; output: null };

  /** A place for text or a file that is about to come in pieces. */
  'producing.openSource': { input: null; output: { source: string } };
  'producing.addToSource': { input: { source: string; base64: string }; output: { sizeBytes: number } };
  'producing.dropSource': { input: { source: string }; output: null };
  'producing.batchPreview': { input: BatchRequest; output: BatchPreview };
  'producing.batch': { input: BatchRequest; output: { job: string } };
  'producing.load': { input: LoadRequest; output: { job: string } };
  'producing.redrivePreview': { input: RedriveRequest; output: RedrivePreview };
  'producing.redrive': { input: RedriveRequest; output: { job: string } };

  'jobs.cancel': { input: { job: string }; output: null };
  /** Goes on behind what was written; of batches and redrives that failed, were cancelled or interrupted. */
  'jobs.resume': { input: { job: string; onError?: 'stop' | 'skip' }; output: null };
  /** It is not listed any more; its source is gone. */
  'jobs.dismiss': { input: { job: string }; output: null };
}

export interface ProducingStreams {
  /** All jobs that were not dismissed, newest first: of this run of the workbench, and redrives that an earlier one did not finish. */
  'jobs.watch': { input: Record<string, never>; event: readonly JobView[] };
}
