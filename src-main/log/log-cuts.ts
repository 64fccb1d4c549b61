import { assert } from '../base/index.ts';
import type { AbortedTransactions } from './aborted-transactions.ts';
import type { EpochFile } from './epoch-file.ts';
import type { LeaderEpochs } from './leader-epochs.ts';
import type { LogBounds } from './log-bounds.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import type { LogFlusher } from './log-flusher.ts';
import type { LogSegments } from './log-segments.ts';
import type { LogStartReason } from './log-types.ts';
import type { ProducerHistory } from './producer-history.ts';
import { planRetention } from './retention-plan.ts';
import type { Segment } from './segment.ts';

/** All of a log that has to know when some of it goes. */
export interface CutLog {
  readonly segments: LogSegments;
  readonly bounds: LogBounds;
  readonly flusher: LogFlusher;
  readonly epochs: LeaderEpochs;
  readonly epochFile: EpochFile;
  readonly producers: ProducerHistory;
  readonly aborted: AbortedTransactions;
  config(): LogConfig;
  /** An offset or an epoch has become another one. */
  moved(): void;
}

/**
 * Takes records off a log: at its end (truncation), and at its beginning (the log start, retention). Every part of the log
 * that remembers them forgets them in the order that a crash in between asks for.
 */
export class LogCuts {
  readonly #context: LogContext;
  readonly #segments: LogSegments;
  readonly #bounds: LogBounds;
  readonly #flusher: LogFlusher;
  readonly #epochs: LeaderEpochs;
  readonly #epochFile: EpochFile;
  readonly #producers: ProducerHistory;
  readonly #aborted: AbortedTransactions;
  readonly #config: () => LogConfig;
  readonly #moved: () => void;
  /** Segments that retention has removed. */
  retired = 0;

  constructor(context: LogContext, log: CutLog) {
    this.#context = context;
    this.#segments = log.segments;
    this.#bounds = log.bounds;
    this.#flusher = log.flusher;
    this.#epochs = log.epochs;
    this.#epochFile = log.epochFile;
    this.#producers = log.producers;
    this.#aborted = log.aborted;
    this.#config = () => log.config();
    this.#moved = () => log.moved();
  }

  /** Drops everything at and behind `offset`, which is not before the first segment; a batch that holds it goes as a whole. */
  truncateTo(offset: number, reason: string): void {
    if (offset >= this.#bounds.endOffset) {
      // An epoch that we began and wrote nothing in: left there, it would part our log from the leader's for ever.
      if (!this.#epochs.truncateFromEnd(offset)) return;
      this.#moved();
      this.#epochFile.changed();
      return;
    }
    this.#aborted.beforeCut(offset);
    const fromOffset = this.#bounds.endOffset;
    this.#flusher.endGeneration();
    const before = this.#segments.items.length;
    while (this.#segments.items.length > 1 && this.#segments.active.baseOffset > offset)
      this.#discardSegment(this.#segments.items.pop()!);
    // A later segment that came back, behind one that was cut, would leave a hole.
    if (this.#segments.items.length < before) this.#flusher.syncRemovals();
    const { active } = this.#segments;
    this.#segments.repairing(active, () => active.truncateTo(offset, this.#context.pool));
    this.#flusher.makeCutDurable();
    this.#bounds.endOffset = offset;
    this.#bounds.startOffset = Math.min(this.#bounds.startOffset, offset);
    this.#bounds.highWatermark = Math.min(this.#bounds.highWatermark, offset);
    this.#moved();
    if (this.#epochs.truncateFromEnd(offset)) this.#epochFile.save();
    this.#lowerCleanedUpTo(offset);
    this.#aborted.truncatedTo(offset);
    this.#flusher.lowerRecoveryPoint(offset);
    const { indexIntervalBytes } = this.#config();
    this.#producers.reload(this.#segments.items, this.#bounds.startOffset, offset, indexIntervalBytes);
    this.#producers.states.onHighWatermark(this.#bounds.highWatermark);
    this.#reportTruncation(fromOffset, reason);
  }

  /** Empties the log: it goes on at `offset` (a follower whose leader has nothing in common with it, or a snapshot). */
  startAnewAt(offset: number): void {
    const fromOffset = this.#bounds.endOffset;
    this.#flusher.endGeneration();
    for (const segment of this.#segments.items.splice(0)) this.#discardSegment(segment);
    this.#segments.add(offset);
    this.#flusher.makeCutDurable();
    this.#bounds.endOffset = offset;
    this.#bounds.startOffset = offset;
    this.#bounds.highWatermark = offset;
    this.#moved();
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
    if (this.#bounds.cleanedUpTo <= offset) return;
    this.#bounds.cleanedUpTo = offset;
    this.#context.storeCleaned();
  }

  #discardSegment(segment: Segment): void {
    this.#segments.discard(segment);
    this.#producers.forget(segment.baseOffset);
  }

  #reportTruncation(fromOffset: number, reason: string): void {
    this.#context.env.facts.report({
      kind: 'log-truncated',
      topic: this.#segments.topic,
      partition: this.#segments.partition,
      toOffset: this.#bounds.endOffset,
      fromOffset,
      reason,
    });
  }

  /**
   * Raises the first offset that readers may ask for. Nothing that is not committed may vanish: false, and no
   * change, beyond the high watermark, as for an offset that is not beyond the present start.
   */
  advanceStart(offset: number, reason: LogStartReason): boolean {
    if (offset <= this.#bounds.startOffset || offset > this.#bounds.highWatermark) return false;
    this.#bounds.startOffset = offset;
    this.#moved();
    if (this.#epochs.truncateFromStart(offset)) this.#epochFile.save();
    this.#context.offsetsMoved('log-start');
    this.#context.env.facts.report({
      kind: 'log-start-advanced',
      topic: this.#segments.topic,
      partition: this.#segments.partition,
      toOffset: offset,
      reason,
    });
    return true;
  }

  /** Removes the oldest segments that the topic's retention and the log start let go, the active one rolled. How many went. */
  deleteOldSegments(roll: (reason: string) => void): number {
    const wallNowMs = this.#context.env.clock.wallMs();
    const removals = planRetention(this.#segments.planned(this.#bounds.endOffset), this.#config(), {
      wallNowMs,
      startOffset: this.#bounds.startOffset,
      highWatermark: this.#bounds.highWatermark,
    });
    if (removals.length === 0) return 0;
    if (removals.length === this.#segments.items.length) roll('retention');
    // The start moves first: a crash in between leaves files that nobody can read, never a hole.
    this.advanceStart(this.#segments.items[removals.length].baseOffset, 'retention');
    for (const removal of removals) {
      const segment = this.#segments.items.shift()!;
      assert(
        segment.baseOffset === removal.baseOffset,
        `${this.#segments.directory} has ${segment.baseOffset} for ${removal.baseOffset}`,
      );
      this.#retireSegment(segment, removal.reason);
    }
    return removals.length;
  }

  #retireSegment(segment: Segment, reason: string): void {
    this.retired++;
    this.#segments.setAside(segment);
    this.#producers.forget(segment.baseOffset);
    this.#segments.report('segment-deleted', segment, reason);
  }
}
