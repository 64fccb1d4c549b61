/**
 * What redrives and batches have done, so that one that was interrupted goes on without doubling a record: how far each
 * has come in its source, and every batch that was handed over and not yet answered, byte for byte. Sent again under its
 * old sequence such a batch is written once, whether or not it had arrived.
 */
import type { Database, Statement } from 'better-sqlite3';
import type { BatchRequest, JobView, LineProblem, RedriveRequest } from '../../contract/index.ts';

/** Where a redrive is. */
export interface RedriveProgress {
  /** Of the topic that is read: one that was made anew has other records at the same offsets. */
  topicId: string | null;
  /** Of a filter: what is read, found out once. */
  ranges: readonly { readonly partition: number; readonly from: number; readonly to: number }[] | null;
  /** Everything below has been dealt with, by partition of the source. */
  positions: Record<string, number>;
  /** Written, at or above the positions: 'partition-offset'. */
  written: readonly string[];
  /** Records dealt with. */
  taken: number;
  sent: number;
  sentBytes: number;
  failed: number;
  skipped: number;
  problems: readonly LineProblem[];
}

/** Where a batch from a file is. */
export interface BatchProgress {
  /** All lines up to this one have been dealt with; what was said of them is in the counts. */
  line: number;
  /** Lines behind it that are written. */
  written: readonly number[];
  /** Handed over without a way to learn whether they were written: they are, or they are not. */
  atRisk: { readonly from: number; readonly to: number } | null;
  /** Of the last transaction that was begun: its next one ends what is open of it. */
  transactionalId: string | null;
  /** It was told to commit, and nobody heard whether it did. */
  committing: boolean;
  sent: number;
  sentBytes: number;
  failed: number;
  skipped: number;
  problems: readonly LineProblem[];
}

/** A batch on its way: at most one for each partition that is written to. */
export interface BatchInDoubt {
  readonly topic: string;
  readonly partition: number;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly atMs: number;
  /** Of its records in the source: 'partition-offset', or a line. */
  readonly places: readonly string[];
  /** Of keys, values and headers. */
  readonly sizeBytes: number;
  readonly bytes: Buffer;
}

export interface UnfinishedJob<Request, Progress> {
  readonly id: string;
  readonly atMs: number;
  readonly request: Request;
  readonly progress: Progress;
  readonly view: JobView;
}

export type RedriveJournal = JobJournal<RedriveRequest, RedriveProgress>;
export type UnfinishedRedrive = UnfinishedJob<RedriveRequest, RedriveProgress>;
export type BatchJournal = JobJournal<BatchRequest, BatchProgress>;
export type UnfinishedBatch = UnfinishedJob<BatchRequest, BatchProgress>;

interface BatchRow {
  readonly topic: string;
  readonly partition: number;
  readonly producer_id: number;
  readonly producer_epoch: number;
  readonly base_sequence: number;
  readonly at_ms: number;
  readonly places: string;
  readonly size_bytes: number;
  readonly bytes: Buffer;
}

/** Of one kind of jobs, in its tables `<kind>_job` and `<kind>_batch`. */
export class JobJournal<Request, Progress> {
  readonly #database: Database;
  readonly #kind: 'redrive' | 'file';
  readonly #statements = new Map<string, Statement<any[], any>>();

  constructor(database: Database, kind: 'redrive' | 'file') {
    this.#database = database;
    this.#kind = kind;
  }

  get isOpen(): boolean {
    return this.#database.open;
  }

  begin(id: string, request: Request, progress: Progress, view: JobView): void {
    this.#run(
      `INSERT INTO ${this.#kind}_job (id, at_ms, request, progress, view) VALUES (?, ?, ?, ?, ?)`,
      id,
      view.startedAtMs,
      JSON.stringify(request),
      JSON.stringify(progress),
      JSON.stringify(view),
    );
  }

  /** It began, or ended, as the view says. */
  saveView(id: string, atMs: number, view: JobView): void {
    this.#run(
      `UPDATE ${this.#kind}_job SET at_ms = ?, view = ? WHERE id = ?`,
      atMs,
      JSON.stringify(view),
      id,
    );
  }

  saveProgress(id: string, atMs: number, progress: Progress): void {
    this.#run(
      `UPDATE ${this.#kind}_job SET at_ms = ?, progress = ? WHERE id = ?`,
      atMs,
      JSON.stringify(progress),
      id,
    );
  }

  /** Before the batch is handed over. It survives a power cut, too: what is lost later is at most its answer. */
  intend(id: string, batch: BatchInDoubt): void {
    this.#database.pragma('synchronous = FULL');
    try {
      this.#run(
        `INSERT OR REPLACE INTO ${this.#kind}_batch
           (job, topic, partition, producer_id, producer_epoch, base_sequence, at_ms, places, size_bytes, bytes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        batch.topic,
        batch.partition,
        batch.producerId,
        batch.producerEpoch,
        batch.baseSequence,
        batch.atMs,
        JSON.stringify(batch.places),
        batch.sizeBytes,
        batch.bytes,
      );
    } finally {
      this.#database.pragma('synchronous = NORMAL');
    }
  }

  /** It was written, or is known not to be; `progress` says which. */
  settle(
    id: string,
    atMs: number,
    { topic, partition }: Pick<BatchInDoubt, 'topic' | 'partition'>,
    progress: Progress,
  ): void {
    this.#database.transaction(() => {
      this.#run(
        `DELETE FROM ${this.#kind}_batch WHERE job = ? AND topic = ? AND partition = ?`,
        id,
        topic,
        partition,
      );
      this.saveProgress(id, atMs, progress);
    })();
  }

  inDoubt(id: string): BatchInDoubt[] {
    return this.#prepare<BatchRow>(
      `SELECT * FROM ${this.#kind}_batch WHERE job = ? ORDER BY topic, partition`,
    )
      .all(id)
      .map((row) => ({
        topic: row.topic,
        partition: row.partition,
        producerId: row.producer_id,
        producerEpoch: row.producer_epoch,
        baseSequence: row.base_sequence,
        atMs: row.at_ms,
        places: JSON.parse(row.places) as string[],
        sizeBytes: row.size_bytes,
        bytes: row.bytes,
      }));
  }

  /** The oldest first. One that cannot be read any more is left out. */
  unfinished(): UnfinishedJob<Request, Progress>[] {
    return this.#prepare<{ id: string; at_ms: number; request: string; progress: string; view: string }>(
      `SELECT id, at_ms, request, progress, view FROM ${this.#kind}_job ORDER BY json_extract(view, '$.startedAtMs')`,
    )
      .all()
      .flatMap(({ id, at_ms: atMs, request, progress, view }) => {
        try {
          return [
            {
              id,
              atMs,
              request: JSON.parse(request) as Request,
              progress: JSON.parse(progress) as Progress,
              view: JSON.parse(view) as JobView,
            },
          ];
        } catch {
          return [];
        }
      });
  }

  /** It is done, or nobody wants it to go on. */
  forget(id: string): void {
    this.#database.transaction(() => {
      this.#run(`DELETE FROM ${this.#kind}_batch WHERE job = ?`, id);
      this.#run(`DELETE FROM ${this.#kind}_job WHERE id = ?`, id);
    })();
  }

  close(): void {
    this.#statements.clear();
  }

  #run(sql: string, ...values: unknown[]): void {
    this.#prepare(sql).run(...values);
  }

  #prepare<R = unknown>(sql: string): Statement<any[], R> {
    let statement = this.#statements.get(sql);
    if (statement === undefined)
      this.#statements.set(sql, (statement = this.#database.prepare<any[], any>(sql)));
    return statement;
  }
}
