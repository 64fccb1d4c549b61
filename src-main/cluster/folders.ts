import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
} from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterError, readClusterFile } from './cluster-file.ts';
import { isAlive, killProcess } from './process-identity.ts';

const EPHEMERAL_PREFIX = 'sluice-ephemeral-';
/** A folder without cluster.json is younger than its own start; older ones were left behind. */
const EMPTY_FOLDER_GRACE_MS = 60_000;

/** DIR when none is given; the same for both hosts. */
export function defaultDataDirectory(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home = homedir(),
): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Sluice', 'default');
    case 'win32':
      return join(environment.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Sluice', 'default');
    default:
      return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'sluice', 'default');
  }
}

/** What a cluster has in its folder, also one that was interrupted before it had written cluster.json. */
const OURS = /^(cluster\.json(\.tmp)?|node-[1-9]|workbench\.sqlite.*|lost\+found|\..*)$/;

/**
 * Makes DIR, where it is missing. Throws ClusterError with a sentence where it cannot be written, and where it holds
 * something else: a cluster scattered over somebody's project, or over a log dir of Kafka's, is a nuisance at best.
 */
export function openDataDirectory(directory: string): void {
  const entries = attempt(directory, () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
    return readdirSync(directory);
  });
  const stranger = entries.includes('cluster.json') ? undefined : entries.find((name) => !OURS.test(name));
  if (stranger === undefined) return;
  const what = entries.includes('meta.properties') ? 'a log dir of Kafka' : `something else (${stranger})`;
  throw new ClusterError(
    `${directory} holds no cluster of Sluice, but ${what}; name a new or empty folder with --data`,
  );
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EEXIST: 'it is a file',
  ENOTDIR: 'part of its path is a file',
  EPERM: 'it may not be written',
  EROFS: 'its disk is read-only',
};

function attempt<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const reason = REASONS[code] ?? message;
    throw new ClusterError(`${directory} cannot hold a cluster: ${reason}; name another folder with --data`, {
      cause: error,
    });
  }
}

export function createEphemeralDirectory(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), EPHEMERAL_PREFIX));
}

export function nodeDirectory(dataDirectory: string, nodeId: number): string {
  return join(dataDirectory, `node-${nodeId}`);
}

/** The node's log.dirs; new ones are made when there are fewer than `count`. */
export function createNodeDirectories(dataDirectory: string, nodeId: number, count = 1): string[] {
  const directories = dataDirectories(dataDirectory, nodeId);
  for (let number = 1; directories.length < count; number++) {
    const directory = join(nodeDirectory(dataDirectory, nodeId), `data-${number}`);
    if (directories.includes(directory)) continue;
    mkdirSync(directory, { recursive: true });
    directories.push(directory);
  }
  return directories;
}

/** The log.dirs that a node has: `data-1`, `data-2`, …; the one with the metadata log comes first. */
export function dataDirectories(dataDirectory: string, nodeId: number): string[] {
  const folder = nodeDirectory(dataDirectory, nodeId);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const numbers = names.flatMap((name) => /^data-([1-9]\d*)$/.exec(name)?.[1] ?? []).map(Number);
  const paths = numbers.sort((a, b) => a - b).map((number) => join(folder, `data-${number}`));
  const withMetadata = paths.filter((path) => existsSync(join(path, '__cluster_metadata-0')));
  return [...withMetadata, ...paths.filter((path) => !withMetadata.includes(path))];
}

/** Deletes DIR of a cluster that has stopped. A file that a dying process still creates is met by trying again. */
export function removeDirectory(directory: string): Promise<void> {
  return rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * Deletes what ephemeral clusters left behind that were killed before they could do so themselves, and kills nodes
 * of theirs that still run. Folders of other users, and of clusters that run, stay.
 */
export async function sweepEphemeralDirectories(nowMs: number): Promise<void> {
  const parent = realpathSync(tmpdir());
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(EPHEMERAL_PREFIX)) continue;
    try {
      await sweepOne(join(parent, name), nowMs);
    } catch {
      // Somebody else's, or being deleted by its owner right now: neither is ours to judge.
    }
  }
}

async function sweepOne(directory: string, nowMs: number): Promise<void> {
  const { mtimeMs, uid } = await stat(directory);
  // The pids in a stranger's file are no reason to kill anything.
  if (process.getuid !== undefined && uid !== process.getuid()) return;
  const file = readClusterFile(directory);
  if (file === undefined) {
    if (nowMs - mtimeMs < EMPTY_FOLDER_GRACE_MS) return;
  } else {
    if (file.supervisor !== null && (await isAlive(file.supervisor))) return;
    for (const node of file.nodes) if (node.process !== null) await killProcess(node.process);
  }
  await removeDirectory(directory);
}
