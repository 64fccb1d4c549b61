// Making the log dirs of a node ours before anything in them is loaded. What keeps a log dir from that is one of two: it is
// somebody else's, or open elsewhere, so that the configuration must be wrong and nothing may start (as in Apache Kafka's
// MetaPropertiesEnsemble.verify and LogManager.lockLogDirs); or it fails, and the others go on without it (KIP-112).
import type { Uuid } from '../base/index.ts';
import { DiskError, type Env } from '../env/index.ts';
import { type DirectoryLocks, lockDirectory } from './directory-locks.ts';
import { formatDirectory, UnknownOwnerError } from './meta-properties.ts';

export interface OpenedDirectories {
  readonly locks: DirectoryLocks;
  /** By path, of the log dirs that are there, in the order given. */
  readonly directoryIds: ReadonlyMap<string, Uuid>;
  /** By path, why the others are not. */
  readonly failed: ReadonlyMap<string, string>;
}

/**
 * Makes, locks and formats log dirs. The first of them has the metadata log, without which there is no node. Throws
 * LogDirectoryError and, for the first one, a DiskError; no lock is held then.
 */
export function openDirectories(
  env: Env,
  directories: readonly string[],
  ids: { readonly nodeId: number; readonly clusterId: string; readonly directoryId?: Uuid | undefined },
): OpenedDirectories {
  const { nodeId, clusterId, directoryId } = ids;
  const locks = new Map<string, DirectoryLocks>();
  const release = () => {
    for (const lock of [...locks.values()].reverse()) lock.release();
    locks.clear();
  };
  const failed = new Map<string, string>();
  const directoryIds = new Map<string, Uuid>();
  const each = (action: (directory: string) => void) => {
    for (const directory of directories) {
      if (failed.has(directory)) continue;
      try {
        action(directory);
      } catch (error) {
        const isFailure = error instanceof DiskError || error instanceof UnknownOwnerError;
        if (!isFailure || directory === directories[0]) throw error;
        failed.set(directory, error.message);
        locks.get(directory)?.release();
        locks.delete(directory);
      }
    }
  };
  try {
    each((directory) => {
      env.disk.makeDirectory(directory);
      locks.set(directory, lockDirectory(env.disk, directory));
    });
    each((directory) => {
      const first = directory === directories[0] && directoryId !== undefined;
      const known = first ? { nodeId, clusterId, directoryId } : { nodeId, clusterId };
      directoryIds.set(directory, formatDirectory(env, directory, known));
    });
  } catch (error) {
    release();
    throw error;
  }
  return { locks: { release }, directoryIds, failed };
}
