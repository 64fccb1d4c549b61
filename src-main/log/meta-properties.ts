// `meta.properties`: whose log dir this is (MetaProperties, MetaPropertiesEnsemble).
import { isUuid, randomUuid, type Uuid } from '../base/index.ts';
import type { Disk, Env } from '../env/index.ts';
import { replaceFile } from './checkpoint-file.ts';
import { parsePartitionFolderName } from './file-names.ts';

export const META_PROPERTIES = 'meta.properties';

export interface MetaProperties {
  readonly clusterId: string;
  readonly nodeId: number;
  /** Undefined in directories that older releases formatted. */
  readonly directoryId: Uuid | undefined;
}

/** A log dir that cannot be opened as ours; the message says why and names the file. */
export class LogDirectoryError extends Error {
  override readonly name: string = 'LogDirectoryError';
}

/** Nobody can tell whose log dir it is: meta.properties is damaged or lost. */
export class UnknownOwnerError extends LogDirectoryError {
  override readonly name = 'UnknownOwnerError';
}

/** Undefined when the directory is not formatted. Throws UnknownOwnerError, or a DiskError. */
export function readMetaProperties(
  disk: Pick<Disk, 'readFile'>,
  directory: string,
): MetaProperties | undefined {
  const path = `${directory}/${META_PROPERTIES}`;
  const text = disk.readFile(path)?.toString();
  if (text === undefined) return undefined;
  const properties = parseProperties(text);
  const version = properties.get('version');
  if (version !== '1')
    throw new UnknownOwnerError(`${path}: version ${version ?? 'is missing'}, 1 is supported`);
  const clusterId = properties.get('cluster.id');
  const nodeId = properties.get('node.id');
  if (clusterId === undefined || nodeId === undefined || !/^\d+$/.test(nodeId)) {
    throw new UnknownOwnerError(`${path} needs cluster.id and node.id`);
  }
  const directoryId = properties.get('directory.id');
  if (directoryId !== undefined && !isUuid(directoryId)) {
    throw new UnknownOwnerError(`${path}: directory.id ${directoryId} is no id`);
  }
  return { clusterId, nodeId: Number(nodeId), directoryId };
}

/** `key=value` or `key: value` lines, comments after `#` or `!`. Enough for what Kafka writes there. */
function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([^#!\s=:][^=:\s]*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (match !== null) properties.set(match[1], match[2].replaceAll(/\\(.)/g, '$1'));
  }
  return properties;
}

function writeMetaProperties(disk: Disk, directory: string, properties: Required<MetaProperties>): void {
  const lines = [
    '#',
    `cluster.id=${properties.clusterId}`,
    `directory.id=${properties.directoryId}`,
    `node.id=${properties.nodeId}`,
    'version=1',
  ];
  replaceFile(disk, `${directory}/${META_PROPERTIES}`, `${lines.join('\n')}\n`);
}

/**
 * Makes a log dir ours: creates it and writes meta.properties (version 1) where there is none. One that lacks
 * its directory id gets the given or a new one. Returns the directory id. Throws LogDirectoryError for somebody else's,
 * UnknownOwnerError and DiskError.
 */
export function formatDirectory(
  env: Env,
  directory: string,
  ids: { readonly nodeId: number; readonly clusterId: string; readonly directoryId?: Uuid },
): Uuid {
  env.disk.makeDirectory(directory);
  env.disk.syncDirectory(directory.slice(0, directory.lastIndexOf('/')) || '/');
  const present = readMetaProperties(env.disk, directory);
  if (present === undefined) refuseLogs(env.disk, directory);
  if (present !== undefined) verifyOwner(directory, present, ids);
  if (present?.directoryId !== undefined) return present.directoryId;
  const directoryId = ids.directoryId ?? newDirectoryId(env);
  writeMetaProperties(env.disk, directory, { ...ids, directoryId });
  // One that was there before is missed: its replicas begin anew.
  if (present === undefined)
    env.log.info(`${directory} was empty: it is formatted, as log dir ${directoryId}`);
  return directoryId;
}

/**
 * Whether `formatDirectory` would find somebody to belong to there, and nobody else has it open. For a log dir that this
 * process has not opened. Throws a DiskError.
 */
export function canBeOpened(disk: Disk, directory: string): boolean {
  try {
    if (readMetaProperties(disk, directory) === undefined) refuseLogs(disk, directory);
  } catch (error) {
    if (!(error instanceof UnknownOwnerError)) throw error;
    return false;
  }
  const lock = disk.lock(`${directory}/.lock`);
  lock?.release();
  return lock !== undefined;
}

/** A format writes meta.properties before anything else: where there are logs without it, it was lost. */
function refuseLogs(disk: Disk, directory: string): void {
  const logs = (disk.list(directory) ?? []).find(
    ({ name, kind }) => kind === 'directory' && parsePartitionFolderName(name) !== undefined,
  );
  if (logs === undefined) return;
  throw new UnknownOwnerError(
    `${directory}/${META_PROPERTIES} is missing, though there are logs (${logs.name}): put it back, or empty the folder`,
  );
}

/** Random, and none of the ids that Kafka reserves: the first 100 of the numbers. */
function newDirectoryId(env: Env): Uuid {
  for (;;) {
    const directoryId = randomUuid((size) => env.random.bytes(size));
    if (!directoryId.startsWith('AAAAAAAAAAA')) return directoryId;
  }
}

function verifyOwner(
  directory: string,
  found: MetaProperties,
  ids: { readonly nodeId: number; readonly clusterId: string },
): void {
  if (found.clusterId !== ids.clusterId) {
    throw new LogDirectoryError(
      `${directory} belongs to cluster ${found.clusterId}, not to ${ids.clusterId}`,
    );
  }
  if (found.nodeId !== ids.nodeId) {
    throw new LogDirectoryError(`${directory} belongs to node ${found.nodeId}, not to node ${ids.nodeId}`);
  }
}

/** Directory ids by path. All must be formatted for this node, each with an id of its own. Throws LogDirectoryError. */
export function verifyDirectories(
  disk: Disk,
  directories: readonly string[],
  ids: { readonly nodeId: number; readonly clusterId: string },
): Map<string, Uuid> {
  const directoryIds = new Map<string, Uuid>();
  for (const directory of directories) {
    const found = readMetaProperties(disk, directory);
    if (found === undefined)
      throw new LogDirectoryError(`${directory} is not formatted (no ${META_PROPERTIES})`);
    verifyOwner(directory, found, ids);
    if (found.directoryId === undefined) throw new LogDirectoryError(`${directory} has no directory.id`);
    if ([...directoryIds.values()].includes(found.directoryId)) {
      throw new LogDirectoryError(`${directory} has the directory.id of another: ${found.directoryId}`);
    }
    directoryIds.set(directory, found.directoryId);
  }
  return directoryIds;
}
