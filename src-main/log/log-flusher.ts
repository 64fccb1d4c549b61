import { DiskError } from '../env/index.ts';
import type { EpochFile } from './epoch-file.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import type { LogSegments } from './log-segments.ts';
import { syncTopicId, syncTopicIdLater } from './partition-files.ts';
import type { ProducerHistory } from './producer-history.ts';
import type { Segment } from './segment.ts';

/** What of a log survives a power loss, and how the rest comes to do so. */
export class LogFlusher {
  readonly #context: LogContext;
  readonly #segments: LogSegments;
  readonly #epochFile: EpochFile;
  readonly #producers: Pick<ProducerHistory, 'syncSnapshots' | 'syncSnapshotsLater'>;
  readonly #logEndOffset: () => number;
  #recoveryPoint: number;
  /** At least so much of it is in the checkpoint file. */
  #storedRecoveryPoint: number;
  /** The log was cut since it was rolled last, perhaps where records are missing: it may end before the end offset. */
  #cutSinceRoll = false;
  /** Closed segments below are on disk for good with their indexes: nobody builds those again. */
  #closedSafeTo: number;
  /** When the first record that is not flushed was appended, monotonic; flush.ms counts from it. */
  #unflushedSinceMs = Infinity;
  #unflushedRecords = 0;
  /** The folder itself and its partition.metadata may not survive a power loss yet. */
  #folderUnsynced: boolean;
  /** Counts the changes of names in it, and says how many of them are known to survive one. */
  #nameChanges: number;
  #syncedNameChanges = 0;
  /** Indexes of the active segment have changed since they were synced. */
  #indexesUnsynced = false;
  /** Where the log ended when it was looked at whether it rests. */
  #endOffsetSeen = -1;
  #generation = 0;
  /** The write-back of the segment that was closed last. After a failed one the directory is given up. */
  #writeBack: Promise<void> = Promise.resolve();

  constructor(
    context: LogContext,
    log: {
      readonly segments: LogSegments;
      readonly epochFile: EpochFile;
      readonly producers: Pick<ProducerHistory, 'syncSnapshots' | 'syncSnapshotsLater'>;
      readonly recoveryPoint: number;
      readonly namesAreSynced: boolean;
      readonly indexesAreSynced: boolean;
    },
    logEndOffset: () => number,
  ) {
    this.#context = context;
    this.#segments = log.segments;
    this.#epochFile = log.epochFile;
    this.#producers = log.producers;
    this.#recoveryPoint = log.recoveryPoint;
    this.#storedRecoveryPoint = log.recoveryPoint;
    this.#closedSafeTo = log.recoveryPoint;
    this.#folderUnsynced = !log.namesAreSynced;
    this.#nameChanges = log.namesAreSynced ? 0 : 1;
    this.#indexesUnsynced = !log.indexesAreSynced;
    this.#logEndOffset = logEndOffset;
  }

  /**
   * Everything below is on disk for good, and the indexes of the segments before it: recovery begins with the segment
   * that holds it. Where that of a closed segment is not known yet, it is inside of that segment.
   */
  get recoveryPoint(): number {
    // There is none for a moment, when a log begins anew.
    const active = this.#segments.items.at(-1);
    if (active === undefined || this.#closedSafeTo >= active.baseOffset) return this.#recoveryPoint;
    const [unsafe] = this.#unsafeSegments(this.#recoveryPoint);
    if (unsafe === undefined) return this.#recoveryPoint;
    return this.#segments.nextOffsetOf(this.#segments.items.indexOf(unsafe), Infinity) - 1;
  }

  /** Rises with each truncation and at the end: a write-back that began before proves nothing about what came after. */
  get generation(): number {
    return this.#generation;
  }

  /** What write-backs under way are about is no more. */
  endGeneration(): void {
    this.#generation++;
  }

  /**
   * Tells whether the generation that is now has ended. Asked after every wait: the folder may be gone by then, and nothing
   * in it may be opened again.
   */
  #endOfGeneration(): () => boolean {
    const generation = this.#generation;
    return () => generation !== this.#generation;
  }

  /** Files of the log have come, gone or been renamed. */
  namesChanged(): void {
    this.#nameChanges++;
  }

  /** A snapshot was written, whose name must be on the disk at a clean end as those of the indexes. */
  snapshotTaken(): void {
    this.#indexesUnsynced = true;
  }

  /** Records were appended; flushes when flush.messages wants it. */
  appended(records: number, config: LogConfig): void {
    this.#indexesUnsynced = true;
    this.#unflushedRecords += records;
    if (this.#unflushedSinceMs === Infinity) this.#unflushedSinceMs = this.#context.env.clock.monotonicMs();
    if (this.#unflushedRecords >= config.flushMessages) this.flush();
  }

  /** When flush.ms wants a flush, monotonic; Infinity when nothing waits. */
  flushDueMs(config: LogConfig): number {
    return this.#unflushedSinceMs + config.flushMs;
  }

  /** Writes a segment back that has just been closed: the recovery point moves to the new base when it is through. */
  flushInBackground(previous: Segment): void {
    const newBase = this.#segments.active.baseOffset;
    const isOver = this.#endOfGeneration();
    // Write-backs go one after the other: what lies before this segment is on disk when its turn has come.
    const before = this.#writeBack;
    const writeBack = async () => {
      await before;
      // Gone by retention, by truncation or with the folder: its files must not be opened again.
      if (isOver() || !this.#segments.items.includes(previous)) return;
      // After a crash there may be older ones that were never written back.
      const segments = this.#unsafeSegments(newBase).map((segment) => segment.flushLater());
      await Promise.all([this.#producers.syncSnapshotsLater(), ...segments]);
      if (isOver()) return;
      if (this.#epochFile.isUnsynced) this.namesChanged();
      await this.#epochFile.syncLater();
      if (isOver()) return;
      this.#syncNames();
      const { recoveryPoint } = this;
      this.#closedSafeTo = Math.max(this.#closedSafeTo, newBase);
      this.#recoveryPoint = Math.max(this.#recoveryPoint, newBase);
      if (this.recoveryPoint > recoveryPoint) this.#context.offsetsMoved('recovery-point');
    };
    this.#writeBack = writeBack().catch((error: unknown) => this.#backgroundFailure(error));
  }

  /** Closed segments that end at or before `upTo` and may not survive a power loss, or not with their indexes. */
  #unsafeSegments(upTo: number): Segment[] {
    const { items } = this.#segments;
    return items.filter((_segment, index) => {
      const nextOffset = items[index + 1]?.baseOffset ?? Infinity;
      return nextOffset > this.#closedSafeTo && nextOffset <= upTo;
    });
  }

  #backgroundFailure(error: unknown): void {
    this.#context.failed(
      error instanceof DiskError ? error : new DiskError('write back', this.#segments.directory, error),
    );
  }

  /**
   * Records that were cut, and had come to the disk, would be there again after a power loss, and what has taken their
   * place not yet: the high watermark, whose checkpoint is newer, would call them committed. The recovery point does not
   * tell what has come to the disk: the system writes when it likes, and what a power loss left is there, too.
   */
  makeCutDurable(): void {
    this.#segments.active.log.sync();
    this.#context.env.disk.syncDirectory(this.#segments.directory);
    this.#syncedNameChanges = this.#nameChanges;
    this.#indexesUnsynced = true;
    this.#cutSinceRoll = true;
  }

  /** Segments were removed that must not come back. */
  syncRemovals(): void {
    this.#context.env.disk.syncDirectory(this.#segments.directory);
  }

  /** The active segment is sealed and a new one about to begin at `baseOffset`. */
  beforeRoll(baseOffset: number): void {
    if (!this.#cutSinceRoll && baseOffset === this.#logEndOffset()) return;
    // A gap before a segment looks like a loss to recovery, but for one below the recovery point. Nobody builds the
    // indexes of what lies below it again.
    this.#indexesSaved();
    this.#flush((active) => active.flush());
    this.#closedSafeTo = this.#recoveryPoint;
    this.#storeRecoveryPoint();
    this.#cutSinceRoll = false;
  }

  /** Cleaning is about to leave gaps below `upTo`, which recovery must not take for losses. */
  beforeCleaned(upTo: number): void {
    if (upTo > this.#storedRecoveryPoint) this.#storeRecoveryPoint();
  }

  #storeRecoveryPoint(): void {
    this.#context.storeRecoveryPoint();
    this.#storedRecoveryPoint = this.recoveryPoint;
  }

  /** The log ends at `offset` now, after a cut. */
  lowerRecoveryPoint(offset: number): void {
    this.#unflushedRecords = 0;
    this.#closedSafeTo = Math.min(this.#closedSafeTo, offset);
    const isEmpty = offset <= this.#segments.first.baseOffset;
    this.#unflushedSinceMs = isEmpty ? Infinity : this.#context.env.clock.monotonicMs();
    if (this.#recoveryPoint <= offset) return;
    this.#recoveryPoint = offset;
    this.#storeRecoveryPoint();
  }

  /**
   * Makes everything appended so far survive a power loss, before it returns. The indexes of the active segment
   * are left out: recovery always builds those of the segment that holds the recovery point.
   */
  flush(): void {
    // Epochs that no flushed record carries may be lost: nobody can miss them.
    if (this.#recoveryPoint < this.#logEndOffset()) this.#flush((active) => active.log.sync());
  }

  /** The same for a clean end, after which nobody builds the active segment's indexes again: they are flushed, too. */
  flushForClose(): void {
    if (!this.needsFlushForClose) return;
    this.#indexesSaved();
    this.#flush((active) => active.flush());
    this.#indexesUnsynced = false;
  }

  /** Files of indexes may have been made for it. */
  #indexesSaved(): void {
    if (this.#indexesUnsynced) this.namesChanged();
  }

  /** A clean end would have to flush. */
  get needsFlushForClose(): boolean {
    return this.#indexesUnsynced || this.#recoveryPoint < this.#logEndOffset();
  }

  /** The same off the thread. What is appended on the way is left for the next time. */
  async flushForCloseLater(): Promise<void> {
    const isOver = this.#endOfGeneration();
    await this.#writeBack;
    if (isOver() || !this.needsFlushForClose) return;
    this.#indexesSaved();
    const upTo = this.#logEndOffset();
    const { active } = this.#segments;
    const closed = this.#unsafeSegments(active.baseOffset);
    await Promise.all([active, ...closed].map((segment) => segment.flushLater()));
    if (isOver()) return;
    await this.#producers.syncSnapshotsLater();
    if (isOver()) return;
    if (this.#epochFile.isUnsynced) this.namesChanged();
    await this.#epochFile.syncLater();
    if (isOver()) return;
    await this.#syncNamesLater();
    if (isOver()) return;
    if (upTo === this.#logEndOffset()) this.#indexesUnsynced = false;
    this.#flushedTo(upTo, active);
  }

  /** Whether it has something to flush, and nothing was appended since this was asked before. */
  restsUnflushed(): boolean {
    const endOffset = this.#logEndOffset();
    const rests = endOffset === this.#endOffsetSeen;
    this.#endOffsetSeen = endOffset;
    return rests && this.needsFlushForClose;
  }

  /** Everything up to there is on disk for good, but for the indexes of the segment that was active. */
  #flushedTo(offset: number, active: Segment): void {
    this.#closedSafeTo = Math.max(this.#closedSafeTo, active.baseOffset);
    this.#recoveryPoint = Math.max(this.#recoveryPoint, offset);
    if (this.#recoveryPoint === this.#logEndOffset()) {
      this.#unflushedRecords = 0;
      this.#unflushedSinceMs = Infinity;
    }
    this.#context.offsetsMoved('recovery-point');
  }

  #flush(flushActive: (active: Segment) => void): void {
    const endOffset = this.#logEndOffset();
    const { active } = this.#segments;
    for (const segment of this.#unsafeSegments(active.baseOffset)) segment.flush();
    flushActive(active);
    this.#producers.syncSnapshots();
    if (this.#epochFile.isUnsynced) this.namesChanged();
    this.#epochFile.sync();
    this.#syncNames();
    this.#flushedTo(endOffset, active);
  }

  /**
   * The same off the thread: resolves with the offset below which everything survives a power loss. Rejects with a
   * DiskError; the directory has failed then, and the flush must not be tried again.
   */
  async flushLater(): Promise<number> {
    const upTo = this.#logEndOffset();
    const isOver = this.#endOfGeneration();
    await this.#writeBack;
    if (isOver() || upTo <= this.#recoveryPoint) return this.#recoveryPoint;
    const { active } = this.#segments;
    const closed = this.#unsafeSegments(active.baseOffset);
    const segments = closed.map((segment) => segment.flushLater());
    await Promise.all([active.log.syncLater(), this.#producers.syncSnapshotsLater(), ...segments]);
    if (isOver()) return this.#recoveryPoint;
    if (this.#epochFile.isUnsynced) this.namesChanged();
    await this.#epochFile.syncLater();
    if (isOver()) return this.#recoveryPoint;
    this.#syncNames();
    this.#flushedTo(upTo, active);
    return this.#recoveryPoint;
  }

  /** A flushed record is lost all the same when the name of its file, or its topic id, is. */
  #syncNames(): void {
    const { disk } = this.#context.env;
    const { directory } = this.#segments;
    if (this.#folderUnsynced) {
      syncTopicId(disk, directory);
      disk.syncDirectory(directory.slice(0, directory.lastIndexOf('/')));
      this.#folderUnsynced = false;
    }
    if (this.#syncedNameChanges < this.#nameChanges) disk.syncDirectory(directory);
    this.#syncedNameChanges = this.#nameChanges;
  }

  /** The same off the thread. Names that change on the way are left for the next time. */
  async #syncNamesLater(): Promise<void> {
    const { disk } = this.#context.env;
    const { directory } = this.#segments;
    const changes = this.#nameChanges;
    const syncs: Promise<void>[] = [];
    if (this.#folderUnsynced) syncs.push(syncTopicIdLater(disk, directory), this.#context.syncFolders());
    if (this.#syncedNameChanges < changes) syncs.push(disk.syncDirectoryLater(directory));
    await Promise.all(syncs);
    this.#folderUnsynced = false;
    this.#syncedNameChanges = Math.max(this.#syncedNameChanges, changes);
  }
}
