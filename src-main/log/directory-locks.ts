import type { Disk } from '../env/index.ts';
import { LogDirectoryError } from './meta-properties.ts';

/** Kafka's `.lock` in every log dir; taken before anything in it is touched, released last. */
export interface DirectoryLocks {
  release(): void;
}

/** Throws LogDirectoryError when another process holds it: ours or a Java Kafka; and a DiskError. */
export function lockDirectory(disk: Disk, directory: string): DirectoryLocks {
  const lock = disk.lock(`${directory}/.lock`);
  if (lock === undefined)
    throw new LogDirectoryError(`${directory} is in use: another process holds its .lock`);
  return lock;
}

/** The same for several; none is held when one fails. */
export function lockDirectories(disk: Disk, directories: readonly string[]): DirectoryLocks {
  const locks: DirectoryLocks[] = [];
  const release = () => {
    for (const lock of locks.splice(0).reverse()) lock.release();
  };
  try {
    for (const directory of directories) locks.push(lockDirectory(disk, directory));
  } catch (error) {
    release();
    throw error;
  }
  return { release };
}
