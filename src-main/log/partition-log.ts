import { assert, type Uuid } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { batchBaseOffset, batchLeaderEpoch, batchSizeBytes, NO_TIMESTAMP } from '../wire/index.ts';
import { AbortedTransactions } from './aborted-transactions.ts';
import { checkClientBatch } from './append-check.ts';
import { checkNumberedBatches, numberBatches, type NumberedBatches } from './batch-numbers.ts';
import { EpochFile } from './epoch-file.ts';
import type { EpochEndOffset, LeaderEpochs } from './leader-epochs.ts';
import { LogBounds } from './log-bounds.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import { LogCuts } from './log-cuts.ts';
import { LogFlusher } from './log-flusher.ts';
import { offsetForTimestamp, offsetOfMaxTimestamp, readSlice } from './log-reads.ts';
import { LogRoller } from './log-roller.ts';
import { LogSegments, type PlannedSegment } from './log-segments.ts';
import type {
  AbortedTransaction,
  ActiveProducer,
  AppendOptions,
  AppendOutcome,
  FollowerAppend,
  LogSlice,
  LogStartReason,
  ReadOptions,
  SegmentInfo,
  TimestampAndOffset,
} from './log-types.ts';
import { RELATIVE_OFFSET_MAX } from './offset-index.ts';
import { emptySlice } from './pooled-slice.ts';
import { producerObjection } from './producer-check.ts';
import { ProducerHistory } from './producer-history.ts';
import type { ProducerBatch, ProducerStates } from './producer-state.ts';
import type { Segment } from './segment.ts';
import type { AbortedTransactionEntry } from './transaction-index.ts';

/** Everything that loading (load-partition.ts) finds out about a folder. */
export interface PartitionLogState {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  readonly directory: string;
  readonly config: LogConfig;
  /** Ascending, at least one; the last is the active one. */
  readonly segments: Segment[];
  readonly startOffset: number;
  readonly endOffset: number;
  readonly recoveryPoint: number;
  readonly highWatermark: number;
  /** From the cleaner's checkpoint. */
  readonly cleanedUpTo: number;
  readonly epochs: LeaderEpochs;
  /** Their file says the same. */
  readonly epochsAreStored: boolean;
  readonly producers: ProducerStates;
  /** Offsets of the snapshot files that are there, ascending. */
  readonly snapshots: number[];
  /** What is known to be missing or unreadable in it. */
  readonly damage?: string;
  /** The folder and the names in it survive a power loss; not so in a new one, or after a crash. */
  readonly namesAreSynced: boolean;
  /** So do the indexes of the active segment; recovery has built them anew. */
  readonly indexesAreSynced: boolean;
}

/**
 * One partition's log on one node: its segments, and what is remembered about them.
 * Invariant: startOffset <= lastStableOffset <= highWatermark <= endOffset.
 *
 * Every method may throw a DiskError: the directory has failed and its owner takes it offline; nothing was
 * acknowledged. A read may throw a CorruptSegmentError: this replica is damaged.
 */
export class PartitionLog {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  /** What was missing or unreadable when the log was opened; undefined when nothing was. */
  readonly damage: string | undefined;
  readonly #context: LogContext;
  #config: LogConfig;
  readonly #segments: LogSegments;
  readonly #flusher: LogFlusher;
  readonly #bounds: LogBounds;
  readonly #cuts: LogCuts;
  readonly #roller: LogRoller;
  readonly #epochs: LeaderEpochs;
  readonly #epochFile: EpochFile;
  readonly #producers: ProducerHistory;
  readonly #aborted: AbortedTransactions;
  /** Its copy in another log dir, while it moves there: what is cut here is cut there. */
  future: PartitionLog | undefined;
  /** Told whenever one of its offsets, or an epoch, has become another one. Must not throw, nor touch the log. */
  onMoved: (() => void) | undefined;

  constructor(context: LogContext, state: PartitionLogState) {
    this.#context = context;
    this.topic = state.topic;
    this.partition = state.partition;
    this.topicId = state.topicId;
    this.damage = state.damage;
    this.#config = state.config;
    this.#segments = new LogSegments(context, state, () => this.#config);
    this.#bounds = new LogBounds(state);
    this.#epochs = state.epochs;
    this.#epochFile = new EpochFile(context.env.disk, state.directory, state.epochs, state.epochsAreStored);
    const { directory, producers, snapshots, recoveryPoint } = state;
    this.#producers = new ProducerHistory(context, directory, producers, snapshots, recoveryPoint);
    // Transactions that recovery saw to their end are replicated where the checkpoint says so.
    state.producers.onHighWatermark(this.#bounds.highWatermark);
    this.#flusher = new LogFlusher(
      context,
      {
        segments: this.#segments,
        epochFile: this.#epochFile,
        producers: this.#producers,
        recoveryPoint,
        namesAreSynced: state.namesAreSynced,
        indexesAreSynced: state.indexesAreSynced,
      },
      () => this.#bounds.endOffset,
    );
    this.#aborted = new AbortedTransactions(context, this.#segments, {
      loadedTo: state.endOffset,
      statesAt: (offset) =>
        this.#producers.statesAt(offset, this.#segments.items, this.#bounds.startOffset, this.#config),
      generation: () => this.generation,
    });
    const log = {
      segments: this.#segments,
      bounds: this.#bounds,
      flusher: this.#flusher,
      epochs: this.#epochs,
      epochFile: this.#epochFile,
      producers: this.#producers,
      aborted: this.#aborted,
      config: () => this.#config,
      moved: () => this.onMoved?.(),
    };
    this.#cuts = new LogCuts(context, log);
    this.#roller = new LogRoller(context, log);
  }

  get directory(): string {
    return this.#segments.directory;
  }

  get config(): LogConfig {
    return this.#config;
  }

  get startOffset(): number {
    return this.#bounds.startOffset;
  }

  get endOffset(): number {
    return this.#bounds.endOffset;
  }

  get highWatermark(): number {
    return this.#bounds.highWatermark;
  }

  /** What read_committed consumers may see up to: nothing at or behind the first open transaction. */
  get lastStableOffset(): number {
    const unstable = this.#producers.states.firstUnstableOffset;
    return unstable === undefined
      ? this.#bounds.highWatermark
      : Math.min(Math.max(unstable, this.#bounds.startOffset), this.#bounds.highWatermark);
  }

  /** Compaction has been through everything below. */
  get cleanedUpTo(): number {
    return this.#bounds.cleanedUpTo;
  }

  set cleanedUpTo(offset: number) {
    this.#bounds.cleanedUpTo = offset;
  }

  /** Everything below survives a power loss. */
  get recoveryPoint(): number {
    return this.#flusher.recoveryPoint;
  }

  /** -1 while the log has seen no epoch. */
  get latestEpoch(): number {
    return this.#epochs.latestEpoch;
  }

  /** Epochs and where they begin, ascending. */
  get epochEntries(): readonly { readonly epoch: number; readonly startOffset: number }[] {
    return this.#epochs.entries();
  }

  /** The epoch that wrote `offset`; -1 when not known. */
  epochOf(offset: number): number {
    return this.#epochs.epochOf(offset);
  }

  get sizeBytes(): number {
    return this.#segments.sizeBytes;
  }

  updateConfig(config: LogConfig): void {
    this.#config = config;
  }

  /** Moves the high watermark up; it never falls but by truncation. True when it moved. */
  advanceHighWatermark(offset: number): boolean {
    // Put into words only when it fails: this runs with every request.
    if (offset > this.#bounds.endOffset)
      assert(false, `high watermark ${offset} of ${this.#name} is beyond its end ${this.#bounds.endOffset}`);
    if (offset <= this.#bounds.highWatermark) return false;
    this.#bounds.highWatermark = offset;
    this.onMoved?.();
    this.#producers.states.onHighWatermark(offset);
    this.#context.offsetsMoved('high-watermark');
    return true;
  }

  get #name(): string {
    return `${this.topic}-${this.partition}`;
  }

  // Appending

  /**
   * Checks, numbers and appends. Batches of clients are checked to the last varint; those of our own coordinators
   * and of raft are trusted. Offset, epoch and, under LogAppendTime, timestamps are written into `records` itself.
   */
  appendAsLeader(records: Buffer, options: AppendOptions): AppendOutcome {
    const wallNowMs = this.#context.env.clock.wallMs();
    let batches = records;
    const appendTime = this.#config.timestampType === 'LogAppendTime' && options.origin !== 'raft';
    if (options.origin === 'client') {
      const checked = checkClientBatch(records, this.#config, wallNowMs);
      if (checked.kind === 'refused') return checked;
      batches = checked.batch;
    }
    const objection = this.#producerObjection(batches, options);
    if (objection?.kind === 'refused') return objection;
    if (objection?.kind === 'duplicate') return this.#duplicateOf(objection.batch);
    // A client's batch has its timestamps from the check.
    const appendTimeMs = appendTime && options.origin !== 'client' ? wallNowMs : undefined;
    const numbered = numberBatches(batches, this.#bounds.endOffset, {
      leaderEpoch: options.leaderEpoch,
      appendTimeMs,
    });
    this.#append(batches, numbered, wallNowMs);
    return {
      kind: 'appended',
      baseOffset: numbered.baseOffset,
      lastOffset: numbered.nextOffset - 1,
      logAppendTimeMs: appendTime ? wallNowMs : NO_TIMESTAMP,
      logStartOffset: this.#bounds.startOffset,
      sizeBytes: batches.length,
      records: numbered.records,
    };
  }

  /** What the producers' states say against the batches. A retry that a restart has made unknown is recognised again. */
  #producerObjection(batches: Buffer, options: AppendOptions): ReturnType<typeof producerObjection> {
    const objection = producerObjection(this.#producers.states, batches, options);
    const isUnknown =
      objection?.kind === 'refused' && objection.errorCode === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
    return isUnknown && this.#producers.recall(batches, this.#segments.items, this.#bounds.startOffset)
      ? producerObjection(this.#producers.states, batches, options)
      : objection;
  }

  #duplicateOf(batch: ProducerBatch): AppendOutcome {
    return {
      kind: 'duplicate',
      baseOffset: batch.lastOffset - batch.offsetDelta,
      lastOffset: batch.lastOffset,
      // Under CreateTime, too: it is all that is known of a batch that is not read again (UnifiedLog.append).
      logAppendTimeMs: batch.timestampMs,
      logStartOffset: this.#bounds.startOffset,
    };
  }

  /** Appends batches with the offsets and epochs that the leader gave them. Throws BadBatchesError. */
  appendAsFollower(records: Buffer): FollowerAppend {
    const numbered = checkNumberedBatches(records, this.#bounds.endOffset, this.#name);
    const wallNowMs = this.#context.env.clock.wallMs();
    if (numbered.nextOffset - 1 - numbered.baseOffset <= RELATIVE_OFFSET_MAX)
      this.#append(records, numbered, wallNowMs);
    else this.#appendOneByOne(records, wallNowMs);
    return {
      baseOffset: numbered.baseOffset,
      lastOffset: numbered.nextOffset - 1,
      sizeBytes: records.length,
      records: numbered.records,
    };
  }

  /** Batches so far from each other that no segment can hold them all. */
  #appendOneByOne(records: Buffer, wallNowMs: number): void {
    for (let at = 0; at < records.length; at += batchSizeBytes(records, at)) {
      const batch = records.subarray(at, at + batchSizeBytes(records, at));
      this.#append(batch, checkNumberedBatches(batch, this.#bounds.endOffset, this.#name), wallNowMs);
    }
  }

  /** Order as in UnifiedLog.append: epochs, roll, data, end offset, producers, transaction index. */
  #append(batches: Buffer, numbered: NumberedBatches, wallNowMs: number): void {
    if (numbered.latestEpoch > this.#epochs.latestEpoch) this.#assignEpochs(batches);
    this.#roller.rollIfNeeded(batches.length, numbered, wallNowMs);
    this.#epochFile.saveIfStale();
    const { active } = this.#segments;
    active.append(batches, this.#config.indexIntervalBytes, wallNowMs);
    active.appendedVerified(batches.length, this.#context.recentTime.at(wallNowMs));
    this.#bounds.endOffset = numbered.nextOffset;
    this.onMoved?.();
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at))
      this.#applyToProducers(active, batches, at);
    this.#flusher.appended(numbered.records, this.#config);
  }

  #assignEpochs(batches: Buffer): void {
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
      const epoch = batchLeaderEpoch(batches, at);
      if (epoch > this.#epochs.latestEpoch) this.assignEpoch(epoch, batchBaseOffset(batches, at));
    }
  }

  #applyToProducers(segment: Segment, buffer: Buffer, at: number): void {
    const completed = this.#producers.states.apply(buffer, at);
    if (completed?.aborted) this.#aborted.append(segment, completed);
  }

  /** Closes the active segment and begins a new one at the end of the log. An empty one is kept. */
  roll(reason: string): void {
    this.#roller.roll(reason, this.#bounds.endOffset);
  }

  // Reading

  /**
   * Whole batches from the one that holds `offset` on, in memory from the pool. Empty at the upper bound and
   * where the first batch does not fit `maxBytes`.
   */
  read(offset: number, options: ReadOptions): LogSlice | 'out-of-range' {
    if (offset < this.#bounds.startOffset || offset > this.#bounds.endOffset) return 'out-of-range';
    if (offset >= options.upperBound || offset === this.#bounds.endOffset) return emptySlice(offset);
    return readSlice(this.#context, this.#segments, offset, options, {
      epochs: this.#epochs,
      endOffset: this.#bounds.endOffset,
    });
  }

  /** The first record whose timestamp is not before `timestampMs`; undefined when there is none. */
  offsetForTimestamp(timestampMs: number): TimestampAndOffset | undefined {
    return offsetForTimestamp(this.#context, this.#segments, timestampMs, this.#bounds.startOffset);
  }

  /** The first record with the largest timestamp of the whole log; undefined when none has one. */
  offsetOfMaxTimestamp(): TimestampAndOffset | undefined {
    return offsetOfMaxTimestamp(this.#context, this.#segments, this.#bounds.startOffset);
  }

  /** Aborted transactions that touch [fromOffset, upTo), in ascending first offset as clients need them. */
  abortedTransactions(fromOffset: number, upTo: number): AbortedTransaction[] {
    return this.abortedEntries(fromOffset, upTo)
      .map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
      .sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** The same as the index has them, in the order of their markers. */
  abortedEntries(fromOffset: number, upTo: number): AbortedTransactionEntry[] {
    return this.#aborted.entries(fromOffset, upTo);
  }

  activeProducers(): ActiveProducer[] {
    return Array.from(this.#producers.states.entries(), (entry) => ({
      producerId: entry.producerId,
      producerEpoch: entry.producerEpoch,
      lastSequence: entry.batches.at(-1)?.lastSequence ?? -1,
      lastTimestampMs: entry.lastTimestampMs,
      coordinatorEpoch: entry.coordinatorEpoch,
      currentTransactionStartOffset: entry.transactionFirstOffset,
    }));
  }

  segments(): SegmentInfo[] {
    return this.#segments.infos(this.#bounds.endOffset);
  }

  // Leader epochs

  endOffsetForEpoch(epoch: number): EpochEndOffset {
    return this.#epochs.endOffsetFor(epoch, this.#bounds.endOffset);
  }

  /** Epoch `epoch` begins at `startOffset`: said by a new leader about its end, and by batches of a new epoch. */
  assignEpoch(epoch: number, startOffset: number): void {
    if (!this.#epochs.assign(epoch, startOffset)) return;
    this.onMoved?.();
    this.#epochFile.changed();
  }

  // Truncation, the log start and retention: LogCuts

  /** Drops everything at and behind `offset`; a batch that holds it goes as a whole. */
  truncateTo(offset: number, reason: string): void {
    if (offset < this.#bounds.endOffset) {
      this.future?.truncateTo(offset, reason);
      if (offset < this.#segments.first.baseOffset) return this.truncateFullyAndStartAt(offset);
    }
    this.#cuts.truncateTo(offset, reason);
  }

  /** Empties the log: it goes on at `offset` (a follower whose leader has nothing in common with it, or a snapshot). */
  truncateFullyAndStartAt(offset: number): void {
    this.future?.truncateFullyAndStartAt(offset);
    this.#cuts.startAnewAt(offset);
  }

  /**
   * Raises the first offset that readers may ask for. Nothing that is not committed may vanish: false, and no
   * change, beyond the high watermark, as for an offset that is not beyond the present start.
   */
  advanceStart(offset: number, reason: LogStartReason): boolean {
    return this.#cuts.advanceStart(offset, reason);
  }

  /** Removes the oldest segments that the topic's retention and the log start let go. How many went. */
  deleteOldSegments(): number {
    return this.#cuts.deleteOldSegments((reason) => this.roll(reason));
  }

  /** Whether the checkpoint file must name the log start: where the first segment begins is known without it. */
  get startIsInsideSegment(): boolean {
    return this.#bounds.startOffset > this.#segments.first.baseOffset;
  }

  // Compaction (compaction/ decides; this is the log's part of it)

  get context(): LogContext {
    return this.#context;
  }

  get producers(): ProducerStates {
    return this.#producers.states;
  }

  /** Rises when what was read of segments before may be gone. */
  get generation(): number {
    return this.#flusher.generation + this.#cuts.retired;
  }

  /** The segments with what compaction is planned by; the active one is the last. */
  planSegments(): PlannedSegment[] {
    return this.#segments.planned(this.#bounds.endOffset);
  }

  /** Puts a cleaned segment in the place of neighbouring ones; see LogSegments. */
  replaceSegments(cleaned: Segment, replaced: readonly Segment[]): void {
    const last = this.#segments.items.indexOf(replaced[replaced.length - 1]);
    this.#flusher.beforeCleaned(this.#segments.nextOffsetOf(last, this.#bounds.endOffset));
    this.#segments.replace(cleaned, replaced);
    for (const { baseOffset } of replaced)
      if (baseOffset !== cleaned.baseOffset) this.#producers.forget(baseOffset);
    this.#flusher.namesChanged();
  }

  /** Removes producer snapshots that are damaged. */
  checkSnapshots(): void {
    this.#producers.checkSnapshots();
  }

  /** Whether a segment is still one of the log's. */
  holds(segment: Segment): boolean {
    return this.#segments.items.includes(segment);
  }

  /** Does something with the indexes of a segment, which are built again when they are damaged. */
  repairing<T>(segment: Segment, action: () => T): T {
    return this.#segments.repairing(segment, action);
  }

  /** Forgets idempotent producers that were silent for long. */
  expireProducers(expirationMs: number): number {
    return this.#producers.states.expire(this.#context.env.clock.wallMs(), expirationMs);
  }

  // Durability

  /** When flush.ms wants a flush, monotonic; Infinity when nothing waits. */
  get flushDueMs(): number {
    return this.#flusher.flushDueMs(this.#config);
  }

  /** Makes everything appended so far survive a power loss, before it returns. */
  flush(): void {
    this.#flusher.flush();
  }

  /**
   * The same off the thread: resolves with the offset below which everything survives a power loss. Rejects with a
   * DiskError; the directory has failed then, and the flush must not be tried again.
   */
  flushLater(): Promise<number> {
    return this.#flusher.flushLater();
  }

  /** It has something that `close` would have to flush, and nothing was appended since this was asked before. */
  restsUnflushed(): boolean {
    return this.#flusher.restsUnflushed();
  }

  /** Writes, without waiting for the disk, what a clean end adds to the files. */
  saveForClose(): void {
    if (this.#producers.takeLastSnapshot(this.#bounds.startOffset, this.sizeBytes))
      this.#flusher.snapshotTaken();
    this.#sealActive();
    if (this.#flusher.needsFlushForClose) this.#epochFile.saveIfStale();
  }

  #sealActive(): void {
    const { active } = this.#segments;
    this.#segments.repairing(active, () => active.seal());
  }

  /**
   * What `close` must have on the disk, off the thread: logs that are flushed together share the disk's journal. When
   * nothing is appended any more, and `saveForClose` came before, `close` finds it done. Rejects as `flushLater` does,
   * and with a CorruptSegmentError.
   */
  async flushForCloseLater(): Promise<void> {
    this.#sealActive();
    await this.#flusher.flushForCloseLater();
  }

  /** A clean end: data flushed, producer snapshot at the end, indexes complete and trimmed. The files are closed. */
  close(): void {
    this.#flusher.endGeneration();
    this.saveForClose();
    this.#flusher.flushForClose();
    for (const segment of this.#segments.items) segment.close();
  }

  /** Closes the files and saves nothing: the process gives up, or the disk has failed. */
  abandon(): void {
    this.#flusher.endGeneration();
    this.#segments.abandon();
  }

  /**
   * Renames the folder, for good (topic deletion), or after `close`: then it goes on under its new name. What is in
   * memory only is lost. Its files are whole: Kafka looks at folders that wait for their removal as at any other, and a
   * stray one may be wanted again.
   */
  moveTo(directory: string): void {
    this.#flusher.endGeneration();
    this.#segments.active.seal();
    this.#segments.moveTo(directory);
    this.#epochFile.movedTo(directory);
    this.#producers.movedTo(directory);
  }
}
