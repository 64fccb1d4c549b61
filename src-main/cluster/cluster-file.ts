import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Uuid } from '../base/index.ts';
import type { Defaults } from './flags.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { KeptProperty } from './set-properties.ts';

/** DIR/cluster.json: what must be known to start the same cluster again. */
export interface ClusterFile {
  readonly formatVersion: typeof FORMAT_VERSION;
  readonly clusterId: string;
  /** Kafka port asked for node 1. Null: the system chose, and `nodes` keep what it gave. */
  readonly port: number | null;
  /** Whether a node that died by itself is started again. */
  readonly restartDeadNodes: boolean;
  /** Whose defaults the nodes' settings have; missing in files of before there was a choice: `local`. */
  readonly defaults?: Defaults;
  /** What a person has set; missing in files of before it could be. */
  readonly properties?: readonly KeptProperty[];
  /** The voters are those of `controller.quorum.voters`, as in clusters that Apache Kafka formatted so. */
  readonly staticVoters?: boolean;
  /** Each node has at least so many log dirs; missing: 1. */
  readonly logDirs?: number;
  readonly supervisor: ProcessIdentity | null;
  readonly nodes: readonly NodeEntry[];
}

export interface NodeEntry {
  readonly id: number;
  readonly port: number;
  /** Chosen once; changed only while somebody else holds it. */
  readonly controllerPort: number;
  /** Of the log dir with the metadata log; drawn when the cluster is made, since all controllers format the same voters. */
  readonly directoryId?: Uuid;
  /** It has served once. Should its folder be empty later, it was wiped, and must not pass for the voter that it was. */
  readonly formatted?: boolean;
  readonly process: ProcessIdentity | null;
}

const FORMAT_VERSION = 1;

/** DIR cannot be used as it is; the message says why and what to do. Exit code 1. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
}

export function clusterFilePath(dataDirectory: string): string {
  return join(dataDirectory, 'cluster.json');
}

/** Undefined when DIR holds no cluster yet. Throws ClusterError for a file that we cannot take for ours. */
export function readClusterFile(dataDirectory: string): ClusterFile | undefined {
  const path = clusterFilePath(dataDirectory);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ClusterError(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
  return parseClusterFile(text, path);
}

export function parseClusterFile(text: string, path: string): ClusterFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ClusterError(
      `${path} is damaged (${(error as Error).message}): restore it, or start with another --data DIR`,
      { cause: error },
    );
  }
  const version = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (typeof version === 'number' && version > FORMAT_VERSION) {
    throw new ClusterError(
      `${path} was written by a newer Sluice (format ${version}, this one knows ${FORMAT_VERSION})`,
    );
  }
  if (!isClusterFile(value)) {
    throw new ClusterError(`${path} is damaged: restore it, or start with another --data DIR`);
  }
  return value;
}

/** Replaces the file in one step: a reader sees the old or the new one, a crash leaves one of them. */
export function writeClusterFile(dataDirectory: string, file: ClusterFile): void {
  const path = clusterFilePath(dataDirectory);
  const temporary = `${path}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(temporary, path);
}

function isClusterFile(value: unknown): value is ClusterFile {
  if (!isObject(value)) return false;
  return (
    value.formatVersion === FORMAT_VERSION &&
    typeof value.clusterId === 'string' &&
    (value.port === null || isPort(value.port)) &&
    typeof value.restartDeadNodes === 'boolean' &&
    (value.defaults === undefined || value.defaults === 'local' || value.defaults === 'kafka') &&
    (value.properties === undefined ||
      (Array.isArray(value.properties) && value.properties.every(isKeptProperty))) &&
    (value.logDirs === undefined || (Number.isInteger(value.logDirs) && Number(value.logDirs) > 0)) &&
    isIdentity(value.supervisor) &&
    Array.isArray(value.nodes) &&
    value.nodes.length > 0 &&
    value.nodes.every(isNodeEntry)
  );
}

function isNodeEntry(value: unknown, index: number): boolean {
  if (!isObject(value)) return false;
  return (
    value.id === index + 1 && isPort(value.port) && isPort(value.controllerPort) && isIdentity(value.process)
  );
}

function isKeptProperty(value: unknown): boolean {
  if (!isObject(value)) return false;
  const isNode = value.node === null || Number.isInteger(value.node);
  return isNode && typeof value.name === 'string' && typeof value.value === 'string';
}

function isIdentity(value: unknown): boolean {
  if (value === null) return true;
  return (
    isObject(value) &&
    Number.isInteger(value.pid) &&
    (value.startedAt === null || typeof value.startedAt === 'string')
  );
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 65_535;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
