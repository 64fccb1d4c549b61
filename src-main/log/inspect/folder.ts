import type { DiskReader } from './disk-reader.ts';
import { readMetaProperties } from '../meta-properties.ts';
import { parseOffsetCheckpoint } from '../checkpoint-file.ts';
import {
  METADATA_TOPIC,
  parsePartitionFolderName,
  parseSegmentFileName,
  type SegmentFileName,
} from '../file-names.ts';

export { parsePartitionFolderName, parseSegmentFileName, type SegmentFileName } from '../file-names.ts';

/** What a file of a log dir is, by its name. */
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

const NAMED: ReadonlyMap<string, LogFileKind> = new Map([
  ['leader-epoch-checkpoint', 'leader-epochs'],
  ['partition.metadata', 'partition-metadata'],
  ['recovery-point-offset-checkpoint', 'offset-checkpoint'],
  ['log-start-offset-checkpoint', 'offset-checkpoint'],
  ['replication-offset-checkpoint', 'offset-checkpoint'],
  ['cleaner-offset-checkpoint', 'offset-checkpoint'],
  ['quorum-state', 'quorum-state'],
  ['meta.properties', 'meta-properties'],
  ['.kafka_cleanshutdown', 'clean-shutdown'],
  ['.lock', 'lock'],
]);

/** Snapshots of the metadata log are named by end offset and epoch; the first start of a cluster has one by name. */
const METADATA_SNAPSHOT = /^(\d{20}-\d{10}|bootstrap)\.checkpoint(\.(part|deleted))?$/;

export function logFileKind(name: string): LogFileKind {
  const segment = parseSegmentFileName(name);
  if (segment !== undefined) return segment.kind === 'snapshot' ? 'producer-snapshot' : segment.kind;
  return NAMED.get(name) ?? (METADATA_SNAPSHOT.test(name) ? 'metadata-snapshot' : 'other');
}

/** Whether a file of this kind is a row of batches. */
export function holdsBatches(kind: LogFileKind): boolean {
  return kind === 'log' || kind === 'metadata-snapshot';
}

export interface InspectedFile {
  readonly name: string;
  readonly kind: LogFileKind;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Undefined for files that belong to no segment. */
  readonly segment: SegmentFileName | undefined;
}

/** The files of a folder by name; undefined when there is no such folder. */
export function inspectFolder(disk: DiskReader, directory: string): InspectedFile[] | undefined {
  return disk.list(directory)?.flatMap((entry) => {
    const stat = entry.kind === 'file' ? disk.stat(`${directory}/${entry.name}`) : undefined;
    // A file may go between the listing and the look at it.
    if (stat === undefined) return [];
    const { name } = entry;
    const { sizeBytes, modifiedMs } = stat;
    return [{ name, kind: logFileKind(name), sizeBytes, modifiedMs, segment: parseSegmentFileName(name) }];
  });
}

export interface InspectedPartition {
  /** Of the folder. */
  readonly name: string;
  /** `deleted`, `future` and `stray` folders have no partition that a client could ask. */
  readonly state: 'live' | 'deleted' | 'future' | 'stray';
  readonly topic: string;
  readonly partition: number;
  readonly files: number;
  readonly sizeBytes: number;
}

export interface InspectedLogDirectory {
  readonly files: readonly InspectedFile[];
  readonly partitions: readonly InspectedPartition[];
  /** Who it belongs to; a sentence when meta.properties cannot be read, undefined when there is none. */
  readonly owner: { readonly clusterId: string; readonly nodeId: number } | string | undefined;
}

/** A node's log dir (one of its `log.dirs`); undefined when there is no such folder. */
export function inspectLogDirectory(disk: DiskReader, directory: string): InspectedLogDirectory | undefined {
  const files = inspectFolder(disk, directory);
  if (files === undefined) return undefined;
  const partitions = (disk.list(directory) ?? []).flatMap((entry) => {
    if (entry.kind !== 'directory') return [];
    const parsed = parsePartitionFolderName(entry.name);
    if (parsed === undefined) return [];
    const inside = inspectFolder(disk, `${directory}/${entry.name}`) ?? [];
    if (inside.some(({ kind }) => kind === 'meta-properties')) return [];
    const [, topic, partition] = /^(.+)-(\d+)(?:\..*)?$/.exec(entry.name) ?? ['', entry.name, '0'];
    return [
      {
        name: entry.name,
        state: parsed.kind,
        topic,
        partition: Number(partition),
        files: inside.length,
        sizeBytes: inside.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      },
    ];
  });
  return { files, partitions, owner: ownerOf(disk, directory) };
}

function ownerOf(disk: DiskReader, directory: string): InspectedLogDirectory['owner'] {
  try {
    const found = readMetaProperties(disk, directory);
    return found && { clusterId: found.clusterId, nodeId: found.nodeId };
  } catch (error) {
    return (error as Error).message;
  }
}

/** `partition`: a folder of segments. `log-dir`: what `log.dirs` names. Undefined: neither. */
export function folderKind(disk: DiskReader, directory: string): 'partition' | 'log-dir' | undefined {
  const entries = disk.list(directory);
  if (entries === undefined) return undefined;
  const isLogDirectory = entries.some(
    ({ name, kind }) =>
      name === 'meta.properties' ||
      (kind === 'directory' &&
        parsePartitionFolderName(name) !== undefined &&
        hasSegments(disk, `${directory}/${name}`)),
  );
  if (isLogDirectory) return 'log-dir';
  return hasSegments(disk, directory) ? 'partition' : undefined;
}

/** A log dir may be named like a partition, as `data-1`, and the first start leaves batches in it. */
function hasSegments(disk: DiskReader, directory: string): boolean {
  const names = (disk.list(directory) ?? []).map(({ name }) => name);
  return names.some((name) => holdsBatches(logFileKind(name))) && !names.includes('meta.properties');
}

/** Folders that are looked into for log dirs; a person may have named the root of a disk. */
const FOLDERS_MAX = 200;

/** Log dirs and lone partitions at most so many folders below, by path; few where there is too much to look through. */
export function foldersBelow(disk: DiskReader, directory: string, depth: number): string[] {
  const found: string[] = [];
  let level = [directory];
  let looks = 0;
  for (let below = 0; below < depth && level.length > 0; below++) {
    const next: string[] = [];
    for (const parent of level) {
      for (const { name, kind } of disk.list(parent) ?? []) {
        if (kind !== 'directory' || ++looks > FOLDERS_MAX) continue;
        const path = `${parent === '/' ? '' : parent}/${name}`;
        (isLogFolder(disk, path) ? found : next).push(path);
      }
    }
    level = next;
  }
  return found;
}

function isLogFolder(disk: DiskReader, path: string): boolean {
  try {
    return folderKind(disk, path) !== undefined;
  } catch {
    return false; // one that must not be read
  }
}

/** What the checkpoints of a log dir say of one partition; null where they say nothing or cannot be read. */
export interface PartitionCheckpoints {
  readonly recoveryPoint: number | null;
  readonly logStartOffset: number | null;
  readonly highWatermark: number | null;
  readonly cleanedUpTo: number | null;
  /** Whether the marker of a clean stop lies in the log dir: then nothing is recovered at the next start. */
  readonly cleanShutdown: boolean;
}

/** `directory` is the partition's folder; its parent is the log dir. */
export function inspectCheckpoints(disk: DiskReader, directory: string): PartitionCheckpoints {
  const slash = directory.lastIndexOf('/');
  const parent = directory.slice(0, slash);
  const [, topic, partition] = /^(.+)-(\d+)$/.exec(directory.slice(slash + 1)) ?? [];
  const offsetIn = (name: string): number | null => {
    const text = disk.readFile(`${parent}/${name}`)?.toString();
    if (text === undefined || topic === undefined) return null;
    try {
      return parseOffsetCheckpoint(text).get(`${topic} ${partition}`) ?? null;
    } catch {
      return null; // the file's own page says what is wrong with it
    }
  };
  return {
    // The metadata log is opened as not clean and read from its start, whatever the checkpoints say.
    recoveryPoint: topic === METADATA_TOPIC ? 0 : offsetIn('recovery-point-offset-checkpoint'),
    logStartOffset: offsetIn('log-start-offset-checkpoint'),
    highWatermark: offsetIn('replication-offset-checkpoint'),
    cleanedUpTo: offsetIn('cleaner-offset-checkpoint'),
    cleanShutdown: topic !== METADATA_TOPIC && disk.stat(`${parent}/.kafka_cleanshutdown`) !== undefined,
  };
}
