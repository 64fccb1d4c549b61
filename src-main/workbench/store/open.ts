import { readFileSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Database as Handle } from 'better-sqlite3';
import { inEnglish, say } from '../../contract/index.ts';
import { migrate, NewerSchemaError } from './schema.ts';

export interface Opened {
  readonly database: Handle;
  /** What a person should be told once: the file was unreadable and now lies elsewhere. */
  readonly notice: string | null;
}

/** Of the file's header: which versions of the format may write and read it. */
const FORMAT_VERSIONS = [18, 19] as const;
const ROLLBACK_FORMAT = 1;
/** SQLite's own files beside the database. */
const COMPANIONS = ['', '-wal', '-shm'] as const;

/**
 * Opens the database at `path` in WAL mode. One that is damaged, or written by a later Sluice, is renamed aside and
 * replaced by an empty one: what it holds is history and last known states, never the user's records. One that can be
 * neither opened nor made (no permission, no space) is in memory, for as long as the workbench runs, with what the file
 * holds.
 */
export function openDatabase(path: string, nowMs: number): Opened {
  try {
    return openFile(path, nowMs);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    const reason = (error as Error).message;
    return { database: inMemory(path), notice: inEnglish(say('store.inMemory', { reason, path })) };
  }
}

/**
 * What can be read of the file, without its write-ahead log, which a clean end leaves empty: connections that cannot be
 * changed for good are better than none.
 */
function inMemory(path: string): Handle {
  try {
    const content = readFileSync(path);
    // A database in memory has no write-ahead log, and does not open as one that says it has.
    for (const version of FORMAT_VERSIONS) content[version] = ROLLBACK_FORMAT;
    return openAt(content);
  } catch {
    return openAt(':memory:');
  }
}

function openFile(path: string, nowMs: number): Opened {
  try {
    return { database: openAt(path), notice: null };
  } catch (error) {
    if (!isUnusable(error)) throw error;
    const aside = `${path}.${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}.broken`;
    for (const companion of COMPANIONS) setAside(path + companion, aside + companion);
    const reason = (error as Error).message;
    return {
      database: openAt(path),
      notice: inEnglish(say('store.begunAnew', { reason, path: aside })),
    };
  }
}

function openAt(pathOrContent: string | Buffer): Handle {
  const database = new Database(pathOrContent, { timeout: 2_000 });
  try {
    database.pragma('journal_mode = WAL');
    // A lost second of history after a power cut is fine; a slow screen is not.
    database.pragma('synchronous = NORMAL');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function isUnusable(error: unknown): boolean {
  const { code } = error as { code?: string };
  return (
    error instanceof NewerSchemaError ||
    code === 'SQLITE_NOTADB' ||
    code?.startsWith('SQLITE_CORRUPT') === true
  );
}

/** Disk and permissions, and whoever holds the file: nothing that is wrong with a statement. */
export function isUnwritable(error: unknown): error is Error {
  const { code } = error as { code?: string };
  return code !== undefined && /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|BUSY|LOCKED|CORRUPT|NOMEM)/.test(code);
}

function setAside(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') rmSync(from, { force: true });
  }
}
