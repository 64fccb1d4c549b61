// Paths that screens name. Only Kafka's own files are opened, whatever is asked for.
import { type LogFileView, say } from '../../contract/index.ts';
import {
  type DiskReader,
  folderKind,
  foldersBelow,
  type InspectedFile,
  type LogFileKind,
  logFileKind,
  parsePartitionFolderName,
} from '../../log/inspect/index.ts';
import { type Failure, failure, notFound } from '../router/index.ts';

/** As the project's disk wants it: absolute, `/` between names, none at the end. Throws a Failure. */
export function normalPath(text: string): string {
  const path = text
    .trim()
    .replaceAll('\\', '/')
    .replace(/(?<=[^/:])\/+$/, '');
  const names = path.split('/');
  if (!/^(\/|[A-Za-z]:\/)/.test(path) || names.includes('..') || path.includes('\0'))
    throw failure('invalid-input', say('path.notAbsolute', { path: text }), say('path.notAbsolute.next'));
  return path;
}

/** From the folder of a cluster down to its nodes' log dirs. */
const LEVELS_BELOW = 2;
const FOLDERS_NAMED = 5;

/** Throws a Failure that says why it is none. */
export function logFolder(disk: DiskReader, text: string): { path: string; kind: 'log-dir' | 'partition' } {
  const path = normalPath(text);
  const stat = disk.stat(path);
  if (stat === undefined) throw notFound(say('path.noFolder', { path }));
  const folder = stat.kind === 'file' ? path.slice(0, path.lastIndexOf('/')) : path;
  const kind = folderKind(disk, folder);
  if (kind === undefined) {
    const below = foldersBelow(disk, folder, LEVELS_BELOW);
    const named = below.slice(0, FOLDERS_NAMED).join(', ');
    throw failure(
      'invalid-input',
      say('path.noLogFolder', { path: folder }),
      below.length === 0
        ? say('path.noLogFolder.next')
        : say('path.chooseBelow', { folders: `${named}${below.length > FOLDERS_NAMED ? ', …' : ''}` }),
    );
  }
  return { path: folder, kind };
}

export interface LogFilePlace {
  readonly path: string;
  readonly name: string;
  readonly kind: LogFileKind;
  readonly directory: string;
  /** Of the folder's name; null when it is not named like a partition. */
  readonly topic: string | null;
  readonly partition: number | null;
}

/** Throws a Failure for a name that Kafka does not use. */
export function logFile(text: string): LogFilePlace {
  const path = normalPath(text);
  const slash = path.lastIndexOf('/');
  const [directory, name] = [path.slice(0, slash), path.slice(slash + 1)];
  const kind = logFileKind(name);
  if (kind === 'other') throw notFound(say('path.notKafka', { path }));
  return { path, name, kind, directory, ...partitionOf(directory) };
}

export function partitionOf(directory: string): { topic: string | null; partition: number | null } {
  const folder = directory.slice(directory.lastIndexOf('/') + 1);
  const [, topic, partition] = /^(.+)-(\d+)(?:\.[0-9a-f]{32}-\w+)?$/.exec(folder) ?? [];
  if (topic === undefined || parsePartitionFolderName(folder) === undefined)
    return { topic: null, partition: null };
  return { topic, partition: Number(partition) };
}

export function fileView(directory: string, file: InspectedFile): LogFileView {
  return {
    name: file.name,
    path: `${directory}/${file.name}`,
    kind: file.kind,
    sizeBytes: file.sizeBytes,
    modifiedMs: file.modifiedMs,
    baseOffset: file.segment?.baseOffset ?? null,
    state: file.segment?.state ?? 'live',
  };
}

/** A file that was there and is not any more: what became of it, as far as the folder tells. */
export function goneFailure(disk: DiskReader, path: string): Failure {
  const deleted = disk.stat(`${path}.deleted`) !== undefined;
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (disk.stat(folder) === undefined)
    return failure('not-found', say('path.folderGone', { path: folder }), say('path.folderGone.next'));
  return failure(
    'not-found',
    deleted ? say('path.waitsForEnd', { path, ending: path.slice(-4) }) : say('path.fileGone', { path }),
    say('path.fileGone.next'),
  );
}
