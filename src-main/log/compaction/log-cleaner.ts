import { DiskError, type Env, type Timer } from '../../env/index.ts';
import type { PartitionLog } from '../partition-log.ts';
import { CorruptSegmentError } from '../corrupt-segment.ts';
import { CHUNK_BYTES, cleanLog } from './clean-log.ts';
import { type Cleanable, planCleaning } from './compaction-plan.ts';

export interface CleanerSettings {
  /** `log.cleaner.enable`. */
  readonly enabled: boolean;
  /** `log.cleaner.backoff.ms`: how long to rest when no log was dirty enough. */
  readonly backoffMs: number;
  /** `log.cleaner.dedupe.buffer.size`. */
  readonly keyMemoryBytes: number;
  /** `log.cleaner.io.buffer.load.factor`: so much of it keys may take. Default 0.9. */
  readonly keyLoadFactor?: number;
  /** `log.cleaner.io.max.bytes.per.second`, read and written together; default unlimited. */
  readonly bytesPerSecond?: number;
}

/** Kafka 4.3's defaults. */
export const DEFAULT_CLEANER_SETTINGS: CleanerSettings = {
  enabled: true,
  backoffMs: 15_000,
  keyMemoryBytes: 134_217_728,
};

export interface CleanerOwner {
  logs(): Iterable<PartitionLog>;
  /** The cleaner's checkpoint wants to be written. */
  cleaned(log: PartitionLog): void;
  /** Stored bytes are damaged. */
  damaged(log: PartitionLog, error: CorruptSegmentError): void;
  /** The disk failed under a cleaning. */
  failed(log: PartitionLog, error: DiskError): void;
}

/**
 * Compacts one log after the other, always the dirtiest first, and rests when none is dirty enough (LogCleaner with
 * its manager). It works on the node's own thread, a megabyte at a time.
 */
export class LogCleaner {
  readonly #env: Env;
  #settings: CleanerSettings;
  readonly #owner: CleanerOwner;
  /** Damaged ones: cleaning would give up at the same place again and again. */
  readonly #uncleanable = new Set<PartitionLog>();
  #dueMs: number;
  #timer: Timer | undefined;
  #running = false;
  #ended = false;

  constructor(env: Env, settings: CleanerSettings, owner: CleanerOwner) {
    this.#env = env;
    this.#settings = settings;
    this.#owner = owner;
    this.#dueMs = settings.enabled ? env.clock.monotonicMs() + settings.backoffMs : Infinity;
  }

  /** Other settings, from the next round on; a rest that has begun is counted anew. */
  configure(settings: CleanerSettings): void {
    if (this.#ended) return;
    this.#settings = settings;
    this.#dueMs = settings.enabled ? this.#env.clock.monotonicMs() + settings.backoffMs : Infinity;
  }

  /** When `work` wants to be called, monotonic. */
  get wakeAtMs(): number {
    return this.#running ? Infinity : this.#dueMs;
  }

  /** Begins to clean what is due; comes back at once. */
  work(nowMs: number): void {
    if (this.#running || nowMs < this.#dueMs) return;
    this.#running = true;
    void this.#cleanAll().finally(() => {
      this.#running = false;
      this.configure(this.#settings);
    });
  }

  async #cleanAll(): Promise<void> {
    for (let next = this.#dirtiest(); next !== undefined && !this.#ended; next = this.#dirtiest()) {
      if (!(await this.#clean(next.log, next.cleanable))) return;
    }
  }

  #dirtiest(): { log: PartitionLog; cleanable: Cleanable } | undefined {
    let best: { log: PartitionLog; cleanable: Cleanable } | undefined;
    for (const log of this.#owner.logs()) {
      // One that moves to another log dir is cleaned there.
      if (log.future !== undefined) continue;
      if (!log.config.cleanupPolicy.compact || this.#uncleanable.has(log)) continue;
      const cleanable = this.#plan(log);
      if (cleanable?.isDue !== true) continue;
      if (best === undefined || cleanable.dirtyRatio > best.cleanable.dirtyRatio) best = { log, cleanable };
    }
    return best;
  }

  #plan(log: PartitionLog): Cleanable | undefined {
    try {
      return planCleaning(log.planSegments(), log.config, {
        wallNowMs: this.#env.clock.wallMs(),
        startOffset: log.startOffset,
        lastStableOffset: log.lastStableOffset,
        recoveryPoint: log.recoveryPoint,
        cleanedUpTo: log.cleanedUpTo,
      });
    } catch (error) {
      if (error instanceof DiskError) this.#owner.failed(log, error);
      else this.#giveUp(log, error);
      return undefined;
    }
  }

  #giveUp(log: PartitionLog, error: unknown): void {
    this.#uncleanable.add(log);
    const isDamaged = error instanceof CorruptSegmentError;
    const why = isDamaged ? 'is damaged' : 'cannot be compacted';
    this.#env.log.error(`${log.topic}-${log.partition} ${why}, and is left as it is: ${String(error)}`);
    if (isDamaged) this.#owner.damaged(log, error);
  }

  /** False when it came to nothing and should not be tried again before the next round. */
  async #clean(log: PartitionLog, cleanable: Cleanable): Promise<boolean> {
    try {
      const cleanedUpTo = await cleanLog(log, cleanable, {
        keyMemoryBytes: this.#settings.keyMemoryBytes,
        keyLoadFactor: this.#settings.keyLoadFactor,
        // A slow one rests at least once a second, and not minutes after a megabyte.
        chunkBytes: Math.min(CHUNK_BYTES, this.#bytesPerSecond),
        seed: Math.floor(this.#env.random.next() * 2 ** 32),
        pause: (movedBytes) => this.#pause(movedBytes),
      });
      if (cleanedUpTo === undefined) return false;
      this.#owner.cleaned(log);
      return cleanedUpTo > cleanable.firstDirtyOffset;
    } catch (error) {
      if (error instanceof DiskError) {
        if (!this.#ended) this.#owner.failed(log, error);
        return false;
      }
      this.#giveUp(log, error);
      return true;
    }
  }

  get #bytesPerSecond(): number {
    return this.#settings.bytesPerSecond ?? Infinity;
  }

  /** Lets others have the thread, for as long as it takes until so many bytes may have been moved. */
  #pause(movedBytes: number): Promise<void> {
    const delayMs = (movedBytes / this.#bytesPerSecond) * 1_000;
    return new Promise((resolve) => {
      this.#timer = this.#env.clock.schedule(delayMs, resolve);
    });
  }

  /** Nothing is begun any more. A cleaning under way finds its log closed, and leaves it as it was. */
  end(): void {
    this.#ended = true;
    this.#dueMs = Infinity;
    this.#timer?.cancel();
  }
}
