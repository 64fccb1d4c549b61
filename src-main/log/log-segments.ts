import { assert } from '../base/index.ts';
import { DiskError } from '../env/index.ts';
import { repairingIndexes } from './index-repair.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import type { SegmentInfo } from './log-types.ts';
import { Segment } from './segment.ts';

/** A segment with what retention and compaction are planned by. */
export interface PlannedSegment {
  readonly segment: Segment;
  readonly baseOffset: number;
  /** Offset after its last record: base of the next segment, or the end of the log. */
  readonly nextOffset: number;
  readonly sizeBytes: number;
  readonly indexBytes: number;
  readonly timeIndexBytes: number;
  readonly seenTimestampMs: number;
  readonly largestTimestampMs: number;
  readonly firstTimestampMs: number | undefined;
}

/**
 * A log's segments by ascending base offset, and all that happens to their files: never empty but for a moment, the
 * last one is the active one.
 */
export class LogSegments {
  readonly items: Segment[];
  readonly topic: string;
  readonly partition: number;
  readonly #context: LogContext;
  readonly #config: () => LogConfig;
  #directory: string;

  constructor(
    context: LogContext,
    log: {
      readonly topic: string;
      readonly partition: number;
      readonly directory: string;
      readonly segments: Segment[];
    },
    config: () => LogConfig,
  ) {
    this.#context = context;
    this.topic = log.topic;
    this.partition = log.partition;
    this.#directory = log.directory;
    this.items = log.segments;
    this.#config = config;
  }

  get directory(): string {
    return this.#directory;
  }

  get first(): Segment {
    return this.items[0];
  }

  get active(): Segment {
    return this.items[this.items.length - 1];
  }

  get sizeBytes(): number {
    let total = 0;
    for (const segment of this.items) total += segment.sizeBytes;
    return total;
  }

  /** Index of the last segment that begins at or before `offset`, else 0. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.items[middle].baseOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** Offset after the last record of the segment at `index`. */
  nextOffsetOf(index: number, logEndOffset: number): number {
    return this.items[index + 1]?.baseOffset ?? logEndOffset;
  }

  /** A damaged index is built again from its segment, once. */
  repairing<T>(segment: Segment, action: () => T): T {
    return repairingIndexes(this.#context, segment, this.#config().indexIntervalBytes, action);
  }

  /** Begins a new active segment. */
  add(baseOffset: number): Segment {
    const { env, files } = this.#context;
    const segment = Segment.create(files, this.#directory, baseOffset, env.clock.wallMs());
    this.items.push(segment);
    return segment;
  }

  /** Removes a segment's files at once, itself last: no reader holds a file. */
  discard(segment: Segment): void {
    segment.drop();
    for (const file of segment.files().reverse()) this.#context.env.disk.remove(file.path);
  }

  /** Renames a segment's files to `.deleted` and lets them go after file.delete.delay.ms. */
  setAside(segment: Segment): void {
    segment.drop();
    const files = segment.files().filter((file) => file.exists());
    for (const file of files) file.renameTo(`${file.path}.deleted`);
    const paths = files.map((file) => file.path);
    this.#context.removeLater(paths, this.#config().fileDeleteDelayMs);
  }

  /**
   * Puts a flushed segment, whose files end in `.cleaned`, in the place of neighbouring ones. A crash at any point
   * leaves the old ones, or finds `.swap` files that loading puts in their place (UnifiedLog.replaceSegments). The
   * names are not synced when it returns.
   */
  replace(cleaned: Segment, replaced: readonly Segment[]): void {
    const first = this.items.indexOf(replaced[0]);
    const isThere = replaced.every((segment, index) => this.items[first + index] === segment);
    assert(first >= 0 && isThere, `${this.topic}-${this.partition} has no such segments to replace`);
    for (const file of cleaned.files()) file.renameTo(file.path.replace(/cleaned$/, 'swap'));
    // From here on the new ones count: their names must not be lost when those of the old ones are gone.
    this.#context.env.disk.syncDirectory(this.#directory);
    this.items.splice(first, replaced.length, cleaned);
    for (const segment of replaced) this.setAside(segment);
    for (const file of cleaned.files()) file.renameTo(file.path.replace(/\.swap$/, ''));
  }

  /**
   * The segments for those who plan by them. What needs an index is read when it is asked for: a look at whether
   * there is anything to do loads none.
   */
  planned(logEndOffset: number): PlannedSegment[] {
    return this.items.map((segment, index) => {
      const fromIndexes = (read: () => number) => this.repairing(segment, read);
      return {
        segment,
        baseOffset: segment.baseOffset,
        nextOffset: this.nextOffsetOf(index, logEndOffset),
        sizeBytes: segment.sizeBytes,
        seenTimestampMs: segment.seenTimestampMs,
        get indexBytes() {
          return fromIndexes(() => segment.offsetIndex.sizeBytes);
        },
        get timeIndexBytes() {
          return fromIndexes(() => segment.timeIndex.sizeBytes);
        },
        get largestTimestampMs() {
          return fromIndexes(() => segment.largestTimestampMs);
        },
        get firstTimestampMs() {
          return segment.firstTimestampMs();
        },
      };
    });
  }

  /** What people are shown. */
  infos(logEndOffset: number): SegmentInfo[] {
    return this.planned(logEndOffset).map(({ segment, baseOffset, nextOffset, sizeBytes, ...indexes }) => ({
      baseOffset,
      nextOffset,
      sizeBytes,
      indexBytes: indexes.indexBytes,
      timeIndexBytes: indexes.timeIndexBytes,
      maxTimestampMs: segment.maxTimestampMs,
      modifiedMs: segment.modifiedMs,
      active: segment === this.active,
    }));
  }

  /** Renames the folder. All files are closed first, as Windows needs it. */
  moveTo(directory: string): void {
    for (const segment of this.items) {
      segment.drop();
      for (const file of segment.files()) file.movedTo(directory + file.path.slice(this.#directory.length));
    }
    this.#context.env.disk.rename(this.#directory, directory);
    this.#directory = directory;
  }

  /** Closes the files and saves nothing. */
  abandon(): void {
    for (const segment of this.items) {
      try {
        segment.drop();
      } catch (error) {
        // A failed disk may fail to close as well; the handle is gone in any case.
        if (!(error instanceof DiskError)) throw error;
      }
    }
  }

  report(kind: 'segment-rolled' | 'segment-deleted', segment: Segment, reason: string): void {
    const { topic, partition } = this;
    const { baseOffset, sizeBytes } = segment;
    this.#context.env.facts.report({ kind, topic, partition, baseOffset, sizeBytes, reason });
  }
}
