import { assert, type Uuid } from '../base/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { batchBaseOffset, batchLeaderEpoch, batchSizeBytes, NO_TIMESTAMP } from '../wire/index.ts';
import { AbortedTransactions } from './aborted-transactions.ts';
import { checkClientBatch } from './append-check.ts';
import { checkNumberedBatches, numberBatches, type NumberedBatches } from './batch-numbers.ts';
import { EpochFile } from './epoch-file.ts';
import type { EpochEndOffset, LeaderEpochs } from './leader-epochs.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import { LogFlusher } from './log-flusher.ts';
import { offsetForTimestamp, offsetOfMaxTimestamp, readSlice } from './log-reads.ts';
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
import { emptySlice } from './pooled-slice.ts';
import { producerObjection } from './producer-check.ts';
import { ProducerHistory } from './producer-history.ts';
import type { ProducerBatch, ProducerStates } from './producer-state.ts';
import { planRetention } from './retention-plan.ts';
import { rollReason } from './roll-rule.ts';
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
  #startOffset: number;
  #endOffset: number;
  #highWatermark: number;
  readonly #epochs: LeaderEpochs;
  readonly #epochFile: EpochFile;
  readonly #producers: ProducerHistory;
  readonly #aborted: AbortedTransactions;
  /** Compaction has been through everything below. */
  cleanedUpTo: number;
  /** Its copy in another log dir, while it moves there: what is cut here is cut there. */
  future: PartitionLog | undefined;
  /** Told whenever one of its offsets, or an epoch, has become another one. Must not throw, nor touch the log. */
  onMoved: (() => void) | undefined;
  /** Segments that retention has removed. */
  #retired = 0;
  #rollJitterMs = 0;

  constructor(context: LogContext, state: PartitionLogState) {
    this.#context = context;
    this.topic = state.topic;
    this.partition = state.partition;
    this.topicId = state.topicId;
    this.damage = state.damage;
    this.#config = state.config;
    this.#segments = new LogSegments(context, state, () => this.#config);
    this.#startOffset = state.startOffset;
    this.#endOffset = state.endOffset;
    this.#highWatermark = Math.min(Math.max(state.highWatermark, state.startOffset), state.endOffset);
    this.#epochs = state.epochs;
    this.#epochFile = new EpochFile(context.env.disk, state.directory, state.epochs, state.epochsAreStored);
    this.#producers = new ProducerHistory(context, state.directory, state.producers, state.snapshots);
    // Transactions that recovery saw to their end are replicated where the checkpoint says so.
    state.producers.onHighWatermark(this.#highWatermark);
    this.#flusher = new LogFlusher(
      context,
      {
        segments: this.#segments,
        epochFile: this.#epochFile,
        recoveryPoint: state.recoveryPoint,
        namesAreSynced: state.namesAreSynced,
        indexesAreSynced: state.indexesAreSynced,
      },
      () => this.#endOffset,
    );
    this.#aborted = new AbortedTransactions(context, this.#segments, {
      loadedTo: state.endOffset,
      statesAt: (offset) =>
        this.#producers.statesAt(offset, this.#segments.items, this.#startOffset, this.#config),
      generation: () => this.generation,
    });
    this.cleanedUpTo = state.cleanedUpTo;
    this.#drawJitter();
  }

  get directory(): string {
    return this.#segments.directory;
  }

  get config(): LogConfig {
    return this.#config;
  }

  get startOffset(): number {
    return this.#startOffset;
  }

  get endOffset(): number {
    return this.#endOffset;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** What read_committed consumers may see up to: nothing at or behind the first open transaction. */
  get lastStableOffset(): number {
    const unstable = this.#producers.states.firstUnstableOffset;
    return unstable === undefined
      ? this.#highWatermark
      : Math.min(Math.max(unstable, this.#startOffset), this.#highWatermark);
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
    assert(
      offset <= this.#endOffset,
      `high watermark ${offset} of ${this.#name} is beyond its end ${this.#endOffset}`,
    );
    if (offset <= this.#highWatermark) return false;
    this.#highWatermark = offset;
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
    const numbered = numberBatches(batches, this.#endOffset, {
      leaderEpoch: options.leaderEpoch,
      appendTimeMs,
    });
    this.#append(batches, numbered, wallNowMs);
    return {
      kind: 'appended',
      baseOffset: numbered.baseOffset,
      lastOffset: numbered.nextOffset - 1,
      logAppendTimeMs: appendTime ? wallNowMs : NO_TIMESTAMP,
      logStartOffset: this.#startOffset,
      sizeBytes: batches.length,
      records: numbered.records,
    };
  }

  /** What the producers' states say against the batches. A retry that a restart has made unknown is recognised again. */
  #producerObjection(batches: Buffer, options: AppendOptions): ReturnType<typeof producerObjection> {
    const objection = producerObjection(this.#producers.states, batches, options);
    const isUnknown =
      objection?.kind === 'refused' && objection.errorCode === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
    return isUnknown && this.#producers.recall(batches, this.#segments.items, this.#startOffset)
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
      logStartOffset: this.#startOffset,
    };
  }

  /** Appends batches with the offsets and epochs that the leader gave them. Throws BadBatchesError. */
  appendAsFollower(records: Buffer): FollowerAppend {
    const numbered = checkNumberedBatches(records, this.#endOffset, this.#name);
    this.#append(records, numbered, this.#context.env.clock.wallMs());
    return {
      baseOffset: numbered.baseOffset,
      lastOffset: numbered.nextOffset - 1,
      sizeBytes: records.length,
      records: numbered.records,
    };
  }

  /** Order as in UnifiedLog.append: epochs, roll, data, end offset, producers, transaction index. */
  #append(batches: Buffer, numbered: NumberedBatches, wallNowMs: number): void {
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
      const epoch = batchLeaderEpoch(batches, at);
      if (epoch > this.#epochs.latestEpoch) this.assignEpoch(epoch, batchBaseOffset(batches, at));
    }
    this.#rollIfNeeded(batches.length, numbered, wallNowMs);
    this.#epochFile.saveIfStale();
    const { active } = this.#segments;
    active.append(batches, this.#config.indexIntervalBytes, wallNowMs);
    active.appendedVerified(batches.length, this.#context.env.clock.monotonicMs());
    this.#endOffset = numbered.nextOffset;
    this.onMoved?.();
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at))
      this.#applyToProducers(active, batches, at);
    this.#flusher.appended(numbered.records, this.#config);
  }

  #applyToProducers(segment: Segment, buffer: Buffer, at: number): void {
    const completed = this.#producers.states.apply(buffer, at);
    if (completed?.aborted) this.#aborted.append(segment, completed);
  }

  #rollIfNeeded(sizeBytes: number, numbered: NumberedBatches, wallNowMs: number): void {
    const { active } = this.#segments;
    const reason = rollReason(
      {
        baseOffset: active.baseOffset,
        sizeBytes: active.sizeBytes,
        indexIsFull: this.#indexIsFull(active),
        firstTimestampMs: active.firstTimestampMs(),
        createdMs: active.createdMs,
        rollJitterMs: this.#rollJitterMs,
      },
      { sizeBytes, lastOffset: numbered.nextOffset - 1, maxTimestampMs: numbered.maxTimestampMs },
      this.#config,
      wallNowMs,
    );
    if (reason !== undefined) this.roll(reason);
  }

  #indexIsFull(active: Segment): boolean {
    const { segmentIndexBytes } = this.#config;
    // Once loaded they are not checked again, and every append asks.
    return active.indexesAreLoaded
      ? active.indexIsFull(segmentIndexBytes)
      : this.#segments.repairing(active, () => active.indexIsFull(segmentIndexBytes));
  }

  #drawJitter(): void {
    const { segmentJitterMs, segmentMs } = this.#config;
    this.#rollJitterMs =
      segmentJitterMs > 0 ? this.#context.env.random.next() * Math.min(segmentJitterMs, segmentMs) : 0;
  }

  /** Closes the active segment and begins a new one at the end of the log. An empty one is kept. */
  roll(reason: string): void {
    const previous = this.#segments.active;
    if (previous.sizeBytes === 0 && previous.baseOffset === this.#endOffset) return;
    previous.seal();
    this.#flusher.beforeRoll();
    this.#producers.takeSnapshot(this.#startOffset);
    this.#segments.add(this.#endOffset);
    this.#flusher.namesChanged();
    this.#drawJitter();
    this.#segments.report('segment-rolled', previous, reason);
    this.#flusher.flushInBackground(previous);
  }

  // Reading

  /**
   * Whole batches from the one that holds `offset` on, in memory from the pool. Empty at the upper bound and
   * where the first batch does not fit `maxBytes`.
   */
  read(offset: number, options: ReadOptions): LogSlice | 'out-of-range' {
    if (offset < this.#startOffset || offset > this.#endOffset) return 'out-of-range';
    if (offset >= options.upperBound || offset === this.#endOffset) return emptySlice(offset);
    return readSlice(this.#context, this.#segments, offset, options, {
      epochs: this.#epochs,
      endOffset: this.#endOffset,
    });
  }

  /** The first record whose timestamp is not before `timestampMs`; undefined when there is none. */
  offsetForTimestamp(timestampMs: number): TimestampAndOffset | undefined {
    return offsetForTimestamp(this.#context, this.#segments, timestampMs, this.#startOffset);
  }

  /** The first record with the largest timestamp of the whole log; undefined when none has one. */
  offsetOfMaxTimestamp(): TimestampAndOffset | undefined {
    return offsetOfMaxTimestamp(this.#context, this.#segments, this.#startOffset);
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
    return this.#segments.infos(this.#endOffset);
  }

  // Leader epochs

  endOffsetForEpoch(epoch: number): EpochEndOffset {
    return this.#epochs.endOffsetFor(epoch, this.#endOffset);
  }

  /** Epoch `epoch` begins at `startOffset`: said by a new leader about its end, and by batches of a new epoch. */
  assignEpoch(epoch: number, startOffset: number): void {
    if (!this.#epochs.assign(epoch, startOffset)) return;
    this.onMoved?.();
    this.#epochFile.changed();
  }

  // Truncation and the log start

  /** Drops everything at and behind `offset`; a batch that holds it goes as a whole. */
  truncateTo(offset: number, reason: string): void {
    if (offset >= this.#endOffset) {
      // An epoch that we began and wrote nothing in: left there, it would part our log from the leader's for ever.
      if (!this.#epochs.truncateFromEnd(offset)) return;
      this.onMoved?.();
      this.#epochFile.changed();
      return;
    }
    this.future?.truncateTo(offset, reason);
    if (offset < this.#segments.first.baseOffset) return this.truncateFullyAndStartAt(offset);
    this.#aborted.beforeCut(offset);
    const fromOffset = this.#endOffset;
    this.#flusher.endGeneration();
    const before = this.#segments.items.length;
    while (this.#segments.items.length > 1 && this.#segments.active.baseOffset > offset)
      this.#discardSegment(this.#segments.items.pop()!);
    // A later segment that came back, behind one that was cut, would leave a hole.
    if (this.#segments.items.length < before) this.#flusher.syncRemovals();
    const { active } = this.#segments;
    this.#segments.repairing(active, () => active.truncateTo(offset, this.#context.pool));
    this.#flusher.makeCutDurable();
    this.#endOffset = offset;
    this.#startOffset = Math.min(this.#startOffset, offset);
    this.#highWatermark = Math.min(this.#highWatermark, offset);
    this.onMoved?.();
    if (this.#epochs.truncateFromEnd(offset)) this.#epochFile.save();
    this.#lowerCleanedUpTo(offset);
    this.#aborted.truncatedTo(offset);
    this.#flusher.lowerRecoveryPoint(offset);
    const { indexIntervalBytes } = this.#config;
    this.#producers.reload(this.#segments.items, this.#startOffset, offset, indexIntervalBytes);
    this.#producers.states.onHighWatermark(this.#highWatermark);
    this.#reportTruncation(fromOffset, reason);
  }

  /** Empties the log: it goes on at `offset` (a follower whose leader has nothing in common with it, or a snapshot). */
  truncateFullyAndStartAt(offset: number): void {
    this.future?.truncateFullyAndStartAt(offset);
    const fromOffset = this.#endOffset;
    this.#flusher.endGeneration();
    for (const segment of this.#segments.items.splice(0)) this.#discardSegment(segment);
    this.#segments.add(offset);
    this.#flusher.makeCutDurable();
    this.#endOffset = offset;
    this.#startOffset = offset;
    this.#highWatermark = offset;
    this.onMoved?.();
    this.#epochs.clear();
    this.#epochFile.save();
    this.#producers.startAnew(offset);
    this.#lowerCleanedUpTo(0);
    this.#aborted.truncatedTo(offset);
    this.#flusher.lowerRecoveryPoint(offset);
    this.#context.offsetsMoved('log-start');
    this.#reportTruncation(fromOffset, 'starts anew');
  }

  /**
   * On the disk before anything new is written, as Kafka's LogCleaner.maybeTruncateCheckpoint: below what the checkpoint
   * names recovery lets gaps pass, and what comes now must have none.
   */
  #lowerCleanedUpTo(offset: number): void {
    if (this.cleanedUpTo <= offset) return;
    this.cleanedUpTo = offset;
    this.#context.storeCleaned();
  }

  #discardSegment(segment: Segment): void {
    this.#segments.discard(segment);
    this.#producers.forget(segment.baseOffset);
  }

  #reportTruncation(fromOffset: number, reason: string): void {
    this.#context.env.facts.report({
      kind: 'log-truncated',
      topic: this.topic,
      partition: this.partition,
      toOffset: this.#endOffset,
      fromOffset,
      reason,
    });
  }

  /**
   * Raises the first offset that readers may ask for. Nothing that is not committed may vanish: false, and no
   * change, beyond the high watermark, as for an offset that is not beyond the present start.
   */
  advanceStart(offset: number, reason: LogStartReason): boolean {
    if (offset <= this.#startOffset || offset > this.#highWatermark) return false;
    this.#startOffset = offset;
    this.onMoved?.();
    if (this.#epochs.truncateFromStart(offset)) this.#epochFile.save();
    this.#context.offsetsMoved('log-start');
    this.#context.env.facts.report({
      kind: 'log-start-advanced',
      topic: this.topic,
      partition: this.partition,
      toOffset: offset,
      reason,
    });
    return true;
  }

  /** Whether the checkpoint file must name the log start: where the first segment begins is known without it. */
  get startIsInsideSegment(): boolean {
    return this.#startOffset > this.#segments.first.baseOffset;
  }

  // Retention

  /** Removes the oldest segments that the topic's retention and the log start let go. How many went. */
  deleteOldSegments(): number {
    const wallNowMs = this.#context.env.clock.wallMs();
    const removals = planRetention(this.#segments.planned(this.#endOffset), this.#config, {
      wallNowMs,
      startOffset: this.#startOffset,
      highWatermark: this.#highWatermark,
    });
    if (removals.length === 0) return 0;
    if (removals.length === this.#segments.items.length) this.roll('retention');
    // The start moves first: a crash in between leaves files that nobody can read, never a hole.
    this.advanceStart(this.#segments.items[removals.length].baseOffset, 'retention');
    for (const removal of removals) {
      const segment = this.#segments.items.shift()!;
      assert(
        segment.baseOffset === removal.baseOffset,
        `${this.#name} has ${segment.baseOffset} for ${removal.baseOffset}`,
      );
      this.#retireSegment(segment, removal.reason);
    }
    return removals.length;
  }

  #retireSegment(segment: Segment, reason: string): void {
    this.#retired++;
    this.#segments.setAside(segment);
    this.#producers.forget(segment.baseOffset);
    this.#segments.report('segment-deleted', segment, reason);
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
    return this.#flusher.generation + this.#retired;
  }

  /** The segments with what compaction is planned by; the active one is the last. */
  planSegments(): PlannedSegment[] {
    return this.#segments.planned(this.#endOffset);
  }

  /** Puts a cleaned segment in the place of neighbouring ones; see LogSegments. */
  replaceSegments(cleaned: Segment, replaced: readonly Segment[]): void {
    const last = this.#segments.items.indexOf(replaced[replaced.length - 1]);
    this.#flusher.beforeCleaned(this.#segments.nextOffsetOf(last, this.#endOffset));
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
    if (this.#producers.takeLastSnapshot(this.#startOffset, this.sizeBytes)) this.#flusher.snapshotTaken();
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
    await this.#producers.syncLastSnapshotLater();
    await this.#flusher.flushForCloseLater();
  }

  /** A clean end: data flushed, producer snapshot at the end, indexes complete and trimmed. The files are closed. */
  close(): void {
    this.#flusher.endGeneration();
    this.saveForClose();
    this.#producers.syncLastSnapshot();
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
