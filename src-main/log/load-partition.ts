// Opening a partition's folder: what a clean stop left is taken as it is, what a crash left is looked through
// from the recovery point on (LogLoader). The plan of what to do comes from file names alone, in load-plan.ts.
import type { Uuid } from '../base/index.ts';
import { batchBaseOffset, batchLastOffset, batchLeaderEpoch } from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import { MalformedFileError, replaceFileUnsynced } from './checkpoint-file.ts';
import { parseSegmentFileName, segmentFileName } from './file-names.ts';
import { CorruptIndexError } from './index-file.ts';
import { epochContradiction } from './epoch-check.ts';
import { type EpochEntry, LeaderEpochs } from './leader-epochs.ts';
import { type LoadPlan, planLoad, straySnapshots } from './load-plan.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import {
  LEADER_EPOCH_CHECKPOINT,
  readLeaderEpochs,
  readProducerSnapshot,
  snapshotPath,
} from './partition-files.ts';
import {
  arePartedByRange,
  endFits,
  mayOverflow,
  planSplit,
  type SegmentPart,
  writeParts,
} from './overflow-split.ts';
import { PartitionLog } from './partition-log.ts';
import { loadProducers } from './producer-load.ts';
import { ProducerStates } from './producer-state.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import { Segment } from './segment.ts';
import { completeSwaps, openSegment, putPartsInPlace } from './segment-swaps.ts';

export interface LoadOptions {
  readonly topic: string;
  readonly partition: number;
  readonly topicId: Uuid;
  readonly directory: string;
  readonly config: LogConfig;
  /** The directory was stopped cleanly: nothing behind the recovery point needs to be looked through. */
  readonly clean: boolean;
  /** From the checkpoint files; 0 where they say nothing. */
  readonly recoveryPoint: number;
  readonly startOffset: number;
  readonly highWatermark: number;
  /** Something is not as a clean stop had left it. */
  readonly onDamage?: () => void;
  /** False when the checkpoint that has it could not be read. Default true. */
  readonly recoveryPointIsKnown?: boolean;
  /** From the cleaner's checkpoint; default 0. */
  readonly cleanedUpTo?: number;
  /** Nobody ever takes records out of the middle: where offsets jump, recovery ends the log. Default false. */
  readonly isGapless?: boolean;
}

/** Throws a DiskError when the disk fails; every other damage is mended, or cut off where it is a tail. */
export function loadPartition(context: LogContext, options: LoadOptions): PartitionLog {
  const loader = new Loader(context, options);
  return loader.load();
}

class Loader {
  readonly #context: LogContext;
  readonly #options: LoadOptions;
  #segments: Segment[] = [];
  #snapshots: number[] = [];
  #endOffset = 0;
  #cutBytes = 0;
  #damage: string | undefined;
  /** Offsets jump between segments, and nothing says any more whether cleaning did that. */
  #forgaveGap = false;
  #epochs = new LeaderEpochs();
  /** What the file says; undefined when it must be written anew. */
  #storedEpochs: string | undefined = new LeaderEpochs().format();
  /** Set by recovery, which goes through the batches anyway. */
  #producers: ProducerStates | undefined;

  constructor(context: LogContext, options: LoadOptions) {
    this.#context = context;
    this.#options = options;
  }

  load(): PartitionLog {
    const { clean, directory } = this.#options;
    this.#openSegments();
    const recoveryPoint = this.#recoveryPoint();
    this.#epochs = this.#loadEpochs();
    let startOffset = this.#startOffset();
    const recovered = !clean || !this.#trustTail(recoveryPoint);
    if (!recovered) this.#checkEpochs(this.#segments, this.#endOffset);
    else this.#recover(clean ? this.#segments.at(-1)!.baseOffset : recoveryPoint, startOffset);
    if (recovered && this.#endOffset < recoveryPoint)
      this.#context.env.log.warn(
        `${directory} ends at ${this.#endOffset}, was on the disk up to ${recoveryPoint}`,
      );
    if (this.#endOffset < startOffset) startOffset = this.#startAnew(startOffset);
    this.#completeEpochs(startOffset);
    // In this order, or a second start would find an epoch at the end that this one has just moved there.
    this.#epochs.truncateFromStart(startOffset);
    this.#epochs.truncateFromEnd(this.#endOffset);
    this.#removeStraySnapshots(recovered);
    const producers =
      this.#producers ??
      loadProducers(this.#context, {
        directory,
        snapshots: this.#snapshots,
        segments: this.#segments,
        startOffset,
        upTo: this.#endOffset,
        indexIntervalBytes: this.#options.config.indexIntervalBytes,
      });
    producers.endOffset = this.#endOffset;
    const log = new PartitionLog(this.#context, {
      ...this.#options,
      segments: this.#segments,
      startOffset,
      endOffset: this.#endOffset,
      cleanedUpTo: Math.min(this.#options.cleanedUpTo ?? 0, this.#endOffset),
      recoveryPoint: recovered ? Math.min(recoveryPoint, this.#endOffset) : this.#endOffset,
      epochs: this.#epochs,
      epochsAreStored: this.#storeEpochs(),
      producers,
      snapshots: this.#snapshots,
      damage: this.#damage,
      namesAreSynced: !recovered && this.#endOffset > startOffset,
      indexesAreSynced: !recovered,
    });
    if (recovered) {
      // What the last process had not flushed counts from now on, so flush.messages is about it, too.
      // A gap that was let pass is below a recovery point from now on, or the next crash would end the log there.
      const unflushed = this.#endOffset - log.recoveryPoint;
      if (unflushed >= this.#options.config.flushMessages || this.#forgaveGap) log.flush();
      this.#reportRecovery();
    }
    return log;
  }

  /** Where no checkpoint has it any more: a clean stop had flushed all, and only the last segment may differ from that. */
  #recoveryPoint(): number {
    const { clean, recoveryPoint, recoveryPointIsKnown = true } = this.#options;
    return clean && !recoveryPointIsKnown ? this.#segments.at(-1)!.baseOffset : recoveryPoint;
  }

  /**
   * From the checkpoint, where that is beyond the first segment's base. The epochs begin there too; after a clean stop one
   * of both is damaged where they do not, and to believe the later one would let records vanish.
   */
  #startOffset(): number {
    const { clean, directory, startOffset } = this.#options;
    const firstBase = this.#segments[0].baseOffset;
    const known = Math.max(this.#epochs.entries()[0]?.startOffset ?? Infinity, firstBase);
    if (!clean || startOffset <= known || known === Infinity) return Math.max(startOffset, firstBase);
    const contradiction = `${directory} is said to begin at ${startOffset}, its epochs begin at ${known}`;
    this.#context.env.log.warn(contradiction);
    this.#foundDamage(contradiction);
    return known;
  }

  #openSegments(): void {
    const { disk, clock } = this.#context.env;
    const { directory, startOffset } = this.#options;
    const plan = planLoad((disk.list(directory) ?? []).map((entry) => entry.name));
    this.#noticeLostSegments(plan);
    // Those that were set aside go last: they tell a start after a crash why indexes have no segment.
    for (const name of plan.remove.toReversed()) disk.remove(`${directory}/${name}`);
    const swapped =
      plan.swaps.length > 0
        ? completeSwaps(this.#context, directory, plan.swaps, plan.segments)
        : plan.segments;
    for (const name of plan.lateIndexes) disk.rename(`${directory}/${name}.swap`, `${directory}/${name}`);
    this.#segments = swapped.map((baseOffset) => openSegment(this.#context, directory, baseOffset));
    const parted = this.#splitOverflowing();
    // What recovery goes through gets its indexes there: the active segment of a node that was killed has none.
    const recoveredFrom = this.#recoveredFrom();
    for (const [index, { baseOffset }] of this.#segments.entries())
      if (index < recoveredFrom && plan.withoutIndex.includes(baseOffset) && !parted.has(baseOffset))
        this.#rebuildIndexes(this.#segments[index]);
    this.#snapshots = [...plan.snapshots];
    if (this.#segments.length > 0) return;
    const first = Segment.create(this.#context.files, directory, startOffset, clock.wallMs());
    this.#segments.push(first);
  }

  /**
   * Parts segments whose offsets do not fit their indexes, so that nobody meets one later: also after a clean stop, where
   * Apache Kafka notices it when the cleaner does. That a segment reaches so far is believed where something else says so,
   * the base offset of the next one or a checkpoint. Returns the base offsets of the parts.
   */
  #splitOverflowing(): ReadonlySet<number> {
    const { pool } = this.#context;
    const parted = new Set<number>();
    if (this.#options.isGapless) return parted;
    const recoveredFrom = this.#recoveredFrom();
    const before = this.#segments;
    for (const [index, segment] of before.entries()) {
      const endsBefore = before[index + 1]?.baseOffset ?? Infinity;
      if (!mayOverflow(segment, endsBefore === Infinity ? this.#knownEnd() : endsBefore)) continue;
      if (index < recoveredFrom && endFits(segment, pool)) continue;
      const parts = planSplit(segment, endsBefore, pool);
      if (parts !== undefined) for (const base of this.#split(segment, parts)) parted.add(base);
    }
    return parted;
  }

  /** Index of the first segment that recovery goes through; Infinity after a clean stop. */
  #recoveredFrom(): number {
    return this.#options.clean ? Infinity : this.#firstToRecover(this.#options.recoveryPoint);
  }

  /** As far as the log has come, by what is remembered beside it. Infinity where that is lost. */
  #knownEnd(): number {
    const { recoveryPoint, recoveryPointIsKnown = true, highWatermark, startOffset } = this.#options;
    if (!recoveryPointIsKnown) return Infinity;
    return Math.max(recoveryPoint, highWatermark, startOffset, this.#options.cleanedUpTo ?? 0);
  }

  #split(segment: Segment, parts: readonly SegmentPart[]): readonly number[] {
    const { env } = this.#context;
    const { directory, config } = this.#options;
    const bases = parts.map(({ baseOffset }) => baseOffset);
    env.log.warn(
      `${segment.log.path}: its offsets do not fit its indexes: it is parted, at ${bases.slice(1).join(', ')}`,
    );
    const written = writeParts(this.#context, directory, segment, parts, config.indexIntervalBytes);
    const names = this.#segments.map(({ baseOffset }) => baseOffset);
    putPartsInPlace(this.#context, directory, { segment, parts: written, names });
    const index = this.#segments.indexOf(segment);
    const opened = bases.map((baseOffset) => openSegment(this.#context, directory, baseOffset));
    this.#segments = this.#segments.toSpliced(index, 1, ...opened);
    return bases;
  }

  /**
   * Indexes whose segment is gone, and was not being set aside when the process ended (retention that was cut short leaves
   * such): somebody took it away, and where it was there is a hole.
   */
  #noticeLostSegments({ remove, swaps }: LoadPlan): void {
    if (swaps.length > 0) return;
    for (const name of remove) {
      const parsed = parseSegmentFileName(name);
      if (parsed?.state !== 'live') continue;
      const lost = segmentFileName(parsed.baseOffset, 'log');
      const wasGoing = remove.includes(`${lost}.deleted`) && !remove.includes(`${name}.deleted`);
      if (wasGoing && !this.#options.clean) continue;
      this.#foundDamage(`${this.#options.directory}/${lost} is gone`);
      return;
    }
  }

  #foundDamage(what: string): void {
    this.#damage ??= what;
    this.#options.onDamage?.();
  }

  #rebuildIndexes(segment: Segment): void {
    const { pool, env } = this.#context;
    env.log.warn(`${segment.offsetIndex.file.path} is missing: building the indexes again`);
    const options = { checkCrc: false, cutBadTail: false, keepTransactionIndex: true };
    try {
      segment.rebuild(this.#options.config.indexIntervalBytes, pool, options, () => {});
    } catch (error) {
      // A damaged closed segment stays as it is: its readers are told.
      if (!(error instanceof CorruptSegmentError)) throw error;
      env.log.error(`${error.message}: this replica is damaged`);
      this.#foundDamage(error.message);
    }
  }

  #loadEpochs(): LeaderEpochs {
    const { env } = this.#context;
    const path = `${this.#options.directory}/${LEADER_EPOCH_CHECKPOINT}`;
    try {
      const isThere = env.disk.stat(path) !== undefined;
      if (isThere || this.#segments.every(({ sizeBytes }) => sizeBytes === 0))
        return this.#asStored(readLeaderEpochs(env.disk, this.#options.directory));
      env.log.warn(`${path} is missing: the epochs are taken from the batches`);
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      env.log.warn(`${path}: ${error.message}; the epochs are taken from the batches`);
    }
    this.#storedEpochs = undefined;
    return this.#epochsFromBatches() ?? new LeaderEpochs();
  }

  /** The batches of these segments, which end at `endOffset`, are not looked through otherwise. */
  #checkEpochs(segments: readonly Segment[], endOffset: number): void {
    const { env, pool } = this.#context;
    const contradiction = epochContradiction(this.#epochs.entries(), segments, endOffset, pool);
    if (contradiction === undefined) return;
    const path = `${this.#options.directory}/${LEADER_EPOCH_CHECKPOINT}`;
    // One of both is damaged, for no CRC covers either; in a log that was closed this is all that tells.
    if (this.#options.clean) this.#foundDamage(`${path}: ${contradiction}`);
    const found = this.#epochsFromBatches();
    if (found === undefined) {
      env.log.warn(
        `${path}: ${contradiction}; it is believed, because the epochs of the batches do not rise`,
      );
      return;
    }
    env.log.warn(`${path}: ${contradiction}; the epochs are taken from the batches`);
    this.#storedEpochs = undefined;
    this.#epochs = found;
  }

  #asStored(epochs: LeaderEpochs): LeaderEpochs {
    this.#storedEpochs = epochs.format();
    return epochs;
  }

  /**
   * Epochs go from their file as soon as the log start has passed them, and the checkpoint of the log start is written
   * later: after a crash the log may begin before what the file knows.
   */
  #completeEpochs(startOffset: number): void {
    const known = this.#epochs.entries();
    const firstKnown = known[0]?.startOffset ?? this.#endOffset;
    if (firstKnown <= startOffset) return;
    const earlier = this.#epochsFromBatches(firstKnown)?.entries() ?? [];
    const latest = earlier.at(-1)?.epoch ?? -1;
    this.#epochs = new LeaderEpochs([...earlier, ...known.filter(({ epoch }) => epoch > latest)]);
  }

  /**
   * Writes what the file lacks, and says whether it has it all now. Epochs at the end, where no record follows, may stay
   * in it until one does: the next start drops them as this one did.
   */
  #storeEpochs(): boolean {
    const text = this.#epochs.format();
    if (text === this.#storedEpochs) return true;
    const { directory } = this.#options;
    if (this.#storedEpochs !== undefined) {
      const stored = LeaderEpochs.parse(this.#storedEpochs);
      stored.truncateFromEnd(this.#endOffset);
      if (stored.format() === text) return false;
    }
    replaceFileUnsynced(this.#context.env.disk, `${directory}/${LEADER_EPOCH_CHECKPOINT}`, text);
    return true;
  }

  /**
   * Of the batches that begin before `upTo`, as far as they can be read. Where compaction took the first ones of an epoch
   * it begins behind what is left of the one before: too early costs a follower a cut more than it needs, too late would
   * leave it records that its leader never had. Undefined where they do not rise: some batch is damaged.
   */
  #epochsFromBatches(upTo = Infinity): LeaderEpochs | undefined {
    const epochs = new LeaderEpochs();
    let endOffset: number | undefined;
    let rises = true;
    for (const segment of this.#segments) {
      if (segment.sizeBytes === 0) continue;
      const { pool } = this.#context;
      const scan = scanBatches(segment.log.get(), 0, segment.sizeBytes, pool, false, (buffer, at) => {
        if (batchBaseOffset(buffer, at) >= upTo) return false;
        const epoch = batchLeaderEpoch(buffer, at);
        if (epoch > epochs.latestEpoch) epochs.assign(epoch, endOffset ?? batchBaseOffset(buffer, at));
        else if (epoch >= 0 && epoch < epochs.latestEpoch) rises = false;
        endOffset = batchLastOffset(buffer, at) + 1;
        return rises;
      });
      if (scan.position < segment.sizeBytes) break;
    }
    if (!rises) this.#foundDamage(`${this.#options.directory}: the epochs of the batches do not rise`);
    return rises ? epochs : undefined;
  }

  /** After a clean stop: where the log ends. False when the tail is not what a clean stop leaves. */
  #trustTail(recoveryPoint: number): boolean {
    const active = this.#segments[this.#segments.length - 1];
    try {
      this.#endOffset = active.readNextOffset(this.#context.pool);
      // A clean stop flushes everything and says so; where that is not known any more a look does no harm.
      if (this.#options.recoveryPointIsKnown === false) return false;
      if (this.#endOffset === recoveryPoint) return true;
      throw new CorruptSegmentError(
        `${active.log.path} ends at ${this.#endOffset}, was stopped at ${recoveryPoint}`,
      );
    } catch (error) {
      if (!(error instanceof CorruptSegmentError || error instanceof CorruptIndexError)) throw error;
      this.#context.env.log.warn(`${error.message} after a clean stop: looking through the segment`);
      this.#options.onDamage?.();
      return false;
    }
  }

  /**
   * Looks through every segment from the one that holds `recoveryPoint` on: indexes, epochs, producer state and
   * transaction index are built again. At the first bad batch the log ends; later segments go.
   */
  #recover(recoveryPoint: number, startOffset: number): void {
    const first = this.#firstToRecover(recoveryPoint);
    const producers = loadProducers(this.#context, {
      directory: this.#options.directory,
      snapshots: this.#snapshots,
      segments: this.#segments.slice(0, first),
      startOffset,
      upTo: this.#segments[first].baseOffset,
      indexIntervalBytes: this.#options.config.indexIntervalBytes,
    });
    this.#producers = producers;
    this.#checkEpochs(this.#segments.slice(0, first), this.#segments[first].baseOffset);
    // What the batches say counts: the checkpoint has no checksum.
    const written = this.#epochs.entries();
    this.#epochs = new LeaderEpochs(written);
    this.#epochs.truncateFromEnd(this.#segments[first].baseOffset);
    for (let index = first; index < this.#segments.length; index++) {
      const segment = this.#segments[index];
      this.#endOffset = segment.baseOffset;
      const { cutBytes, fault } = this.#recoverSegment(segment, producers, written);
      this.#cutBytes += cutBytes;
      if (index === this.#segments.length - 1) {
        segment.correctIndexFiles();
        break;
      }
      segment.seal();
      const problem = fault ?? this.#gapBefore(this.#segments[index + 1], segment);
      if (problem === undefined) continue;
      this.#context.env.log.warn(`${segment.log.path}: ${problem}; the log ends here`);
      for (const later of this.#segments.splice(index + 1)) this.#remove(later);
    }
  }

  /**
   * A segment begins where the one before ended. One that ends earlier, at a whole batch or empty, has lost its tail to
   * a power loss while the next one, younger, was written back: what the log goes on with has a hole before it that
   * nobody would ever fill. Only cleaning leaves gaps, which it does below the recovery point that is on disk, and where
   * they are too wide for one segment what lies before them was flushed. Where the checkpoint is lost, not merely without
   * this log (loadDirectory sees to it that there is one), they are let pass.
   */
  #gapBefore(next: Segment, segment: Segment): string | undefined {
    const { cleanedUpTo = 0, config, isGapless, recoveryPointIsKnown = true } = this.#options;
    const nextBase = next.baseOffset;
    if (this.#endOffset >= nextBase || nextBase <= cleanedUpTo) return undefined;
    if (!isGapless && arePartedByRange(segment, next, this.#context.pool)) return undefined;
    if (!recoveryPointIsKnown && config.cleanupPolicy.compact) {
      this.#forgaveGap = true;
      return undefined;
    }
    return `the records from ${this.#endOffset} to ${nextBase - 1} are gone`;
  }

  /** Index of the segment that holds `recoveryPoint`. */
  #firstToRecover(recoveryPoint: number): number {
    return Math.max(
      this.#segments.findLastIndex((segment) => segment.baseOffset <= recoveryPoint),
      0,
    );
  }

  #recoverSegment(
    segment: Segment,
    producers: ProducerStates,
    written: readonly EpochEntry[],
  ): { cutBytes: number; fault: string | undefined } {
    const { config, isGapless = false } = this.#options;
    // Where nothing was ever taken out of the middle, the log ended at a batch when it was flushed.
    const mayHaveGaps = config.cleanupPolicy.compact || (this.#options.cleanedUpTo ?? 0) > 0;
    const flushedTo = mayHaveGaps ? 0 : this.#recoveryPoint();
    const options = { checkCrc: true, cutBadTail: true, keepTransactionIndex: false, isGapless, flushedTo };
    return segment.rebuild(config.indexIntervalBytes, this.#context.pool, options, (buffer, at) => {
      const epoch = batchLeaderEpoch(buffer, at);
      if (epoch >= 0 && epoch !== this.#epochs.latestEpoch) {
        const baseOffset = batchBaseOffset(buffer, at);
        // Where compaction took the first batches of an epoch, the checkpoint alone knows where it began.
        const known = written.find((entry) => entry.epoch === epoch)?.startOffset ?? -1;
        const isPossible = known >= this.#endOffset && known <= baseOffset;
        const earliest = this.#epochs.latestEpoch < 0 ? baseOffset : this.#endOffset;
        this.#epochs.assign(epoch, isPossible ? known : earliest);
      }
      const completed = producers.apply(buffer, at);
      if (completed?.aborted) segment.transactionIndex.append(completed);
      this.#endOffset = batchLastOffset(buffer, at) + 1;
    });
  }

  #remove(segment: Segment): void {
    const { disk } = this.#context.env;
    this.#cutBytes += segment.sizeBytes;
    segment.drop();
    // A segment without indexes is nothing to wonder at after a crash; indexes without their segment are.
    for (const file of segment.files().reverse()) disk.remove(file.path);
  }

  /** The log ends before it begins (its tail was lost after records were deleted): it is empty at `startOffset`. */
  #startAnew(startOffset: number): number {
    const { env, files } = this.#context;
    const { directory } = this.#options;
    env.log.warn(
      `${directory} ends at ${this.#endOffset}, before its start ${startOffset}: it begins there, empty`,
    );
    for (const segment of this.#segments.splice(0)) this.#remove(segment);
    for (const snapshot of this.#snapshots.splice(0)) env.disk.remove(snapshotPath(directory, snapshot));
    this.#segments.push(Segment.create(files, directory, startOffset, env.clock.wallMs()));
    this.#epochs.clear();
    this.#producers = new ProducerStates(startOffset);
    this.#endOffset = startOffset;
    return startOffset;
  }

  #removeStraySnapshots(recovered: boolean): void {
    const bases = this.#segments.map((segment) => segment.baseOffset);
    const stray = new Set(straySnapshots(this.#snapshots, bases));
    for (const offset of this.#snapshots) if (offset > this.#endOffset) stray.add(offset);
    // Nobody syncs them: what a power loss left of one goes now, and not in some later start that happens to read it.
    if (recovered)
      for (const offset of this.#snapshots)
        if (readProducerSnapshot(this.#context.env.disk, this.#options.directory, offset) === undefined)
          stray.add(offset);
    for (const offset of stray) this.#context.env.disk.remove(snapshotPath(this.#options.directory, offset));
    this.#snapshots = this.#snapshots.filter((offset) => !stray.has(offset));
  }

  #reportRecovery(): void {
    this.#context.env.facts.report({
      kind: 'log-recovered',
      topic: this.#options.topic,
      partition: this.#options.partition,
      endOffset: this.#endOffset,
      truncatedBytes: this.#cutBytes,
    });
  }
}
