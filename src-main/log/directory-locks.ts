import type { Disk, FileLock } from '../env/index.ts';
import { LogDirectoryError } from './meta-properties.ts';

/** Kafka's `.lock` in every log dir; taken before anything in it is touched, released last. */
export interface DirectoryLocks {
  release(): void;
}

/** Throws LogDirectoryError, with none taken, when another process holds one: ours or a Java Kafka. */
export function lockDirectories(disk: Disk, directories: readonly string[]): DirectoryLocks {
  const locks: FileLock[] = [];
  const release = () => {
    for (const lock of locks.splice(0).reverse()) lock.release();
  };
  for (const directory of directories) {
    const lock = disk.lock(`${directory}/.lock`);
    if (lock === undefined) {
      release();
      throw new LogDirectoryError(`${directory} is in use: another process holds its .lock`);
    }
    locks.push(lock);
  }
  return { release };
}
