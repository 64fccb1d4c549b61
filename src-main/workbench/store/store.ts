/** What the workbench remembers between its lives: connections, last known states, lag history, messages sent. */
import type { Database, Statement } from 'better-sqlite3';
import type {
  AlertFiring,
  AlertRule,
  ConnectionSettings,
  JobView,
  LagSample,
  MessageTemplate,
  SavedTemplate,
  SendRequest,
  SendResult,
  SentEntry,
} from '../../contract/index.ts';
import { isUnwritable, openDatabase } from './open.ts';
import { thinSamples } from './thin-samples.ts';
import { type BatchJournal, JobJournal, type RedriveJournal } from './job-journal.ts';

export interface Snapshot {
  readonly atMs: number;
  readonly body: unknown;
}

export interface SavedConnection {
  readonly id: string;
  readonly settings: ConnectionSettings;
}

export interface SentMessage {
  readonly request: SendRequest;
  readonly atMs: number;
  readonly result: SendResult | null;
  readonly error: string | null;
}

interface SentRow {
  readonly id: number;
  readonly cluster: string;
  readonly topic: string;
  readonly at_ms: number;
  /** Empty: a job. */
  readonly request: string;
  readonly result: string | null;
  readonly error: string | null;
  readonly cut: number;
  readonly job: string | null;
}

const MINUTE_MS = 60_000;
/** Snapshots older than `olderThan` are kept one in each stretch of so many minutes; the last stretch ends it. */
const SNAPSHOT_THINNING = [
  { olderThanMinutes: 60, oneInMinutes: 10 },
  { olderThanMinutes: 24 * 60, oneInMinutes: 60 },
] as const;
const SNAPSHOT_RETENTION_MINUTES = 7 * 24 * 60;
/** Of one facet of one cluster. The oldest go first, whatever their age: ten thousand topics are megabytes each time. */
const SNAPSHOT_BYTES_MAX = 32 * 1024 * 1024;
const LAG_RETENTION_MS = 7 * 24 * 3_600_000;
const SENT_KEPT = 1_000;
const FIRINGS_KEPT = 5_000;
/** A larger request is remembered without its key and value. */
const SENT_BYTES_MAX = 64 * 1024;

export class Store {
  /** Something a person should be told once, or null. */
  readonly notice: string | null;
  readonly redrives: RedriveJournal;
  readonly batches: BatchJournal;
  readonly #database: Database;
  readonly #statements = new Map<string, Statement<any[], any>>();
  readonly #listeners = new Set<() => void>();
  #trouble: string | null = null;

  /** Opens or makes the database; about 10 ms. `path` may be ':memory:'. */
  constructor(path: string, nowMs: number) {
    const { database, notice } = openDatabase(path, nowMs);
    this.#database = database;
    this.redrives = new JobJournal(database, 'redrive');
    this.batches = new JobJournal(database, 'file');
    this.notice = notice;
  }

  /** Why what is only remembered is not written at the moment, as where the disk is full; null while all is. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Told when {@link trouble} changes, until what is answered is called. */
  onTrouble(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The newest snapshot of each facet, or of one. One that is no JSON any more is left out. */
  snapshots(cluster: string, facet: string | null = null): Map<string, Snapshot> {
    const rows = this.#prepare<{ facet: string; at_ms: number; body: string }>(
      `SELECT facet, MAX(at_ms) AS at_ms, body FROM snapshot WHERE cluster = ? AND facet = COALESCE(?, facet) GROUP BY facet`,
    ).all(cluster, facet);
    return readSnapshots(rows);
  }

  /** The newest snapshot of one facet. */
  snapshot(cluster: string, facet: string): Snapshot | undefined {
    return this.snapshots(cluster, facet).get(facet);
  }

  /**
   * Saves facets in one transaction and says how large each is. A facet keeps its newest snapshot of each minute;
   * `prune` thins them.
   */
  saveSnapshots(cluster: string, atMs: number, facets: ReadonlyMap<string, unknown>): Map<string, number> {
    const minute = Math.floor(atMs / MINUTE_MS);
    const sizes = new Map<string, number>();
    this.#remember(() => {
      for (const [facet, body] of facets) {
        const text = JSON.stringify(body);
        this.#prepare(
          `INSERT OR REPLACE INTO snapshot (cluster, facet, minute, at_ms, body) VALUES (?, ?, ?, ?, ?)`,
        ).run(cluster, facet, minute, atMs, text);
        sizes.set(facet, text.length);
      }
    });
    return sizes;
  }

  /** Those of moments after one: the clock was set back, and what it said since then will come once more. */
  forgetSnapshotsAfter(cluster: string, atMs: number): void {
    this.#remember(() => {
      this.#prepare(`DELETE FROM snapshot WHERE cluster = ? AND at_ms > ?`).run(cluster, atMs);
    });
  }

  /**
   * Moments that can be looked at, oldest first: of each minute the one at which its last snapshot was taken, so that none
   * of its facets is left out as younger. It begins with what the cluster consists of.
   */
  snapshotMoments(cluster: string): number[] {
    return this.#prepare<{ at_ms: number }>(
      `SELECT MAX(at_ms) AS at_ms FROM snapshot WHERE cluster = @cluster AND minute >=
         (SELECT MIN(minute) FROM snapshot WHERE cluster = @cluster AND facet = 'metadata')
       GROUP BY minute ORDER BY minute`,
    )
      .all({ cluster })
      .map(({ at_ms: atMs }) => atMs);
  }

  /** The newest snapshot of each facet that is not younger than a moment. */
  snapshotsAt(cluster: string, atMs: number): Map<string, Snapshot> {
    const rows = this.#prepare<{ facet: string; at_ms: number; body: string }>(
      `SELECT facet, MAX(at_ms) AS at_ms, body FROM snapshot WHERE cluster = ? AND at_ms <= ? GROUP BY facet`,
    ).all(cluster, atMs);
    return readSnapshots(rows);
  }

  /** Samples of a group since then, oldest first, thinned to `most`: those that are left out are not even read. */
  lagSamples(cluster: string, groupId: string, sinceMs: number, most = Infinity): LagSample[] {
    const totals = this.#prepare<{ at_ms: number; total: number }>(
      `SELECT at_ms, total FROM lag_sample WHERE cluster = ? AND group_id = ? AND at_ms >= ? ORDER BY at_ms`,
    ).all(cluster, groupId, sinceMs);
    const kept = thinSamples(totals, most);
    const partitionsAt = this.#prepare<{ partitions: string }>(
      `SELECT partitions FROM lag_sample WHERE cluster = ? AND group_id = ? AND at_ms = ?`,
    );
    return kept.map(({ at_ms: atMs, total }) => ({
      atMs,
      total,
      partitions: JSON.parse(partitionsAt.get(cluster, groupId, atMs)!.partitions),
    }));
  }

  saveLagSamples(
    cluster: string,
    samples: readonly { readonly groupId: string; readonly sample: LagSample }[],
  ): void {
    this.#remember(() => {
      for (const { groupId, sample } of samples)
        this.#prepare(
          `INSERT OR REPLACE INTO lag_sample (cluster, group_id, at_ms, total, partitions) VALUES (?, ?, ?, ?, ?)`,
        ).run(cluster, groupId, sample.atMs, sample.total, JSON.stringify(sample.partitions));
    });
  }

  /** Those of a group from a moment on. */
  forgetLagSamples(cluster: string, groupId: string, fromMs: number): void {
    this.#remember(() => {
      this.#prepare(`DELETE FROM lag_sample WHERE cluster = ? AND group_id = ? AND at_ms >= ?`).run(
        cluster,
        groupId,
        fromMs,
      );
    });
  }

  /** Deletes what is older than it is kept for. */
  prune(nowMs: number): void {
    this.#remember(() => {
      this.#pruneSnapshots(Math.floor(nowMs / MINUTE_MS));
      this.#prepare(`DELETE FROM lag_sample WHERE at_ms < ?`).run(nowMs - LAG_RETENTION_MS);
      this.#prepare(
        `DELETE FROM alert_firing WHERE cleared_at_ms IS NOT NULL AND id <= (SELECT MAX(id) FROM alert_firing) - ${FIRINGS_KEPT}`,
      ).run();
      this.#prepare(
        `DELETE FROM sent_message WHERE id <= (SELECT MAX(id) FROM sent_message) - ${SENT_KEPT}`,
      ).run();
    });
  }

  saveSent({ request, atMs, result, error }: SentMessage): void {
    let text = JSON.stringify(request);
    const cut = text.length > SENT_BYTES_MAX;
    if (cut)
      text = JSON.stringify({ ...request, key: { kind: 'null' }, value: { kind: 'null' }, headers: [] });
    this.#remember(() => {
      this.#prepare(
        `INSERT INTO sent_message (cluster, topic, at_ms, request, result, error, cut) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ).run(request.cluster, request.topic, atMs, text, result && JSON.stringify(result), error, Number(cut));
    });
  }

  /** The report of a job that ended; of one that was resumed the newest. */
  saveSentJob(job: JobView): void {
    this.#remember(() => {
      this.#prepare(`DELETE FROM sent_message WHERE json_extract(job, '$.id') = ?`).run(job.id);
      this.#prepare(
        `INSERT INTO sent_message (cluster, topic, at_ms, request, result, error, job)
         VALUES (?, ?, ?, '', NULL, ?, ?)`,
      ).run(job.cluster, job.topic, job.startedAtMs, job.error?.message ?? null, JSON.stringify(job));
    });
  }

  /**
   * What was sent, newest first: entries with a smaller id than `before` whose topic, message or error contains
   * `search`. Null: of any cluster, of any topic, from the newest on.
   */
  sent(options: {
    readonly cluster: string | null;
    readonly topic: string | null;
    readonly search: string;
    readonly before: number | null;
    readonly limit: number;
  }): SentEntry[] {
    const containing = (text: string) => `%${text.replaceAll(/[!%_]/g, '!$&')}%`;
    return this.#prepare<SentRow>(
      `SELECT id, cluster, topic, at_ms, request, result, error, cut, job FROM sent_message
       WHERE cluster = COALESCE(@cluster, cluster) AND topic = COALESCE(@topic, topic)
         AND id < COALESCE(@before, 9007199254740991)
         AND (topic LIKE @plain ESCAPE '!' OR error LIKE @plain ESCAPE '!'
           OR request LIKE @inJson ESCAPE '!' OR job LIKE @inJson ESCAPE '!')
       ORDER BY id DESC LIMIT @limit`,
    )
      .all({
        cluster: options.cluster,
        topic: options.topic,
        before: options.before,
        limit: options.limit,
        plain: containing(options.search),
        inJson: containing(JSON.stringify(options.search).slice(1, -1)),
      })
      .map(({ id, at_ms: atMs, cluster, topic, request, result, error, cut, job }) => ({
        id,
        atMs,
        cluster,
        topic,
        request: request === '' ? null : (JSON.parse(request) as SendRequest),
        cut: cut === 1,
        result: result === null ? null : (JSON.parse(result) as SendResult),
        error,
        job: job === null ? null : (JSON.parse(job) as JobView),
      }));
  }

  clearSent(cluster: string): void {
    this.#prepare(`DELETE FROM sent_message WHERE cluster = ?`).run(cluster);
  }

  /** By name. One that cannot be read any more is left out. */
  templates(cluster: string, topic: string): SavedTemplate[] {
    return this.#prepare<{ name: string; at_ms: number; body: string }>(
      `SELECT name, at_ms, body FROM producer_template WHERE cluster = ? AND topic = ? ORDER BY name`,
    )
      .all(cluster, topic)
      .flatMap(({ name, at_ms: savedAtMs, body }) => {
        try {
          return [{ name, savedAtMs, template: JSON.parse(body) as MessageTemplate }];
        } catch {
          return [];
        }
      });
  }

  /** One of that name is replaced. */
  saveTemplate(cluster: string, topic: string, { name, template, savedAtMs }: SavedTemplate): void {
    this.#prepare(
      `INSERT OR REPLACE INTO producer_template (cluster, topic, name, at_ms, body) VALUES (?, ?, ?, ?, ?)`,
    ).run(cluster, topic, name, savedAtMs, JSON.stringify(template));
  }

  removeTemplate(cluster: string, topic: string, name: string): void {
    this.#prepare(`DELETE FROM producer_template WHERE cluster = ? AND topic = ? AND name = ?`).run(
      cluster,
      topic,
      name,
    );
  }

  /** In the order they were added. One that cannot be read any more is left out. */
  connections(): SavedConnection[] {
    return this.#prepare<{ id: string; settings: string }>(
      `SELECT id, settings FROM connection ORDER BY position`,
    )
      .all()
      .flatMap(({ id, settings }) => {
        try {
          return [{ id, settings: JSON.parse(settings) as ConnectionSettings }];
        } catch {
          return [];
        }
      });
  }

  /** Adds a connection behind the others, or changes one in its place. */
  saveConnection({ id, settings }: SavedConnection): void {
    this.#prepare(
      `INSERT INTO connection (id, position, settings)
       VALUES (?, (SELECT COALESCE(MAX(position), 0) + 1 FROM connection), ?)
       ON CONFLICT (id) DO UPDATE SET settings = excluded.settings`,
    ).run(id, JSON.stringify(settings));
  }

  /** Null: it was not written down. */
  secrets(connection: string): { name: string; keeper: string; sealed: Uint8Array | null }[] {
    return this.#prepare<{ name: string; keeper: string; sealed: Uint8Array | null }>(
      `SELECT name, keeper, sealed FROM secret WHERE connection = ? ORDER BY name`,
    ).all(connection);
  }

  /** Takes sealed secrets only: nothing in the database is readable by itself. */
  saveSecrets(
    connection: string,
    keeper: string,
    sealed: ReadonlyMap<string, Uint8Array | null>,
    forgotten: readonly string[],
  ): void {
    this.#database.transaction(() => {
      for (const [name, bytes] of sealed)
        this.#prepare(
          `INSERT OR REPLACE INTO secret (connection, name, keeper, sealed) VALUES (?, ?, ?, ?)`,
        ).run(connection, name, keeper, bytes);
      for (const name of forgotten)
        this.#prepare(`DELETE FROM secret WHERE connection = ? AND name = ?`).run(connection, name);
    })();
  }

  removeConnection(id: string): void {
    this.#database.transaction(() => {
      this.#prepare(`DELETE FROM secret WHERE connection = ?`).run(id);
      this.#prepare(`DELETE FROM connection WHERE id = ?`).run(id);
      this.clearSent(id);
      this.#prepare(`DELETE FROM producer_template WHERE cluster = ?`).run(id);
      this.forgetCluster(id);
    })();
  }

  /** Deletes what was last known of a cluster, and its history. */
  forgetCluster(cluster: string): void {
    this.#prepare(`DELETE FROM snapshot WHERE cluster = ?`).run(cluster);
    this.#prepare(`DELETE FROM lag_sample WHERE cluster = ?`).run(cluster);
  }

  /** In the order of their ids. One that cannot be read any more is left out. */
  alertRules(): AlertRule[] {
    return this.#prepare<{ body: string }>(`SELECT body FROM alert_rule ORDER BY id`)
      .all()
      .flatMap(({ body }) => readJson<AlertRule>(body));
  }

  saveAlertRule(rule: AlertRule): void {
    this.#prepare(`INSERT OR REPLACE INTO alert_rule (id, body) VALUES (?, ?)`).run(
      rule.id,
      JSON.stringify(rule),
    );
  }

  removeAlertRule(id: string): void {
    this.#prepare(`DELETE FROM alert_rule WHERE id = ?`).run(id);
  }

  /** Answers the firing's id; null where it cannot be remembered, which is no reason to keep quiet about it. */
  addFiring(firing: Omit<AlertFiring, 'id'>): number | null {
    let id: number | null = null;
    this.#remember(() => {
      const { lastInsertRowid } = this.#prepare(
        `INSERT INTO alert_firing (rule, fired_at_ms, cleared_at_ms, body) VALUES (?, ?, NULL, ?)`,
      ).run(firing.ruleId, firing.firedAtMs, JSON.stringify(firing));
      id = Number(lastInsertRowid);
    });
    return id;
  }

  clearFiring(id: number, clearedAtMs: number, peak: number): void {
    this.#remember(() => {
      this.#prepare(
        `UPDATE alert_firing SET cleared_at_ms = ?, body = json_set(body, '$.peak', ?) WHERE id = ?`,
      ).run(clearedAtMs, peak, id);
    });
  }

  /** The newest first. */
  firings(limit: number): AlertFiring[] {
    return this.#firings(`ORDER BY id DESC LIMIT ?`, limit);
  }

  /** Those that are not over. */
  openFirings(): AlertFiring[] {
    return this.#firings(`WHERE cleared_at_ms IS NULL AND id > ?`, 0);
  }

  /** What is over. */
  forgetFirings(): void {
    this.#prepare(`DELETE FROM alert_firing WHERE cleared_at_ms IS NOT NULL`).run();
  }

  #firings(clause: string, value: number): AlertFiring[] {
    return this.#prepare<{ id: number; cleared_at_ms: number | null; body: string }>(
      `SELECT id, cleared_at_ms, body FROM alert_firing ${clause}`,
    )
      .all(value)
      .flatMap(({ id, cleared_at_ms: clearedAtMs, body }) =>
        readJson<AlertFiring>(body).map((firing) => ({ ...firing, id, clearedAtMs })),
      );
  }

  setting(key: string): string | null {
    const row = this.#prepare<{ value: string }>(`SELECT value FROM setting WHERE key = ?`).get(key);
    return row?.value ?? null;
  }

  saveSetting(key: string, value: string): void {
    this.#prepare(`INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)`).run(key, value);
  }

  /** Of something that was found out and not chosen by anybody: as all that is only remembered. */
  rememberSetting(key: string, value: string): void {
    this.#remember(() => this.saveSetting(key, value));
  }

  get isOpen(): boolean {
    return this.#database.open;
  }

  close(): void {
    this.#statements.clear();
    this.redrives.close();
    this.batches.close();
    this.#database.close();
  }

  /**
   * Writes what nobody asked to be written, whole or not at all. A database that takes nothing, because the disk is full
   * or may only be read, is no reason for what happened in the cluster to pass for undone: it is told apart.
   */
  #remember(write: () => void): void {
    try {
      this.#database.transaction(write)();
      this.#tell(null);
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      this.#tell(error.message);
    }
  }

  #tell(trouble: string | null): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    for (const listener of this.#listeners) listener();
  }

  #pruneSnapshots(minute: number): void {
    this.#prepare(`DELETE FROM snapshot WHERE minute < ?`).run(minute - SNAPSHOT_RETENTION_MINUTES);
    for (const { olderThanMinutes, oneInMinutes } of SNAPSHOT_THINNING)
      this.#prepare(
        `DELETE FROM snapshot WHERE minute < @before AND (cluster, facet, minute) NOT IN (
             SELECT cluster, facet, MAX(minute) FROM snapshot WHERE minute < @before
             GROUP BY cluster, facet, CAST(minute / @step AS INTEGER))`,
      ).run({ before: minute - olderThanMinutes, step: oneInMinutes });
    this.#prepare(
      `DELETE FROM snapshot WHERE (cluster, facet, minute) IN (
           SELECT cluster, facet, minute FROM (
             SELECT cluster, facet, minute,
               SUM(LENGTH(body)) OVER (PARTITION BY cluster, facet ORDER BY minute DESC) AS bytes,
               ROW_NUMBER() OVER (PARTITION BY cluster, facet ORDER BY minute DESC) AS position
             FROM snapshot)
           WHERE bytes > ? AND position > 1)`,
    ).run(SNAPSHOT_BYTES_MAX);
  }

  #prepare<R = unknown>(sql: string): Statement<any[], R> {
    let statement = this.#statements.get(sql);
    if (statement === undefined)
      this.#statements.set(sql, (statement = this.#database.prepare<any[], any>(sql)));
    return statement;
  }
}

/** Nothing where it is no JSON any more. */
function readJson<T>(text: string): T[] {
  try {
    return [JSON.parse(text) as T];
  } catch {
    return [];
  }
}

/** By facet. One that is no JSON any more is left out. */
function readSnapshots(
  rows: readonly { facet: string; at_ms: number; body: string }[],
): Map<string, Snapshot> {
  const snapshots = new Map<string, Snapshot>();
  for (const { facet, at_ms: atMs, body } of rows) {
    try {
      snapshots.set(facet, { atMs, body: JSON.parse(body) });
    } catch {
      // Cut short by something outside: the facet is simply not known yet.
    }
  }
  return snapshots;
}
