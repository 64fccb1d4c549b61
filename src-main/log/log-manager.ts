import { Heap, type Uuid, ZERO_UUID } from '../base/index.ts';
import { DiskError, type Env } from '../env/index.ts';
import { BufferPool } from './buffer-pool.ts';
import { offsetCheckpointKey, MalformedFileError } from './checkpoint-file.ts';
import { takeCleanShutdownMarker, writeCleanShutdownMarker } from './clean-shutdown.ts';
import { type DirectoryLocks, lockDirectories } from './directory-locks.ts';
import {
  METADATA_TOPIC,
  parsePartitionFolderName,
  partitionFolderName,
  suffixedFolderName,
} from './file-names.ts';
import { type CleanerSettings, DEFAULT_CLEANER_SETTINGS, LogCleaner } from './compaction/log-cleaner.ts';
import { loadPartition } from './load-partition.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import { LogDirectory } from './log-directory.ts';
import { LogDirectoryError, verifyDirectories } from './meta-properties.ts';
import { OpenFiles } from './open-files.ts';
import { readTopicId, writeTopicId } from './partition-files.ts';
import type { PartitionLog } from './partition-log.ts';

const HIGH_WATERMARK_INTERVAL_MS = 5_000;
const CHECKPOINT_INTERVAL_MS = 60_000;
const PRODUCER_EXPIRATION_CHECK_INTERVAL_MS = 600_000;

export interface LogManagerOptions {
  /** Absolute paths of the log dirs, formatted before (formatDirectory). */
  readonly directories: readonly string[];
  readonly nodeId: number;
  readonly clusterId: string;
  /** Effective settings of a topic; asked for each of its partitions while they load. */
  configOf(topic: string): LogConfig;
  /** Locks that the caller has taken already (raft opens its log first); they are released in `shutdown`. */
  readonly locks?: DirectoryLocks;
  /** `log.retention.check.interval.ms`; default 300 000. */
  readonly retentionCheckIntervalMs?: number;
  /** Default: Kafka's. */
  readonly cleaner?: CleanerSettings;
  /** `producer.id.expiration.ms`; default 86 400 000. */
  readonly producerIdExpirationMs?: number;
  /** A write in the background failed and the directory was taken offline; these logs are gone. */
  onDirectoryFailure?(directory: string, logs: readonly PartitionLog[]): void;
}

export interface LogDirectoryInfo {
  readonly path: string;
  readonly directoryId: Uuid;
  /** Of the volume. */
  readonly totalBytes: number;
  readonly usableBytes: number;
  /** Why it is offline; undefined while it works. */
  readonly offline?: string;
}

/** Folders or files that wait for their removal. */
interface Removal {
  readonly dueMs: number;
  readonly paths: readonly string[];
  readonly kind: 'files' | 'directory';
}

/**
 * All partitions' logs below a node's log dirs, but for `__cluster_metadata-0`, which openMetadataLog opens.
 * Owns the locks, the checkpoint files and the clean-shutdown marker.
 */
export class LogManager {
  readonly #env: Env;
  readonly #options: LogManagerOptions;
  readonly #locks: DirectoryLocks;
  readonly #directories: LogDirectory[];
  readonly #shared: Pick<LogContext, 'env' | 'files' | 'pool' | 'removeLater'>;
  readonly #logs = new Map<string, PartitionLog>();
  readonly #removals = new Heap<Removal>((a, b) => a.dueMs - b.dueMs);
  readonly #pool = new BufferPool();
  readonly #cleaner: LogCleaner;
  #highWatermarkDueMs: number;
  #checkpointDueMs: number;
  #retentionDueMs: number;
  #producerExpirationDueMs: number;
  #ended = false;
  /** What the markers said: undefined after a crash, and in new directories. */
  readonly cleanShutdown: { readonly brokerEpoch: number } | undefined;

  /**
   * Locks, verifies and loads the directories, and recovers what a crash left. Throws LogDirectoryError when one
   * is not ours to open. A directory whose disk fails is offline; the others go on.
   */
  static open(env: Env, options: LogManagerOptions): LogManager {
    const locks = options.locks ?? lockDirectories(env.disk, options.directories);
    try {
      return new LogManager(env, options, locks);
    } catch (error) {
      if (options.locks === undefined) locks.release();
      throw error;
    }
  }

  private constructor(env: Env, options: LogManagerOptions, locks: DirectoryLocks) {
    this.#env = env;
    this.#options = options;
    this.#locks = locks;
    this.#shared = {
      env,
      files: new OpenFiles(env.disk),
      pool: this.#pool,
      removeLater: (paths, delayMs) => this.#removeLater({ kind: 'files', paths, delayMs }),
    };
    const directoryIds = verifyDirectories(env.disk, options.directories, options);
    this.#directories = options.directories.map(
      (path) => new LogDirectory(env, path, directoryIds.get(path)!),
    );
    const markers = this.#directories.map((directory) => this.#loadDirectory(directory));
    const epochs = new Set(markers.map((marker) => marker?.brokerEpoch));
    const [brokerEpoch] = epochs;
    if (markers.every((marker) => marker !== undefined)) {
      this.cleanShutdown = { brokerEpoch: epochs.size === 1 && brokerEpoch !== undefined ? brokerEpoch : -1 };
    }
    this.#cleaner = new LogCleaner(env, options.cleaner ?? DEFAULT_CLEANER_SETTINGS, {
      logs: () => this.#logs.values(),
      cleaned: (log) => this.#cleaned(log),
      failed: (log, error) => this.#cleaningFailed(log, error),
    });
    const nowMs = env.clock.monotonicMs();
    this.#highWatermarkDueMs = nowMs + HIGH_WATERMARK_INTERVAL_MS;
    this.#checkpointDueMs = nowMs + CHECKPOINT_INTERVAL_MS;
    this.#retentionDueMs = nowMs + Math.min(30_000, this.#retentionIntervalMs);
    this.#producerExpirationDueMs = nowMs + PRODUCER_EXPIRATION_CHECK_INTERVAL_MS;
  }

  get #retentionIntervalMs(): number {
    return this.#options.retentionCheckIntervalMs ?? 300_000;
  }

  #loadDirectory(directory: LogDirectory): { brokerEpoch: number } | undefined {
    try {
      const marker = takeCleanShutdownMarker(this.#env.disk, directory.path);
      this.#loadLogs(directory, marker !== undefined);
      return marker;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.takeOffline(directory.path, error.message);
      return undefined;
    }
  }

  #loadLogs(directory: LogDirectory, clean: boolean): void {
    const recoveryPoints = directory.readCheckpoint('recovery-point');
    const startOffsets = directory.readCheckpoint('log-start');
    const highWatermarks = directory.readCheckpoint('high-watermark');
    const cleaned = directory.readCheckpoint('cleaned');
    const context = this.#contextFor(directory);
    for (const entry of this.#env.disk.list(directory.path) ?? []) {
      if (entry.kind !== 'directory') continue;
      const name = parsePartitionFolderName(entry.name);
      const path = `${directory.path}/${entry.name}`;
      if (name?.kind === 'deleted') this.#removeLater({ kind: 'directory', paths: [path], delayMs: 0 });
      if (name?.kind !== 'live' || name.topic === METADATA_TOPIC) continue;
      const key = offsetCheckpointKey(name.topic, name.partition);
      const twin = this.#logs.get(key);
      if (twin !== undefined) {
        throw new LogDirectoryError(`${entry.name} is in two log dirs: ${twin.directory} and ${path}`);
      }
      this.#add(
        directory,
        loadPartition(context, {
          topic: name.topic,
          partition: name.partition,
          topicId: this.#topicIdOf(path),
          directory: path,
          config: this.#options.configOf(name.topic),
          clean,
          recoveryPoint: recoveryPoints.get(key) ?? 0,
          startOffset: startOffsets.get(key) ?? 0,
          highWatermark: highWatermarks.get(key) ?? 0,
          cleanedUpTo: cleaned.get(key),
        }),
      );
    }
  }

  /** All zeros where the folder does not say: no image knows such a topic, so it will be found to be stray. */
  #topicIdOf(directory: string): Uuid {
    try {
      return readTopicId(this.#env.disk, directory) ?? ZERO_UUID;
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      this.#env.log.warn(error.message);
      return ZERO_UUID;
    }
  }

  #contextFor(directory: LogDirectory): LogContext {
    return directory.contextFor(this.#shared, (error) => this.#fail(directory, error));
  }

  #add(directory: LogDirectory, log: PartitionLog): void {
    directory.logs.add(log);
    this.#logs.set(offsetCheckpointKey(log.topic, log.partition), log);
  }

  get(topic: string, partition: number): PartitionLog | undefined {
    return this.#logs.get(offsetCheckpointKey(topic, partition));
  }

  all(): IterableIterator<PartitionLog> {
    return this.#logs.values();
  }

  /**
   * Makes a partition's folder in the directory given, else in the one with the fewest partitions. Throws a
   * DiskError, and an Error when the partition is there already or no directory is left.
   */
  create(
    topic: string,
    partition: number,
    topicId: Uuid,
    config: LogConfig,
    directoryPath?: string,
  ): PartitionLog {
    const present = this.get(topic, partition);
    if (present !== undefined) throw new Error(`${present.directory} exists`);
    const directory = this.#directoryForNew(directoryPath);
    const path = `${directory.path}/${partitionFolderName(topic, partition)}`;
    this.#env.disk.makeDirectory(path);
    // Before any data: without it Kafka takes the folder for a stray one.
    writeTopicId(this.#env.disk, path, topicId);
    const log = loadPartition(this.#contextFor(directory), {
      topic,
      partition,
      topicId,
      directory: path,
      config,
      clean: true,
      recoveryPoint: 0,
      startOffset: 0,
      highWatermark: 0,
    });
    this.#add(directory, log);
    directory.logsChanged();
    return log;
  }

  #directoryForNew(path: string | undefined): LogDirectory {
    const online = this.#directories.filter((directory) => directory.offline === undefined);
    const chosen =
      path === undefined
        ? online.reduce<LogDirectory | undefined>(
            (best, each) => (best === undefined || each.logs.size < best.logs.size ? each : best),
            undefined,
          )
        : online.find((directory) => directory.path === path);
    if (chosen === undefined) throw new Error(`no log dir ${path ?? ''} is online`);
    return chosen;
  }

  /** Renames the folder to `-delete`, out of the way at once, and removes it after file.delete.delay.ms. */
  scheduleDelete(topic: string, partition: number): void {
    const moved = this.#moveAway(topic, partition, 'delete');
    if (moved === undefined) return;
    this.#removeLater({
      kind: 'directory',
      paths: [moved.directory],
      delayMs: moved.config.fileDeleteDelayMs,
    });
  }

  /** Sets a log aside that no image knows: the folder is renamed to `-stray` and kept. */
  markStray(topic: string, partition: number): void {
    this.#moveAway(topic, partition, 'stray');
  }

  #moveAway(topic: string, partition: number, suffix: 'delete' | 'stray'): PartitionLog | undefined {
    const log = this.get(topic, partition);
    if (log === undefined) return undefined;
    const directory = this.#directoryWith(log);
    if (directory === undefined) return undefined;
    this.#logs.delete(offsetCheckpointKey(topic, partition));
    directory.logs.delete(log);
    directory.logsChanged();
    if (log.cleanedUpTo > 0) directory.logCleaned();
    const uniqueHex = Buffer.from(this.#env.random.bytes(16)).toString('hex');
    log.moveTo(`${directory.path}/${suffixedFolderName(topic, partition, suffix, uniqueHex)}`);
    return log;
  }

  #removeLater(removal: { kind: Removal['kind']; paths: readonly string[]; delayMs: number }): void {
    const dueMs = this.#env.clock.monotonicMs() + removal.delayMs;
    this.#removals.push({ dueMs, paths: removal.paths, kind: removal.kind });
  }

  directories(): LogDirectoryInfo[] {
    return this.#directories.map(({ path, directoryId, offline }) => {
      if (offline !== undefined) return { path, directoryId, totalBytes: -1, usableBytes: -1, offline };
      const space = this.#env.disk.space(path);
      return { path, directoryId, totalBytes: space.totalBytes, usableBytes: space.freeBytes };
    });
  }

  /** The log dir that holds a log; undefined for one that is gone. */
  directoryOf(log: PartitionLog): { readonly path: string; readonly directoryId: Uuid } | undefined {
    return this.#directoryWith(log);
  }

  #directoryWith(log: PartitionLog): LogDirectory | undefined {
    return this.#directories.find((directory) => directory.logs.has(log));
  }

  /** Takes a directory out of service after a DiskError. Its logs are gone from `get`; returns them. */
  takeOffline(directoryPath: string, reason: string): PartitionLog[] {
    const directory = this.#directories.find((each) => each.path === directoryPath);
    if (directory === undefined || directory.offline !== undefined) return [];
    directory.offline = reason;
    const logs = [...directory.logs];
    directory.logs.clear();
    for (const log of logs) {
      this.#logs.delete(offsetCheckpointKey(log.topic, log.partition));
      log.abandon();
    }
    this.#env.log.error(`log dir ${directoryPath} is offline: ${reason}`);
    this.#env.facts.report({ kind: 'directory-offline', directory: directoryPath, reason });
    return logs;
  }

  #fail(directory: LogDirectory, error: DiskError): void {
    if (this.#ended || directory.offline !== undefined) return;
    const logs = this.takeOffline(directory.path, error.message);
    this.#options.onDirectoryFailure?.(directory.path, logs);
  }

  /** Runs `action` for a directory; a DiskError takes it offline and is told to the owner. */
  #guard(directory: LogDirectory, action: () => void): void {
    if (directory.offline !== undefined) return;
    try {
      action();
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.#fail(directory, error);
    }
  }

  /**
   * Whatever is due: flushes by flush.ms, deletions, checkpoints, retention. Times are monotonic milliseconds.
   * With nothing to do it looks at a few numbers only; call it again at `wakeAtMs`, or earlier.
   */
  housekeeping(nowMs: number): { wakeAtMs: number } {
    this.#removeDue(nowMs);
    const failed = (directory: LogDirectory) => (error: DiskError) => this.#fail(directory, error);
    if (nowMs >= this.#highWatermarkDueMs) {
      this.#highWatermarkDueMs = nowMs + HIGH_WATERMARK_INTERVAL_MS;
      for (const directory of this.#directories)
        directory.writeCheckpointLater('high-watermark', failed(directory));
      this.#pool.trimIfIdle();
    }
    if (nowMs >= this.#retentionDueMs) {
      this.#retentionDueMs = nowMs + this.#retentionIntervalMs;
      this.#forEachLog((log) => log.deleteOldSegments());
    }
    if (nowMs >= this.#checkpointDueMs) {
      this.#checkpointDueMs = nowMs + CHECKPOINT_INTERVAL_MS;
      for (const directory of this.#directories) {
        directory.writeCheckpointLater('recovery-point', failed(directory));
        directory.writeCheckpointLater('log-start', failed(directory));
      }
    }
    if (nowMs >= this.#producerExpirationDueMs) {
      this.#producerExpirationDueMs = nowMs + PRODUCER_EXPIRATION_CHECK_INTERVAL_MS;
      const expirationMs = this.#options.producerIdExpirationMs ?? 86_400_000;
      for (const log of this.#logs.values()) log.expireProducers(expirationMs);
    }
    this.#cleaner.work(nowMs);
    const wakeAtMs = Math.min(
      this.#highWatermarkDueMs,
      this.#retentionDueMs,
      this.#checkpointDueMs,
      this.#producerExpirationDueMs,
      this.#removals.peek()?.dueMs ?? Infinity,
      this.#cleaner.wakeAtMs,
      this.#flushDue(nowMs),
    );
    return { wakeAtMs };
  }

  #cleaned(log: PartitionLog): void {
    const directory = this.#directoryWith(log);
    directory?.logCleaned();
    directory?.writeCheckpointLater('cleaned', (error) => this.#fail(directory, error));
  }

  #cleaningFailed(log: PartitionLog, error: DiskError): void {
    const directory = this.#directoryWith(log);
    if (directory !== undefined) this.#fail(directory, error);
  }

  #forEachLog(action: (log: PartitionLog) => void): void {
    for (const directory of this.#directories) {
      this.#guard(directory, () => {
        for (const log of directory.logs) action(log);
      });
    }
  }

  /** Flushes what flush.ms says and returns when the next is due. Topics rarely set it. */
  #flushDue(nowMs: number): number {
    let nextMs = Infinity;
    for (const directory of this.#directories) {
      this.#guard(directory, () => {
        for (const log of directory.logs) {
          if (log.flushDueMs <= nowMs) log.flush();
          else nextMs = Math.min(nextMs, log.flushDueMs);
        }
      });
    }
    return nextMs;
  }

  #removeDue(nowMs: number): void {
    for (
      let next = this.#removals.peek();
      next !== undefined && next.dueMs <= nowMs;
      next = this.#removals.peek()
    ) {
      this.#removals.pop();
      for (const path of next.paths) {
        const directory = this.#directories.find((each) => path.startsWith(`${each.path}/`));
        if (directory === undefined) continue;
        this.#guard(directory, () => {
          if (next.kind === 'files') this.#env.disk.remove(path);
          else this.#env.disk.removeDirectory(path);
        });
      }
    }
  }

  /**
   * The clean end, in the order that lets Kafka and us start without recovery: data flushed, producer snapshots,
   * indexes trimmed, the three checkpoints, then the marker, then the locks. A directory that fails on the way
   * gets no marker.
   */
  shutdown(brokerEpoch: number): void {
    this.#cleaner.end();
    this.#forEachLog((log) => log.close());
    for (const directory of this.#directories) {
      this.#guard(directory, () => {
        directory.writeCheckpoint('recovery-point');
        directory.writeCheckpoint('log-start');
        directory.writeCheckpoint('high-watermark');
        directory.writeCheckpointIfMoved('cleaned');
        writeCleanShutdownMarker(this.#env.disk, directory.path, brokerEpoch);
      });
    }
    this.#ended = true;
    this.#pool.trim();
    this.#locks.release();
  }

  /** Lets go of files and locks as a crash would, without writing anything (tests, a node that gives up). */
  abandon(): void {
    this.#ended = true;
    this.#cleaner.end();
    for (const log of this.#logs.values()) log.abandon();
    this.#locks.release();
  }
}
