import type { DiskError, Env } from '../env/index.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { OpenFiles } from './open-files.ts';
import type { RecentTime } from './recent-time.ts';

/** What a partition's log has from its surroundings: the manager's, or a small one of its own for the metadata log. */
export interface LogContext {
  readonly env: Env;
  readonly files: OpenFiles;
  readonly pool: BufferPool;
  /** When batches were held against their CRC: with an older time readers check again sooner, and a new one costs more. */
  readonly recentTime: RecentTime;
  /** Removes files that were renamed to `.deleted`, after the delay. */
  removeLater(paths: readonly string[], delayMs: number): void;
  /** An offset of one of the checkpoint files has moved. */
  offsetsMoved(kind: 'high-watermark' | 'log-start' | 'recovery-point'): void;
  /** Brings the recovery point to the disk before it returns: it fell (truncation), or what follows rests on it. */
  storeRecoveryPoint(): void;
  /** The same of how far compaction has been. */
  storeCleaned(): void;
  /** Makes the names of folders in the log dir survive a power loss, off the thread. Calls that come together share it. */
  syncFolders(): Promise<void>;
  /** A write-back in the background failed. */
  failed(error: DiskError): void;
}
