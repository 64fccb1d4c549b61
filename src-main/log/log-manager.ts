import type { Uuid } from '../base/index.ts';
import { DiskError, type Env } from '../env/index.ts';
import { BufferPool } from './buffer-pool.ts';
import { offsetCheckpointKey } from './checkpoint-file.ts';
import { takeCleanShutdownMarker, writeCleanShutdownMarker } from './clean-shutdown.ts';
import { DirectoryMoves, type MoveOutcome } from './directory-moves.ts';
import { type DirectoryLocks, lockDirectories } from './directory-locks.ts';
import { partitionFolderName, suffixedFolderName } from './file-names.ts';
import { type CleanerSettings, DEFAULT_CLEANER_SETTINGS, LogCleaner } from './compaction/log-cleaner.ts';
import { loadDirectory } from './load-directory.ts';
import { loadPartition } from './load-partition.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import { type CheckpointName, LogDirectory } from './log-directory.ts';
import { LogScrubber, type ScrubSettings } from './log-scrubber.ts';
import { LogDirectoryError, verifyDirectories } from './meta-properties.ts';
import { OpenFiles } from './open-files.ts';
import { writeTopicId } from './partition-files.ts';
import type { PartitionLog } from './partition-log.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import { type HousekeepingIntervals, HousekeepingSchedule } from './housekeeping-schedule.ts';
import { flushTogether } from './flush-together.ts';
import { RecentTime } from './recent-time.ts';
import { type Removal, RemovalQueue } from './removal-queue.ts';

/** Logs that are flushed at a time: enough to keep the system's threads busy at the end, in nobody's way before. */
const TOGETHER_AT_THE_END = 64;
const TOGETHER_AT_REST = 1;
const DEFAULT_SCRUB_SETTINGS: ScrubSettings = { intervalMs: 86_400_000, bytesPerSecond: 10_000_000 };

export interface LogManagerOptions {
  /** Absolute paths of the log dirs, formatted before (formatDirectory). */
  readonly directories: readonly string[];
  readonly nodeId: number;
  readonly clusterId: string;
  /** Some of them that failed before, by path, with the reason: they are offline from the beginning. */
  readonly failed?: ReadonlyMap<string, string>;
  /** Effective settings of a topic; asked for each of its partitions while they load. */
  configOf(topic: string): LogConfig;
  /** Locks that the caller has taken already (raft opens its log first); they are released in `shutdown`. */
  readonly locks?: DirectoryLocks;
  /** Default: Kafka's. */
  readonly intervals?: Partial<HousekeepingIntervals>;
  /** Default: Kafka's. */
  readonly cleaner?: CleanerSettings;
  /** `producer.id.expiration.ms`; default 86 400 000. */
  producerIdExpirationMs?(): number;
  /** `replica.alter.log.dirs.io.max.bytes.per.second`; default unlimited. */
  moveBytesPerSecond?(): number;
  /** A log is in another log dir now: `moved` has taken its place, and `log` must not be used any more. */
  onMoved?(log: PartitionLog, moved: PartitionLog): void;
  /** Default: once a day, ten megabytes a second. */
  readonly scrub?: ScrubSettings;
  /** Stored bytes are damaged: what the log has from there on cannot be served. */
  onDamage?(log: PartitionLog, error: CorruptSegmentError): void;
  /** A write in the background failed and the directory was taken offline; these logs are gone. */
  onDirectoryFailure?(directory: string, logs: readonly PartitionLog[], reason: string): void;
}

export interface LogDirectoryInfo {
  readonly path: string;
  /** Undefined for one that is offline and has never told. */
  readonly directoryId: Uuid | undefined;
  /** Of the volume. */
  readonly totalBytes: number;
  readonly usableBytes: number;
  /** Why it is offline; undefined while it works. */
  readonly offline?: string;
  /** It gets no new replicas (KIP-1066). */
  readonly isCordoned: boolean;
}

/**
 * All partitions' logs below a node's log dirs, but for `__cluster_metadata-0`, which openMetadataLog opens.
 * Owns the locks, the checkpoint files and the clean-shutdown marker.
 */
export class LogManager {
  readonly #env: Env;
  readonly #options: LogManagerOptions;
  #cordoned: readonly LogDirectory[] = [];
  readonly #locks: DirectoryLocks;
  readonly #directories: LogDirectory[];
  readonly #shared: Pick<LogContext, 'env' | 'files' | 'pool' | 'recentTime' | 'removeLater'>;
  readonly #logs = new Map<string, PartitionLog>();
  readonly #removals = new RemovalQueue();
  readonly #pool = new BufferPool();
  readonly #cleaner: LogCleaner;
  readonly #moves: DirectoryMoves;
  readonly #scrubber: LogScrubber;
  readonly #schedule: HousekeepingSchedule;
  #ended = false;
  /** Logs that nobody appends to are being flushed. */
  #flushesResting = false;
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
      recentTime: new RecentTime(env.clock),
      removeLater: (paths, delayMs) => this.#removeLater('files', paths, delayMs),
    };
    const { directories, failed = new Map<string, string>() } = options;
    const usable = directories.filter((path) => !failed.has(path));
    const directoryIds = verifyDirectories(env.disk, usable, options);
    this.#directories = directories.map((path) => new LogDirectory(env, path, directoryIds.get(path)));
    this.#moves = new DirectoryMoves(env, this.#directories, {
      bytesPerSecond: () => options.moveBytesPerSecond?.() ?? Infinity,
      logOf: (topic, partition) => this.get(topic, partition),
      contextFor: (directory) => this.#contextFor(directory),
      newHex: () => this.#newHex(),
      removeLater: (path, delayMs) => this.#removeLater('directory', [path], delayMs),
      guard: (directory, action) => this.#guard(directory, action),
      replaced: (log, future) => {
        this.#logs.set(offsetCheckpointKey(log.topic, log.partition), future);
        options.onMoved?.(log, future);
      },
    });
    for (const [path, reason] of failed) this.takeOffline(path, reason);
    this.#moves.finishRenames();
    // As in Apache Kafka one that is not there says nothing about how the others were left.
    const markers = this.#directories
      .filter(({ path }) => !failed.has(path))
      .map((directory) => this.#loadDirectory(directory));
    const epochs = new Set(markers.map((marker) => marker?.brokerEpoch));
    const [brokerEpoch] = epochs;
    // What was lost after a clean stop makes it an unclean one: this broker must not be thought to have everything.
    const isWhole = this.#directories.every(({ isDamaged }) => !isDamaged);
    for (const directory of this.#directories) directory.isDamaged = false;
    if (isWhole && markers.every((marker) => marker !== undefined)) {
      this.cleanShutdown = { brokerEpoch: epochs.size === 1 && brokerEpoch !== undefined ? brokerEpoch : -1 };
    }
    this.#cleaner = new LogCleaner(env, options.cleaner ?? DEFAULT_CLEANER_SETTINGS, {
      logs: () => this.#logs.values(),
      cleaned: (log) => this.#cleaned(log),
      damaged: (log, error) => this.#damaged(log, error),
      failed: (log, error) => this.#cleaningFailed(log, error),
    });
    this.#moves.beginFoundAgain();
    this.#scrubber = new LogScrubber(env, options.scrub ?? DEFAULT_SCRUB_SETTINGS, {
      logs: () => this.#logs.values(),
      damaged: (log, error) => this.#damaged(log, error),
      failed: (log, error) => this.#cleaningFailed(log, error),
    });
    this.#schedule = new HousekeepingSchedule(options.intervals, env.clock.monotonicMs());
  }

  #loadDirectory(directory: LogDirectory): { brokerEpoch: number } | undefined {
    try {
      const marker = takeCleanShutdownMarker(this.#env.disk, directory.path);
      loadDirectory(directory, {
        context: this.#contextFor(directory),
        clean: marker !== undefined,
        configOf: (topic) => this.#options.configOf(topic),
        foundDeleted: (path) => this.#removeLater('directory', [path], 0),
        foundFuture: (future) => this.#moves.found(future),
        checkUnique: (topic, partition, path) => {
          const twin = this.get(topic, partition);
          if (twin === undefined) return;
          throw new LogDirectoryError(
            `${topic}-${partition} is in two log dirs: ${twin.directory} and ${path}`,
          );
        },
        loaded: (log) => this.#add(directory, log),
      });
      return marker;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.takeOffline(directory.path, error.message);
      return undefined;
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
    // It may still name one of this name that is gone.
    directory.writeCheckpointIfMoved('cleaned');
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

  /**
   * From now on these log dirs, or all (`*`), get no new replicas unless there is no other (`cordoned.log.dirs`).
   * @returns the ids of those that there are
   */
  cordon(paths: readonly string[]): Uuid[] {
    const named = new Set(paths.map((path) => path.replace(/(?<=.)\/+$/, '')));
    this.#cordoned = this.#directories.filter(({ path }) => named.has('*') || named.has(path));
    return idsOf(this.#cordoned);
  }

  #directoryForNew(path: string | undefined): LogDirectory {
    const online = this.#directories.filter((directory) => directory.offline === undefined);
    const open = online.filter((directory) => !this.#cordoned.includes(directory));
    const chosen =
      path === undefined
        ? (open.length > 0 ? open : online).reduce<LogDirectory | undefined>(
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
    this.#removeLater('directory', [moved.directory], moved.config.fileDeleteDelayMs);
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
    this.cancelMove(log);
    this.#logs.delete(offsetCheckpointKey(topic, partition));
    directory.logs.delete(log);
    directory.logsChanged();
    if (log.cleanedUpTo > 0) directory.logCleaned();
    const uniqueHex = this.#newHex();
    log.moveTo(`${directory.path}/${suffixedFolderName(topic, partition, suffix, uniqueHex)}`);
    return log;
  }

  #newHex(): string {
    return Buffer.from(this.#env.random.bytes(16)).toString('hex');
  }

  /** Begins to move a log to another log dir; see DirectoryMoves. */
  move(log: PartitionLog, directoryPath: string): MoveOutcome {
    return this.#moves.move(log, directoryPath);
  }

  /** The copy of a log that moves, and where it lies. */
  futureOf(log: PartitionLog): { readonly log: PartitionLog; readonly path: string } | undefined {
    return this.#moves.futureOf(log);
  }

  /** Gives a move up; the copy goes. */
  cancelMove(log: PartitionLog): void {
    this.#moves.cancel(log);
  }

  #removeLater(kind: Removal['kind'], paths: readonly string[], delayMs: number): void {
    this.#removals.add({ kind, paths, dueMs: this.#env.clock.monotonicMs() + delayMs });
  }

  directories(): LogDirectoryInfo[] {
    return this.#directories.map(({ path, directoryId, offline }) => {
      const isCordoned = this.#cordoned.some((each) => each.path === path);
      if (offline !== undefined)
        return { path, directoryId, totalBytes: -1, usableBytes: -1, offline, isCordoned };
      const space = this.#env.disk.space(path);
      return { path, directoryId, totalBytes: space.totalBytes, usableBytes: space.freeBytes, isCordoned };
    });
  }

  /** Of the log dirs that work, or of those that do not, as far as they have told. */
  directoryIds(which: 'online' | 'offline'): Uuid[] {
    return idsOf(this.#directories.filter(({ offline }) => (offline === undefined) === (which === 'online')));
  }

  /** The log dir that holds a log; undefined for one that is gone. */
  directoryOf(log: PartitionLog): Pick<LogDirectoryInfo, 'path' | 'directoryId'> | undefined {
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
    this.#moves.directoryGone(directory);
    for (const log of logs) {
      this.cancelMove(log);
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
    this.#options.onDirectoryFailure?.(directory.path, logs, error.message);
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

  /** Settings of compaction that have changed. */
  configureCleaner(settings: CleanerSettings): void {
    this.#cleaner.configure(settings);
  }

  /**
   * Whatever is due: flushes by flush.ms, deletions, checkpoints, retention. Times are monotonic milliseconds.
   * With nothing to do it looks at a few numbers only; call it again at `wakeAtMs`, or earlier.
   */
  housekeeping(nowMs: number): { wakeAtMs: number } {
    this.#removals.work(this.#env.disk, nowMs, this.#directories, (directory, error) =>
      this.#fail(directory, error),
    );
    const schedule = this.#schedule;
    if (schedule.highWatermarkCheckpoints.isDue(nowMs)) {
      this.#writeCheckpointsLater('high-watermark');
      this.#pool.trimIfIdle();
      this.#flushRestingLogs();
    }
    if (schedule.retention.isDue(nowMs)) this.#forEachLog((log) => log.deleteOldSegments());
    if (schedule.recoveryPointCheckpoints.isDue(nowMs)) this.#writeCheckpointsLater('recovery-point');
    if (schedule.logStartCheckpoints.isDue(nowMs)) this.#writeCheckpointsLater('log-start');
    if (schedule.producerExpiration.isDue(nowMs)) {
      const expirationMs = this.#options.producerIdExpirationMs?.() ?? 86_400_000;
      for (const log of this.#logs.values()) log.expireProducers(expirationMs);
    }
    this.#cleaner.work(nowMs);
    this.#scrubber.work(nowMs);
    const wakeAtMs = Math.min(
      schedule.wakeAtMs,
      this.#removals.wakeAtMs,
      this.#cleaner.wakeAtMs,
      this.#scrubber.wakeAtMs,
      this.#flushDue(nowMs),
    );
    return { wakeAtMs };
  }

  #writeCheckpointsLater(name: CheckpointName): void {
    for (const directory of this.#directories)
      directory.writeCheckpointLater(name, (error) => this.#fail(directory, error));
  }

  #damaged(log: PartitionLog, error: CorruptSegmentError): void {
    if (this.#ended) return;
    if (this.#options.onDamage === undefined) this.#env.log.error(`damaged bytes in ${error.message}`, error);
    else this.#options.onDamage(log, error);
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
        for (const log of [...directory.logs]) {
          try {
            action(log);
          } catch (error) {
            this.#excuseDamage(directory, log, error);
          }
        }
      });
    }
  }

  /** One damaged replica must not keep the others from what is due. Other errors are thrown again. */
  #excuseDamage(directory: LogDirectory, log: PartitionLog, error: unknown): void {
    if (!(error instanceof CorruptSegmentError)) throw error;
    directory.isDamaged = true;
    this.#damaged(log, error);
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

  /**
   * Nothing is appended any more: brings to the disk, off the thread, what `shutdown` must have there. A directory that
   * fails is taken offline. `left` hears how many logs are still to be flushed.
   */
  async flushForShutdown(left: (logs: number) => void): Promise<void> {
    this.#endBackgroundWork();
    // Whatever makes files comes first: the disk's journal lets nobody make one while it syncs.
    this.#forEachLog((log) => log.saveForClose());
    await this.#flushTogether([...this.#logs.values()], TOGETHER_AT_THE_END, left);
  }

  #flushTogether(
    logs: readonly PartitionLog[],
    together: number,
    left?: (logs: number) => void,
  ): Promise<void> {
    return flushTogether(logs, {
      together,
      wanted: (log) => !this.#ended && this.#directoryWith(log) !== undefined,
      failed: (log, error) => {
        const directory = this.#directoryWith(log);
        // Its directory has failed already, or it was deleted meanwhile.
        if (directory === undefined) return;
        this.#guard(directory, () => this.#excuseDamage(directory, log, error));
      },
      left,
    });
  }

  /**
   * Logs that nobody appends to are flushed after a while, one after the other: a clean end finds nothing to do then, and
   * a crash little to look through. The system would write them back soon in any case.
   */
  #flushRestingLogs(): void {
    if (this.#flushesResting) return;
    const resting = [...this.#logs.values()].filter((log) => log.restsUnflushed());
    if (resting.length === 0) return;
    this.#flushesResting = true;
    void this.#flushTogether(resting, TOGETHER_AT_REST).finally(() => (this.#flushesResting = false));
  }

  #endBackgroundWork(): void {
    this.#cleaner.end();
    this.#moves.end();
    this.#scrubber.end();
  }

  /**
   * The clean end, in the order that lets Kafka and us start without recovery: data flushed, producer snapshots,
   * indexes trimmed, the three checkpoints, then the marker, then the locks. A directory that fails on the way
   * gets no marker.
   */
  shutdown(brokerEpoch: number): void {
    this.#endBackgroundWork();
    this.#forEachLog((log) => log.close());
    for (const directory of this.#directories) {
      this.#guard(directory, () => {
        directory.writeCheckpoint('recovery-point');
        directory.writeCheckpoint('log-start');
        directory.writeCheckpoint('high-watermark');
        directory.writeCheckpointIfMoved('cleaned');
        // What is in doubt is looked through at the next start.
        if (!directory.isDamaged) writeCleanShutdownMarker(this.#env.disk, directory.path, brokerEpoch);
      });
    }
    this.#ended = true;
    this.#pool.trim();
    this.#locks.release();
  }

  /** Lets go of files and locks as a crash would, without writing anything (tests, a node that gives up). */
  abandon(): void {
    this.#ended = true;
    this.#endBackgroundWork();
    for (const log of this.#logs.values()) log.abandon();
    this.#locks.release();
  }
}

function idsOf(directories: readonly LogDirectory[]): Uuid[] {
  return directories.flatMap(({ directoryId }) => directoryId ?? []);
}
