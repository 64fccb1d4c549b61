import { Heap } from '../base/index.ts';
import { type Disk, DiskError } from '../env/index.ts';
import type { LogDirectory } from './log-directory.ts';

/** Folders or files that wait for their removal; all of one removal lie in one log dir. */
export interface Removal {
  readonly kind: 'files' | 'directory';
  readonly paths: readonly string[];
  /** Monotonic. */
  readonly dueMs: number;
}

/** What was renamed out of the way and is kept for file.delete.delay.ms. */
export class RemovalQueue {
  readonly #waiting = new Heap<Removal>((a, b) => a.dueMs - b.dueMs);

  add(removal: Removal): void {
    this.#waiting.push(removal);
  }

  /** When the next is due, monotonic; Infinity when nothing waits. */
  get wakeAtMs(): number {
    return this.#waiting.peek()?.dueMs ?? Infinity;
  }

  /** Removes what is due. A directory that is offline keeps what it has; one that fails is told of. */
  work(
    disk: Disk,
    nowMs: number,
    directories: readonly LogDirectory[],
    failed: (directory: LogDirectory, error: DiskError) => void,
  ): void {
    while (this.wakeAtMs <= nowMs) {
      const { kind, paths } = this.#waiting.pop()!;
      for (const path of paths) {
        const directory = directories.find((each) => path.startsWith(`${each.path}/`));
        if (directory === undefined || directory.offline !== undefined) continue;
        try {
          if (kind === 'files') disk.remove(path);
          else disk.removeDirectory(path);
        } catch (error) {
          if (!(error instanceof DiskError)) throw error;
          failed(directory, error);
        }
      }
    }
  }
}
