import type { Database } from 'better-sqlite3';

/**
 * Step n brings a database from user_version n to n + 1. Steps that were released never change; a new need is a new
 * step at the end.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE snapshot (
    cluster TEXT NOT NULL,
    facet TEXT NOT NULL,
    minute INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (cluster, facet, minute)
  ) WITHOUT ROWID;

  CREATE TABLE lag_sample (
    cluster TEXT NOT NULL,
    group_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    total INTEGER NOT NULL,
    partitions TEXT NOT NULL,
    PRIMARY KEY (cluster, group_id, at_ms)
  ) WITHOUT ROWID;
  CREATE INDEX lag_sample_by_time ON lag_sample (at_ms);

  CREATE TABLE sent_message (
    id INTEGER PRIMARY KEY,
    cluster TEXT NOT NULL,
    topic TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    request TEXT NOT NULL,
    result TEXT,
    error TEXT
  );

  CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE connection (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    settings TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX sent_message_by_topic ON sent_message (cluster, topic, id);
  `,
  `
  CREATE TABLE secret (
    connection TEXT NOT NULL,
    name TEXT NOT NULL,
    keeper TEXT NOT NULL,
    sealed BLOB,
    PRIMARY KEY (connection, name)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE alert_rule (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE alert_firing (
    id INTEGER PRIMARY KEY,
    rule TEXT NOT NULL,
    fired_at_ms INTEGER NOT NULL,
    cleared_at_ms INTEGER,
    body TEXT NOT NULL
  );
  `,
  `
  CREATE TABLE producer_template (
    cluster TEXT NOT NULL,
    topic TEXT NOT NULL,
    name TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (cluster, topic, name)
  ) WITHOUT ROWID;
  ALTER TABLE sent_message ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sent_message ADD COLUMN job TEXT;
  `,
  `
  CREATE TABLE redrive_job (
    id TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    request TEXT NOT NULL,
    progress TEXT NOT NULL,
    view TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE redrive_batch (
    job TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    producer_id INTEGER NOT NULL,
    producer_epoch INTEGER NOT NULL,
    base_sequence INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    places TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (job, topic, partition)
  );
  `,
  `
  CREATE TABLE file_job (
    id TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    request TEXT NOT NULL,
    progress TEXT NOT NULL,
    view TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE file_batch (
    job TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    producer_id INTEGER NOT NULL,
    producer_epoch INTEGER NOT NULL,
    base_sequence INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    places TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (job, topic, partition)
  );
  `,
];

/** A database of a later Sluice, which this one must not touch. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';
}

/** Brings the schema up to date, each step in a transaction of its own. Throws NewerSchemaError. */
export function migrate(database: Database, steps: readonly string[] = STEPS): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > steps.length)
    throw new NewerSchemaError(`the database has schema ${version}, this Sluice knows ${steps.length}`);
  for (let next = version; next < steps.length; next++) {
    database.transaction(() => {
      database.exec(steps[next]);
      database.pragma(`user_version = ${next + 1}`);
    })();
  }
}
