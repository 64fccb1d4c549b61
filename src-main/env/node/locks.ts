import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Locks {
  /** An exclusive lock of the whole file; false when somebody else holds it. */
  tryLock(fd: number): boolean;
  unlock(fd: number): void;
}

interface Addon {
  tryLock(fd: number, offset: number, length: number, exclusive: boolean): void;
  unlock(fd: number, offset: number, length: number): void;
}

const require = createRequire(import.meta.url);

/**
 * The locks of `fs-native-extensions`. The package looks for its binary with a resolver that takes a tenth of a node's
 * start; it lies in a known place, so it is loaded from there, and through the package where it does not.
 */
export function loadLocks(): Locks {
  let addon: Addon;
  try {
    addon = require(binaryPath()) as Addon;
  } catch {
    return require('fs-native-extensions') as Locks;
  }
  return {
    tryLock(fd) {
      try {
        addon.tryLock(fd, 0, 0, true);
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return false;
        throw error;
      }
    },
    unlock: (fd) => addon.unlock(fd, 0, 0),
  };
}

function binaryPath(): string {
  const folder = dirname(require.resolve('fs-native-extensions'));
  return join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'fs-native-extensions.node');
}
