import { type Disk, DiskError } from '../env/index.ts';
import { canBeOpened } from './meta-properties.ts';

/** With less room than this a log dir would be full again at once. */
const FREE_BYTES_MIN = 16 * 1024 * 1024;
const PROBE_BYTES = 64 * 1024;
const FIRST_PROBE_MS = 10_000;
const LONGEST_PROBE_MS = 300_000;

/**
 * Whether a log dir that failed takes writes again: there is room, and what is written can be synced and removed. One
 * that was never opened must also be one that can be.
 */
export function worksAgain(disk: Disk, directory: string, { isOpen }: { readonly isOpen: boolean }): boolean {
  const path = `${directory}/probe.tmp`;
  try {
    if (!isOpen) disk.makeDirectory(directory);
    if (disk.space(directory).freeBytes < FREE_BYTES_MIN) return false;
    if (!isOpen && !canBeOpened(disk, directory)) return false;
    const file = disk.open(path, 'create');
    try {
      file.write([Buffer.alloc(PROBE_BYTES)], 0);
      file.sync();
    } finally {
      file.close();
    }
    disk.remove(path);
    disk.syncDirectory(directory);
    return true;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    return false;
  }
}

/** When to look again: after 10 s, and each time after twice as long, at most 5 minutes. Times are monotonic. */
export class ProbeSchedule {
  readonly #dueMs = new Map<string, { atMs: number; delayMs: number }>();

  /** True when it is time to look at a directory that is offline. */
  isDue(directory: string, nowMs: number): boolean {
    const last = this.#dueMs.get(directory);
    if (last !== undefined && nowMs < last.atMs) return false;
    const delayMs = last === undefined ? FIRST_PROBE_MS : Math.min(last.delayMs * 2, LONGEST_PROBE_MS);
    this.#dueMs.set(directory, { atMs: nowMs + delayMs, delayMs });
    return last !== undefined;
  }
}
