// Kafka's checkpoint files: text lines of a version, a count and the entries (CheckpointFile).
import type { Disk, File } from '../env/index.ts';

/** A file that does not read as it should. */
export class MalformedFileError extends Error {
  override readonly name = 'MalformedFileError';
}

export function formatCheckpoint(entries: readonly string[]): string {
  return `0\n${entries.length}\n${entries.map((entry) => `${entry}\n`).join('')}`;
}

/** The entry lines. Throws MalformedFileError for a wrong version or count, and for a last line that may be cut. */
export function parseCheckpoint(text: string): string[] {
  if (!text.endsWith('\n')) throw new MalformedFileError('its last line does not end');
  const lines = text.split('\n');
  if (lines[0]?.trim() !== '0') throw new MalformedFileError(`version is ${JSON.stringify(lines[0])}, not 0`);
  const count = /^\d+$/.test(lines[1] ?? '') ? Number(lines[1]) : NaN;
  const entries = lines.slice(2).filter((line) => line !== '');
  if (entries.length !== count)
    throw new MalformedFileError(`says ${lines[1]} entries, has ${entries.length}`);
  return entries;
}

/** Entries `topic partition offset`, as the four offset checkpoints of a log dir have them. */
export type OffsetCheckpoint = Map<string, number>;

export function offsetCheckpointKey(topic: string, partition: number): string {
  return `${topic} ${partition}`;
}

/** Throws MalformedFileError. */
export function parseOffsetCheckpoint(text: string): OffsetCheckpoint {
  const offsets: OffsetCheckpoint = new Map();
  for (const line of parseCheckpoint(text)) {
    const match = /^(\S+ \d+) (\d+)$/.exec(line);
    if (match === null) throw new MalformedFileError(`cannot read ${JSON.stringify(line)}`);
    offsets.set(match[1], Number(match[2]));
  }
  return offsets;
}

export function formatOffsetCheckpoint(offsets: ReadonlyMap<string, number>): string {
  return formatCheckpoint([...offsets].map(([key, offset]) => `${key} ${offset}`));
}

/** Makes the content of a small file that nobody holds open survive a power loss. */
export function syncFile(disk: Disk, path: string): void {
  const file = disk.open(path, 'write');
  try {
    file.sync();
  } finally {
    file.close();
  }
}

/** The same off the thread. */
export async function syncFileLater(disk: Disk, path: string): Promise<void> {
  const file = disk.open(path, 'write');
  try {
    await file.syncLater();
  } finally {
    file.close();
  }
}

/**
 * Replaces a small file so that a crash leaves the old or the new one: temporary file, fsync, rename, fsync of
 * the folder.
 */
export function replaceFile(disk: Disk, path: string, text: string): void {
  const file = writeTemporary(disk, path, text);
  try {
    file.sync();
  } finally {
    file.close();
  }
  disk.rename(`${path}.tmp`, path);
  disk.syncDirectory(path.slice(0, path.lastIndexOf('/')));
}

/**
 * The same, but the thread does not wait for the disk. `isWanted` is asked before the rename: a newer content may
 * have been written meanwhile.
 */
export async function replaceFileLater(
  disk: Disk,
  path: string,
  text: string,
  isWanted: () => boolean,
): Promise<void> {
  const temporary = `${path}.later.tmp`;
  const file = disk.open(temporary, 'create');
  try {
    file.write([Buffer.from(text)], 0);
    await file.syncLater();
  } finally {
    file.close();
  }
  if (!isWanted()) return disk.remove(temporary);
  disk.rename(temporary, path);
  await disk.syncDirectoryLater(path.slice(0, path.lastIndexOf('/')));
}

/** Without waiting for the disk at all: a crash of the process keeps it, a power loss may not. */
export function replaceFileUnsynced(disk: Disk, path: string, text: string): void {
  writeTemporary(disk, path, text).close();
  disk.rename(`${path}.tmp`, path);
}

function writeTemporary(disk: Disk, path: string, text: string): File {
  const file = disk.open(`${path}.tmp`, 'create');
  file.write([Buffer.from(text)], 0);
  return file;
}
