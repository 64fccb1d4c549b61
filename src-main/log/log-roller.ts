import type { NumberedBatches } from './batch-numbers.ts';
import type { LogBounds } from './log-bounds.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import type { LogFlusher } from './log-flusher.ts';
import type { LogSegments } from './log-segments.ts';
import { RELATIVE_OFFSET_MAX } from './offset-index.ts';
import type { ProducerHistory } from './producer-history.ts';
import { rollReason } from './roll-rule.ts';
import type { Segment } from './segment.ts';

/** All of a log that takes part when a segment is closed. */
export interface RolledLog {
  readonly segments: LogSegments;
  readonly bounds: LogBounds;
  readonly flusher: LogFlusher;
  readonly producers: ProducerHistory;
  config(): LogConfig;
}

/** Closes the active segment when its time has come (roll-rule.ts says when), and begins the next one. */
export class LogRoller {
  readonly #context: LogContext;
  readonly #log: RolledLog;
  #jitterMs = 0;

  constructor(context: LogContext, log: RolledLog) {
    this.#context = context;
    this.#log = log;
    this.#drawJitter();
  }

  #drawJitter(): void {
    const { segmentJitterMs, segmentMs } = this.#log.config();
    this.#jitterMs =
      segmentJitterMs > 0 ? this.#context.env.random.next() * Math.min(segmentJitterMs, segmentMs) : 0;
  }

  /** Before batches of `sizeBytes` are appended. */
  rollIfNeeded(sizeBytes: number, numbered: NumberedBatches, wallNowMs: number): void {
    const { segments, bounds } = this.#log;
    const { active } = segments;
    const reason = rollReason(
      {
        baseOffset: active.baseOffset,
        sizeBytes: active.sizeBytes,
        indexIsFull: this.#indexIsFull(active),
        firstTimestampMs: active.firstTimestampMs(),
        createdMs: active.createdMs,
        rollJitterMs: this.#jitterMs,
      },
      { sizeBytes, lastOffset: numbered.nextOffset - 1, maxTimestampMs: numbered.maxTimestampMs },
      this.#log.config(),
      wallNowMs,
    );
    if (reason === undefined) return;
    // The new one must have room for what comes, which a gap may part from what is there.
    const fits = numbered.nextOffset - 1 - bounds.endOffset <= RELATIVE_OFFSET_MAX;
    this.roll(reason, fits ? bounds.endOffset : numbered.baseOffset);
  }

  #indexIsFull(active: Segment): boolean {
    const { segmentIndexBytes } = this.#log.config();
    // Once loaded they are not checked again, and every append asks.
    return active.indexesAreLoaded
      ? active.indexIsFull(segmentIndexBytes)
      : this.#log.segments.repairing(active, () => active.indexIsFull(segmentIndexBytes));
  }

  /** The new segment begins at the end of the log, or behind it, where the next batch is. An empty one is kept. */
  roll(reason: string, baseOffset: number): void {
    const { segments, bounds, flusher, producers } = this.#log;
    const previous = segments.active;
    if (previous.sizeBytes === 0 && previous.baseOffset === baseOffset) return;
    previous.seal();
    flusher.beforeRoll(baseOffset);
    producers.states.endOffset = baseOffset;
    producers.takeSnapshot(bounds.startOffset);
    flusher.snapshotTaken();
    segments.add(baseOffset);
    flusher.namesChanged();
    this.#drawJitter();
    segments.report('segment-rolled', previous, reason);
    flusher.flushInBackground(previous);
  }
}
