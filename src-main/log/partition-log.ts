import { assert, type Uuid } from '../base/index.ts';
import { DiskError } from '../env/index.ts';
import {
  batchFault,
  batchBaseOffset,
  batchIsControl,
  batchLastOffset,
  batchLastOffsetDelta,
  batchLeaderEpoch,
  batchMagic,
  batchMaxTimestampMs,
  batchProducerEpoch,
  batchProducerId,
  batchRecordCount,
  batchSizeBytes,
  NO_TIMESTAMP,
  readRecords,
  setBatchBaseOffset,
  setBatchLeaderEpoch,
  setBatchMaxTimestamp,
} from '../wire/index.ts';
import { checkClientBatch } from './append-check.ts';
import { EpochFile } from './epoch-file.ts';
import { CorruptIndexError } from './index-file.ts';
import type { EpochEndOffset, LeaderEpochs } from './leader-epochs.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import {
  type AbortedTransaction,
  type ActiveProducer,
  type AppendOptions,
  type AppendOutcome,
  BadBatchesError,
  type FollowerAppend,
  type LogSlice,
  type LogStartReason,
  type ReadOptions,
  type SegmentInfo,
  type TimestampAndOffset,
} from './log-types.ts';
import { syncTopicId } from './partition-files.ts';
import { emptySlice, PooledSlice } from './pooled-slice.ts';
import { ProducerHistory } from './producer-history.ts';
import { markerCoordinatorEpoch, type ProducerBatch, type ProducerStates } from './producer-state.ts';
import { planRetention } from './retention-plan.ts';
import { rollReason } from './roll-rule.ts';
import { SegmentList } from './segment-list.ts';
import { Segment } from './segment.ts';
import { findMaxTimestamp, findTimestamp } from './timestamp-search.ts';
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
  readonly producers: ProducerStates;
  /** Offsets of the snapshot files that are there, ascending. */
  readonly snapshots: number[];
  /** The folder and the names in it survive a power loss; not so in a new one, or after a crash. */
  readonly namesAreSynced: boolean;
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
  readonly #context: LogContext;
  #directory: string;
  #config: LogConfig;
  readonly #segments: SegmentList;
  #startOffset: number;
  #endOffset: number;
  #highWatermark: number;
  /** Everything below is on disk for good. */
  #recoveryPoint: number;
  /** When the first record that is not flushed was appended, monotonic; flush.ms counts from it. */
  #unflushedSinceMs = Infinity;
  #unflushedRecords = 0;
  readonly #epochs: LeaderEpochs;
  readonly #epochFile: EpochFile;
  /** The folder itself and its partition.metadata may not survive a power loss yet. */
  #folderUnsynced: boolean;
  /** Names of files in it likewise. */
  #namesUnsynced: boolean;
  /** Indexes of the active segment have changed since they were synced. */
  #indexesUnsynced = false;
  readonly #producers: ProducerHistory;
  /** Compaction has been through everything below. */
  cleanedUpTo: number;
  /** Rises with each truncation and at the end: a write-back that began before proves nothing about what came after. */
  #generation = 0;
  /** Segments that retention has removed. */
  #retired = 0;
  #rollJitterMs = 0;
  /** The write-back of the segment that was closed last. After a failed one the directory is given up. */
  #writeBack: Promise<void> = Promise.resolve();

  constructor(context: LogContext, state: PartitionLogState) {
    this.#context = context;
    this.topic = state.topic;
    this.partition = state.partition;
    this.topicId = state.topicId;
    this.#directory = state.directory;
    this.#config = state.config;
    this.#segments = new SegmentList(state.segments);
    this.#startOffset = state.startOffset;
    this.#endOffset = state.endOffset;
    this.#recoveryPoint = state.recoveryPoint;
    this.#highWatermark = Math.min(Math.max(state.highWatermark, state.startOffset), state.endOffset);
    this.#epochs = state.epochs;
    this.#epochFile = new EpochFile(context.env.disk, state.directory, state.epochs);
    this.#producers = new ProducerHistory(context, state.directory, state.producers, state.snapshots);
    this.cleanedUpTo = state.cleanedUpTo;
    this.#folderUnsynced = !state.namesAreSynced;
    this.#namesUnsynced = !state.namesAreSynced;
    this.#drawJitter();
  }

  get directory(): string {
    return this.#directory;
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
    return this.#recoveryPoint;
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
    const producerAnswer = this.#checkProducers(batches, options);
    if (producerAnswer !== undefined) return producerAnswer;

    const baseOffset = this.#endOffset;
    let nextOffset = baseOffset;
    let count = 0;
    let maxTimestampMs = NO_TIMESTAMP;
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
      setBatchBaseOffset(batches, at, nextOffset);
      setBatchLeaderEpoch(batches, at, options.leaderEpoch);
      if (appendTime && options.origin !== 'client') setBatchMaxTimestamp(batches, at, true, wallNowMs);
      nextOffset += batchLastOffsetDelta(batches, at) + 1;
      count += batchRecordCount(batches, at);
      maxTimestampMs = Math.max(maxTimestampMs, batchMaxTimestampMs(batches, at));
    }
    this.#append(batches, nextOffset, count, maxTimestampMs, wallNowMs);
    return {
      kind: 'appended',
      baseOffset,
      lastOffset: nextOffset - 1,
      logAppendTimeMs: appendTime ? wallNowMs : NO_TIMESTAMP,
      logStartOffset: this.#startOffset,
      sizeBytes: batches.length,
      records: count,
    };
  }

  #checkProducers(batches: Buffer, options: AppendOptions): AppendOutcome | undefined {
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
      const producerId = batchProducerId(batches, at);
      if (producerId < 0) continue;
      const transactionVersion = options.transactionVersion ?? 0;
      if (batchIsControl(batches, at)) {
        const [marker] = readRecords(batches, at);
        const coordinatorEpoch = markerCoordinatorEpoch(marker?.value ?? null);
        const epoch = batchProducerEpoch(batches, at);
        const verdict = this.#producers.states.checkMarker(
          producerId,
          epoch,
          coordinatorEpoch,
          transactionVersion,
        );
        if (verdict.kind === 'refused') return verdict;
      } else if (options.origin === 'client') {
        const verdict = this.#producers.states.checkClientBatch(batches, at, transactionVersion);
        if (verdict.kind === 'refused') return verdict;
        if (verdict.kind === 'duplicate') return this.#duplicateOf(verdict.batch);
      }
    }
    return undefined;
  }

  #duplicateOf(batch: ProducerBatch): AppendOutcome {
    const appendTime = this.#config.timestampType === 'LogAppendTime';
    return {
      kind: 'duplicate',
      baseOffset: batch.lastOffset - batch.offsetDelta,
      lastOffset: batch.lastOffset,
      logAppendTimeMs: appendTime ? batch.timestampMs : NO_TIMESTAMP,
      logStartOffset: this.#startOffset,
    };
  }

  /** Appends batches with the offsets and epochs that the leader gave them. Throws BadBatchesError. */
  appendAsFollower(records: Buffer): FollowerAppend {
    let nextOffset = this.#endOffset;
    let count = 0;
    let maxTimestampMs = NO_TIMESTAMP;
    let at = 0;
    while (at < records.length) {
      const fault = batchFault(records, at, records.length);
      if (fault !== undefined) throw new BadBatchesError(`${this.#name}: ${fault}`);
      const first = batchMagic(records, at) < 2 ? batchLastOffset(records, at) : batchBaseOffset(records, at);
      if (first < nextOffset) {
        throw new BadBatchesError(`${this.#name}: batch at ${first}, the log goes on at ${nextOffset}`);
      }
      nextOffset = batchLastOffset(records, at) + 1;
      count += batchRecordCount(records, at);
      maxTimestampMs = Math.max(maxTimestampMs, batchMaxTimestampMs(records, at));
      at += batchSizeBytes(records, at);
    }
    if (records.length === 0) throw new BadBatchesError(`${this.#name}: no batch to append`);
    const baseOffset = batchBaseOffset(records);
    this.#append(records, nextOffset, count, maxTimestampMs, this.#context.env.clock.wallMs());
    return { baseOffset, lastOffset: nextOffset - 1, sizeBytes: records.length, records: count };
  }

  /** Order as in UnifiedLog.append: epochs, roll, data, end offset, producers, transaction index. */
  #append(
    batches: Buffer,
    nextOffset: number,
    count: number,
    maxTimestampMs: number,
    wallNowMs: number,
  ): void {
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
      const epoch = batchLeaderEpoch(batches, at);
      if (epoch > this.#epochs.latestEpoch) this.assignEpoch(epoch, batchBaseOffset(batches, at));
    }
    this.#rollIfNeeded(batches.length, nextOffset - 1, maxTimestampMs, wallNowMs);
    const active = this.#segments.active;
    active.append(batches, this.#config.indexIntervalBytes, wallNowMs);
    this.#endOffset = nextOffset;
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at))
      this.#applyToProducers(active, batches, at);
    this.#indexesUnsynced = true;
    this.#unflushedRecords += count;
    if (this.#unflushedSinceMs === Infinity) this.#unflushedSinceMs = this.#context.env.clock.monotonicMs();
    if (this.#unflushedRecords >= this.#config.flushMessages) this.flush();
  }

  #applyToProducers(segment: Segment, buffer: Buffer, at: number): void {
    const completed = this.#producers.states.apply(buffer, at);
    if (completed?.aborted) segment.transactionIndex.append(completed);
  }

  #rollIfNeeded(sizeBytes: number, lastOffset: number, maxTimestampMs: number, wallNowMs: number): void {
    const active = this.#segments.active;
    const reason = rollReason(
      {
        baseOffset: active.baseOffset,
        sizeBytes: active.sizeBytes,
        indexIsFull: this.#repairingIndexes(active, () => active.indexIsFull(this.#config.segmentIndexBytes)),
        firstTimestampMs: active.firstTimestampMs(),
        createdMs: active.createdMs,
        rollJitterMs: this.#rollJitterMs,
      },
      { sizeBytes, lastOffset, maxTimestampMs },
      this.#config,
      wallNowMs,
    );
    if (reason !== undefined) this.roll(reason);
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
    const { env, files } = this.#context;
    previous.seal();
    if (this.#producers.takeSnapshot(this.#startOffset, false)) this.#namesUnsynced = true;
    this.#segments.items.push(Segment.create(files, this.#directory, this.#endOffset, env.clock.wallMs()));
    this.#namesUnsynced = true;
    this.#drawJitter();
    this.#report('segment-rolled', previous, reason);
    this.#flushInBackground(previous);
  }

  /** The recovery point moves to the new base only when all before it is on disk for good. */
  #flushInBackground(previous: Segment): void {
    const newBase = this.#endOffset;
    const generation = this.#generation;
    // Write-backs go one after the other: what lies before this segment is on disk when its turn has come.
    const before = this.#writeBack;
    const writeBack = async () => {
      await before;
      // Gone by retention, by truncation or with the folder: its files must not be opened again.
      if (generation !== this.#generation || !this.#segments.items.includes(previous)) return;
      await previous.flushLater();
      if (this.#epochFile.isUnsynced) this.#namesUnsynced = true;
      await this.#epochFile.syncLater();
      if (generation !== this.#generation) return;
      this.#syncNames();
      if (newBase <= this.#recoveryPoint) return;
      this.#recoveryPoint = newBase;
      this.#context.offsetsMoved('recovery-point');
    };
    this.#writeBack = writeBack().catch((error: unknown) => this.#backgroundFailure(error));
  }

  #backgroundFailure(error: unknown): void {
    this.#context.failed(
      error instanceof DiskError ? error : new DiskError('write back', this.#directory, error),
    );
  }

  // Reading

  /**
   * Whole batches from the one that holds `offset` on, in memory from the pool. Empty at the upper bound and
   * where the first batch does not fit `maxBytes`.
   */
  read(offset: number, options: ReadOptions): LogSlice | 'out-of-range' {
    if (offset < this.#startOffset || offset > this.#endOffset) return 'out-of-range';
    if (offset >= options.upperBound || offset === this.#endOffset) return emptySlice(offset);
    const { pool } = this.#context;
    for (let index = this.#segments.indexOf(offset); index < this.#segments.items.length; index++) {
      const segment = this.#segments.items[index];
      const found = this.#repairingIndexes(segment, () => segment.read(offset, options, pool));
      if (found === undefined) continue;
      if (found.buffer === undefined) break;
      return new PooledSlice(pool, found.buffer, found.sizeBytes, found.baseOffset, found.nextOffset);
    }
    return emptySlice(offset);
  }

  /** A damaged index is built again from its segment, once. */
  #repairingIndexes<T>(segment: Segment, action: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof CorruptIndexError)) throw error;
      this.#context.env.log.warn(`${error.message}: building the indexes again`);
      const options = { checkCrc: false, cutBadTail: false, keepTransactionIndex: true };
      segment.rebuild(this.#config.indexIntervalBytes, this.#context.pool, options, () => {});
      return action();
    }
  }

  /** The first record whose timestamp is not before `timestampMs`; undefined when there is none. */
  offsetForTimestamp(timestampMs: number): TimestampAndOffset | undefined {
    for (const segment of this.#segments.items) {
      const found = this.#repairingIndexes(segment, () =>
        segment.largestTimestampMs < timestampMs
          ? undefined
          : findTimestamp(segment, timestampMs, this.#startOffset, this.#context.pool),
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The first record with the largest timestamp of the whole log; undefined when none has one. */
  offsetOfMaxTimestamp(): TimestampAndOffset | undefined {
    let latest: Segment | undefined;
    for (const segment of this.#segments.items) {
      const maxTimestampMs = this.#repairingIndexes(segment, () => segment.maxTimestampMs);
      if (maxTimestampMs >= 0 && maxTimestampMs > (latest?.maxTimestampMs ?? -1)) latest = segment;
    }
    if (latest === undefined) return undefined;
    return findMaxTimestamp(latest, this.#startOffset, this.#context.pool);
  }

  /** Aborted transactions that touch [fromOffset, upTo), in ascending first offset as clients need them. */
  abortedTransactions(fromOffset: number, upTo: number): AbortedTransaction[] {
    return this.abortedEntries(fromOffset, upTo)
      .map(({ producerId, firstOffset }) => ({ producerId, firstOffset }))
      .sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** The same as the index has them, in the order of their markers. */
  abortedEntries(fromOffset: number, upTo: number): AbortedTransactionEntry[] {
    const found: AbortedTransactionEntry[] = [];
    search: for (
      let index = this.#segments.indexOf(fromOffset);
      index < this.#segments.items.length;
      index++
    ) {
      for (const entry of this.#segments.items[index].transactionIndex.entries()) {
        if (entry.lastOffset >= fromOffset && entry.firstOffset < upTo) found.push(entry);
        if (entry.lastStableOffset >= upTo) break search;
      }
    }
    return found;
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
    return this.#segments.items.map((segment, index) => ({
      baseOffset: segment.baseOffset,
      nextOffset: this.#segments.nextOffsetOf(index, this.#endOffset),
      sizeBytes: segment.sizeBytes,
      indexBytes: this.#repairingIndexes(segment, () => segment.offsetIndex.sizeBytes),
      timeIndexBytes: this.#repairingIndexes(segment, () => segment.timeIndex.sizeBytes),
      maxTimestampMs: segment.maxTimestampMs,
      modifiedMs: segment.modifiedMs,
      active: segment === this.#segments.active,
    }));
  }

  // Leader epochs

  endOffsetForEpoch(epoch: number): EpochEndOffset {
    return this.#epochs.endOffsetFor(epoch, this.#endOffset);
  }

  /** Epoch `epoch` begins at `startOffset`: said by a new leader about its end, and by batches of a new epoch. */
  assignEpoch(epoch: number, startOffset: number): void {
    if (this.#epochs.assign(epoch, startOffset)) this.#epochFile.save();
  }

  // Truncation and the log start

  /** Drops everything at and behind `offset`; a batch that holds it goes as a whole. */
  truncateTo(offset: number, reason: string): void {
    if (offset >= this.#endOffset) {
      // An epoch that we began and wrote nothing in: left there, it would part our log from the leader's for ever.
      if (this.#epochs.truncateFromEnd(offset)) this.#epochFile.save();
      return;
    }
    if (offset < this.#segments.first.baseOffset) return this.truncateFullyAndStartAt(offset);
    const fromOffset = this.#endOffset;
    this.#generation++;
    while (this.#segments.items.length > 1 && this.#segments.active.baseOffset > offset)
      this.#discardSegment(this.#segments.items.pop()!);
    const active = this.#segments.active;
    this.#repairingIndexes(active, () => active.truncateTo(offset, this.#context.pool));
    this.#makeCutDurable(active);
    this.#indexesUnsynced = true;
    this.#endOffset = offset;
    this.#startOffset = Math.min(this.#startOffset, offset);
    this.#highWatermark = Math.min(this.#highWatermark, offset);
    if (this.#epochs.truncateFromEnd(offset)) this.#epochFile.save();
    this.cleanedUpTo = Math.min(this.cleanedUpTo, offset);
    this.#lowerRecoveryPoint(offset);
    this.#producers.reload(this.#segments.items, this.#startOffset, offset);
    this.#producers.states.onHighWatermark(this.#highWatermark);
    this.#context.env.facts.report({
      kind: 'log-truncated',
      topic: this.topic,
      partition: this.partition,
      toOffset: offset,
      fromOffset,
      reason,
    });
  }

  /** Empties the log: it goes on at `offset` (a follower whose leader has nothing in common with it, or a snapshot). */
  truncateFullyAndStartAt(offset: number): void {
    const { env, files } = this.#context;
    const fromOffset = this.#endOffset;
    this.#generation++;
    for (const segment of this.#segments.items.splice(0)) this.#discardSegment(segment);
    const active = Segment.create(files, this.#directory, offset, env.clock.wallMs());
    this.#segments.items.push(active);
    this.#makeCutDurable(active);
    this.#endOffset = offset;
    this.#startOffset = offset;
    this.#highWatermark = offset;
    this.#epochs.clear();
    this.#epochFile.save();
    this.#producers.startAnew(offset);
    this.cleanedUpTo = 0;
    this.#lowerRecoveryPoint(offset);
    this.#context.offsetsMoved('log-start');
    env.facts.report({
      kind: 'log-truncated',
      topic: this.topic,
      partition: this.partition,
      toOffset: offset,
      fromOffset,
      reason: 'starts anew',
    });
  }

  /**
   * Records that were cut, and had come to the disk, would be there again after a power loss, and what has taken their
   * place not yet: the high watermark, whose checkpoint is newer, would call them committed. The recovery point does not
   * tell what has come to the disk: the system writes when it likes, and what a power loss left is there, too.
   */
  #makeCutDurable(active: Segment): void {
    active.log.sync();
    this.#context.env.disk.syncDirectory(this.#directory);
    this.#namesUnsynced = false;
  }

  #lowerRecoveryPoint(offset: number): void {
    this.#unflushedRecords = 0;
    this.#unflushedSinceMs =
      this.#endOffset > this.#segments.first.baseOffset ? this.#context.env.clock.monotonicMs() : Infinity;
    if (this.#recoveryPoint <= offset) return;
    this.#recoveryPoint = offset;
    this.#context.recoveryPointFell();
  }

  /** Removes a segment's files at once: no reader holds a file. */
  #discardSegment(segment: Segment): void {
    const { disk } = this.#context.env;
    segment.drop();
    for (const file of segment.files()) disk.remove(file.path);
    this.#producers.forget(segment.baseOffset);
  }

  /**
   * Raises the first offset that readers may ask for. Nothing that is not committed may vanish: false, and no
   * change, beyond the high watermark, as for an offset that is not beyond the present start.
   */
  advanceStart(offset: number, reason: LogStartReason): boolean {
    if (offset <= this.#startOffset || offset > this.#highWatermark) return false;
    this.#startOffset = offset;
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
    const removals = planRetention(
      this.#segments.items.map((segment, index) => ({
        baseOffset: segment.baseOffset,
        nextOffset: this.#segments.nextOffsetOf(index, this.#endOffset),
        sizeBytes: segment.sizeBytes,
        largestTimestampMs: this.#repairingIndexes(segment, () => segment.largestTimestampMs),
      })),
      this.#config,
      { wallNowMs, startOffset: this.#startOffset, highWatermark: this.#highWatermark },
    );
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

  /** Renames a segment's files to `.deleted` and lets them go after file.delete.delay.ms. */
  #retireSegment(segment: Segment, reason: string): void {
    this.#retired++;
    this.#setAside(segment, true);
    this.#report('segment-deleted', segment, reason);
  }

  #setAside(segment: Segment, forgetProducers: boolean): void {
    segment.drop();
    const files = segment.files().filter((file) => file.exists());
    for (const file of files) file.renameTo(`${file.path}.deleted`);
    if (forgetProducers) this.#producers.forget(segment.baseOffset);
    const paths = files.map((file) => file.path);
    this.#context.removeLater(paths, this.#config.fileDeleteDelayMs);
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
    return this.#generation + this.#retired;
  }

  /**
   * The segments with what compaction is planned by; the active one is the last. What needs an index is read when it
   * is asked for: a look at whether there is anything to do loads none.
   */
  planSegments() {
    return this.#segments.items.map((segment, index) => {
      const fromIndexes = (read: () => number) => this.#repairingIndexes(segment, read);
      return {
        segment,
        baseOffset: segment.baseOffset,
        nextOffset: this.#segments.nextOffsetOf(index, this.#endOffset),
        sizeBytes: segment.sizeBytes,
        get indexBytes() {
          return fromIndexes(() => segment.offsetIndex.sizeBytes);
        },
        get timeIndexBytes() {
          return fromIndexes(() => segment.timeIndex.sizeBytes);
        },
        get largestTimestampMs() {
          return fromIndexes(() => segment.largestTimestampMs);
        },
      };
    });
  }

  /**
   * Puts a flushed segment, whose files end in `.cleaned`, in the place of neighbouring ones. A crash at any point
   * leaves the old ones, or finds `.swap` files that loading puts in their place (UnifiedLog.replaceSegments).
   */
  replaceSegments(cleaned: Segment, replaced: readonly Segment[]): void {
    const { disk } = this.#context.env;
    const first = this.#segments.items.indexOf(replaced[0]);
    const isThere = replaced.every((segment, index) => this.#segments.items[first + index] === segment);
    assert(first >= 0 && isThere, `${this.#name} has no such segments to replace`);
    for (const file of cleaned.files()) file.renameTo(file.path.replace(/cleaned$/, 'swap'));
    // From here on the new ones count: their names must not be lost when those of the old ones are gone.
    disk.syncDirectory(this.#directory);
    this.#segments.items.splice(first, replaced.length, cleaned);
    for (const segment of replaced) this.#setAside(segment, segment.baseOffset !== cleaned.baseOffset);
    for (const file of cleaned.files()) file.renameTo(file.path.replace(/\.swap$/, ''));
    this.#namesUnsynced = true;
  }

  /** Forgets idempotent producers that were silent for long. */
  expireProducers(expirationMs: number): number {
    return this.#producers.states.expire(this.#context.env.clock.wallMs(), expirationMs);
  }

  #report(kind: 'segment-rolled' | 'segment-deleted', segment: Segment, reason: string): void {
    this.#context.env.facts.report({
      kind,
      topic: this.topic,
      partition: this.partition,
      baseOffset: segment.baseOffset,
      sizeBytes: segment.sizeBytes,
      reason,
    });
  }

  // Durability

  /** When flush.ms wants a flush, monotonic; Infinity when nothing waits. */
  get flushDueMs(): number {
    return this.#unflushedSinceMs + this.#config.flushMs;
  }

  /**
   * Makes everything appended so far survive a power loss, before it returns. The indexes of the active segment
   * are left out: recovery always builds those of the segment that holds the recovery point.
   */
  flush(): void {
    // Epochs that no flushed record carries may be lost: nobody can miss them.
    if (this.#recoveryPoint < this.#endOffset) this.#flush((active) => active.log.sync());
  }

  #flush(flushActive: (active: Segment) => void): void {
    for (const [index, segment] of this.#segments.items.entries()) {
      if (segment === this.#segments.active) flushActive(segment);
      else if (this.#segments.nextOffsetOf(index, this.#endOffset) > this.#recoveryPoint) segment.flush();
    }
    if (this.#epochFile.isUnsynced) this.#namesUnsynced = true;
    this.#epochFile.sync();
    this.#syncNames();
    this.#recoveryPoint = this.#endOffset;
    this.#unflushedRecords = 0;
    this.#unflushedSinceMs = Infinity;
    this.#context.offsetsMoved('recovery-point');
  }

  /**
   * The same off the thread: resolves with the offset below which everything survives a power loss. Rejects with a
   * DiskError; the directory has failed then, and the flush must not be tried again.
   */
  async flushLater(): Promise<number> {
    const upTo = this.#endOffset;
    const generation = this.#generation;
    await this.#writeBack;
    if (generation === this.#generation && upTo > this.#recoveryPoint) {
      const waiting = this.#segments.items.filter(
        (_segment, index) => this.#segments.nextOffsetOf(index, this.#endOffset) > this.#recoveryPoint,
      );
      const { active } = this.#segments;
      await Promise.all(
        waiting.map((segment) => (segment === active ? segment.log.syncLater() : segment.flushLater())),
      );
      if (this.#epochFile.isUnsynced) this.#namesUnsynced = true;
      await this.#epochFile.syncLater();
      if (generation === this.#generation) {
        this.#syncNames();
        this.#recoveryPoint = Math.max(this.#recoveryPoint, upTo);
        if (this.#recoveryPoint === this.#endOffset) this.#unflushedSinceMs = Infinity;
        this.#context.offsetsMoved('recovery-point');
      }
    }
    return this.#recoveryPoint;
  }

  /** A flushed record is lost all the same when the name of its file, or its topic id, is. */
  #syncNames(): void {
    const { disk } = this.#context.env;
    if (this.#folderUnsynced) {
      syncTopicId(disk, this.#directory);
      disk.syncDirectory(this.#directory.slice(0, this.#directory.lastIndexOf('/')));
      this.#folderUnsynced = false;
    }
    if (this.#namesUnsynced) disk.syncDirectory(this.#directory);
    this.#namesUnsynced = false;
  }

  /** A clean end: data flushed, producer snapshot at the end, indexes complete and trimmed. The files are closed. */
  close(): void {
    this.#generation++;
    if (this.#producers.takeSnapshot(this.#startOffset, true)) this.#namesUnsynced = true;
    this.#segments.active.seal();
    // After a clean stop nobody builds the active segment's indexes again: they go to the disk as well.
    if (this.#indexesUnsynced || this.#recoveryPoint < this.#endOffset)
      this.#flush((active) => active.flush());
    for (const segment of this.#segments.items) segment.close();
  }

  /** Closes the files and saves nothing: the process gives up, or the disk has failed. */
  abandon(): void {
    this.#generation++;
    for (const segment of this.#segments.items) {
      try {
        segment.drop();
      } catch (error) {
        // A failed disk may fail to close as well; the handle is gone in any case.
        if (!(error instanceof DiskError)) throw error;
      }
    }
  }

  /** Renames the folder (topic deletion). All files are closed first, as Windows needs it. */
  moveTo(directory: string): void {
    this.#generation++;
    for (const segment of this.#segments.items) {
      segment.drop();
      for (const file of segment.files()) {
        file.movedTo(directory + file.path.slice(this.#directory.length));
      }
    }
    this.#context.env.disk.rename(this.#directory, directory);
    this.#directory = directory;
  }
}
