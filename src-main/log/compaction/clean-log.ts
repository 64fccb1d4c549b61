import {
  batchLastOffset,
  batchProducerEpoch,
  batchProducerId,
  batchSizeBytes,
  batchIsControl,
} from '../../wire/index.ts';
import { scanBatches } from '../batch-scan.ts';
import type { LogContext } from '../log-context.ts';
import type { LogConfig } from '../log-config.ts';
import type { ProducerStates } from '../producer-state.ts';
import { CorruptSegmentError } from '../corrupt-segment.ts';
import { Segment } from '../segment.ts';
import type { AbortedTransactionEntry } from '../transaction-index.ts';
import { cleanBatch, noteKeys, type CleaningRules } from './clean-batch.ts';
import { CleanedTransactions } from './cleaned-transactions.ts';
import { type Cleanable, groupSegments, type PlanSegment } from './compaction-plan.ts';
import { KeyOffsets } from './key-offsets.ts';

/** What the cleaner needs of a partition's log. */
export interface CleanableLog {
  readonly topic: string;
  readonly partition: number;
  readonly directory: string;
  readonly config: LogConfig;
  readonly context: LogContext;
  readonly producers: ProducerStates;
  /** Changes when what was read before may no longer be there: truncation, removal of segments, a move, the end. */
  readonly generation: number;
  planSegments(): (PlanSegment & { readonly segment: Segment })[];
  /** Aborted transactions that touch [fromOffset, upTo). */
  abortedEntries(fromOffset: number, upTo: number): readonly AbortedTransactionEntry[];
  /** Puts `cleaned`, whose files end in `.cleaned`, in the place of neighbouring closed segments. */
  replaceSegments(cleaned: Segment, replaced: readonly Segment[]): void;
  /** The next cleaning begins there. */
  cleanedUpTo: number;
}

export interface CleaningOptions {
  /** For the table of keys: 24 bytes each. */
  readonly keyMemoryBytes: number;
  /** So much of it keys may take. Default 0.9. */
  readonly keyLoadFactor?: number;
  readonly seed: number;
  /** So much is read between two pauses. Default a megabyte. */
  readonly chunkBytes?: number;
  /** Lets others have the thread. `movedBytes` were read and written since the last one. */
  pause(movedBytes: number): Promise<void>;
}

/** The log changed under the cleaner; what is there is as it was. */
class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

export const CHUNK_BYTES = 1024 * 1024;
/** Of a segment, so much is read at a time where its transaction index is held against the markers in it. */
const CHECKED_BYTES = 4 * CHUNK_BYTES;

/**
 * Compacts a log (Cleaner.doClean): reads the dirty part for the newest offset of every key, then writes all segments
 * up to there anew without what is out of date. The offset that the log is clean below now; undefined when it was
 * truncated, trimmed or closed meanwhile.
 * Throws CorruptSegmentError and DiskError; what was not replaced is untouched then.
 */
export async function cleanLog(
  log: CleanableLog,
  cleanable: Cleanable,
  options: CleaningOptions,
): Promise<number | undefined> {
  try {
    return await new Cleaning(log, cleanable, options).run();
  } catch (error) {
    if (error instanceof Overtaken) return undefined;
    throw error;
  }
}

class Cleaning {
  readonly #log: CleanableLog;
  readonly #cleanable: Cleanable;
  readonly #options: CleaningOptions;
  readonly #keys: KeyOffsets;
  readonly #generation: number;
  readonly #nowMs: number;
  readonly #chunkBytes: number;
  #readSincePause = 0;
  #writtenSincePause = 0;
  /** Of the group that is written. */
  #keptAborted: AbortedTransactionEntry[] = [];

  constructor(log: CleanableLog, cleanable: Cleanable, options: CleaningOptions) {
    this.#log = log;
    this.#cleanable = cleanable;
    this.#options = options;
    this.#keys = new KeyOffsets(options.keyMemoryBytes, options.seed, options.keyLoadFactor);
    this.#chunkBytes = options.chunkBytes ?? CHUNK_BYTES;
    this.#generation = log.generation;
    this.#nowMs = log.context.env.clock.wallMs();
  }

  async run(): Promise<number> {
    const { firstDirtyOffset, firstUncleanableOffset } = this.#cleanable;
    const segments = this.#log.planSegments().filter(({ baseOffset }) => baseOffset < firstUncleanableOffset);
    await this.#readKeys(segments.filter(({ nextOffset }) => nextOffset > firstDirtyOffset));
    const endOffset = this.#keys.latestOffset + 1;
    const transactions = new CleanedTransactions((entry) => this.#keptAborted.push(entry));
    // The last segment of the part is written anew whole: of what lies behind the last key read, all stays.
    const groups = groupSegments(
      segments.filter(({ baseOffset }) => baseOffset < endOffset),
      this.#log.config,
    );
    for (const group of groups) {
      const cleaned = await this.#writeCleaned(group, transactions);
      this.#log.replaceSegments(
        cleaned,
        group.map(({ segment }) => segment),
      );
      this.#report(cleaned, group);
    }
    this.#log.cleanedUpTo = endOffset;
    return endOffset;
  }

  async #pause(): Promise<void> {
    if (this.#readSincePause < this.#chunkBytes) return;
    const movedBytes = this.#readSincePause + this.#writtenSincePause;
    this.#readSincePause = 0;
    this.#writtenSincePause = 0;
    await this.#options.pause(movedBytes);
    this.#checkGeneration();
  }

  #checkGeneration(): void {
    if (this.#log.generation !== this.#generation) throw new Overtaken();
  }

  /** Fills the table from dirty segments until it is full; a whole segment must fit, or nothing would be gained ever. */
  async #readKeys(dirty: readonly (PlanSegment & { readonly segment: Segment })[]): Promise<void> {
    const transactions = new CleanedTransactions(() => {});
    const { firstDirtyOffset, firstUncleanableOffset } = this.#cleanable;
    this.#keys.latestOffset = firstDirtyOffset - 1;
    for (const planned of dirty) {
      const { segment, nextOffset } = planned;
      await this.#expectAborted(planned, transactions);
      let hasRoom = true;
      await this.#eachBatch(segment, (buffer, at) => {
        if (batchLastOffset(buffer, at) >= firstUncleanableOffset) return false;
        return (hasRoom = noteKeys(buffer, at, firstDirtyOffset, this.#keys, transactions));
      });
      if (!hasRoom) {
        if (segment === dirty[0].segment) {
          this.#log.context.env.log.warn(
            `${segment.log.path} has more keys than log.cleaner.dedupe.buffer.size holds: it is compacted in parts`,
          );
        }
        return;
      }
      // Batches that an earlier cleaning removed leave offsets without records at the end.
      this.#keys.latestOffset = Math.max(
        this.#keys.latestOffset,
        Math.min(nextOffset, firstUncleanableOffset) - 1,
      );
    }
  }

  /**
   * Tells of the aborted transactions of a segment that is looked at next. After a restart its index is held against the
   * markers, for which the whole segment is read: in parts, by offsets, with pauses in between.
   */
  async #expectAborted(
    { baseOffset, nextOffset, sizeBytes }: PlanSegment,
    transactions: CleanedTransactions,
  ): Promise<void> {
    const parts = Math.max(Math.ceil(sizeBytes / CHECKED_BYTES), 1);
    const offsetsPerPart = Math.max(Math.ceil((nextOffset - baseOffset) / parts), 1);
    for (let from = baseOffset; from < nextOffset; from += offsetsPerPart) {
      transactions.expect(this.#log.abortedEntries(from, Math.min(from + offsetsPerPart, nextOffset)));
      this.#readSincePause += Math.min(sizeBytes, CHECKED_BYTES);
      await this.#pause();
    }
  }

  /** The segment that takes the place of the group, flushed under another name; when that fails nothing of it is left. */
  async #writeCleaned(
    group: readonly (PlanSegment & { readonly segment: Segment })[],
    transactions: CleanedTransactions,
  ): Promise<Segment> {
    const { context, directory, config } = this.#log;
    const last = group[group.length - 1].segment;
    const cleaned = Segment.createCleaned(context.files, directory, group[0].baseOffset, last.modifiedMs);
    this.#keptAborted = [];
    try {
      for (const planned of group) {
        await this.#expectAborted(planned, transactions);
        const rules = this.#rules(transactions);
        await this.#eachBatch(planned.segment, (buffer, at) => {
          const outcome = cleanBatch(buffer, at, rules);
          if (outcome === 'removed') return true;
          const batch =
            outcome === 'unchanged' ? buffer.subarray(at, at + batchSizeBytes(buffer, at)) : outcome;
          cleaned.append(batch, config.indexIntervalBytes, last.modifiedMs);
          this.#writtenSincePause += batch.length;
          return true;
        });
      }
      for (const entry of this.#keptAborted) cleaned.transactionIndex.append(entry);
      cleaned.seal();
      await cleaned.flushLater();
      this.#checkGeneration();
      return cleaned;
    } catch (error) {
      cleaned.drop();
      for (const file of cleaned.files()) context.env.disk.remove(file.path);
      throw error;
    }
  }

  #report(cleaned: Segment, group: readonly PlanSegment[]): void {
    const beforeBytes = group.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#log.context.env.facts.report({
      kind: 'segment-compacted',
      topic: this.#log.topic,
      partition: this.#log.partition,
      baseOffset: cleaned.baseOffset,
      sizeBytes: cleaned.sizeBytes,
      reason: `${group.length === 1 ? 'one segment' : `${group.length} segments`} of ${beforeBytes} bytes`,
    });
  }

  #rules(transactions: CleanedTransactions): CleaningRules {
    const { producers, config } = this.#log;
    return {
      keys: this.#keys,
      transactions,
      nowMs: this.#nowMs,
      deleteRetentionMs: config.deleteRetentionMs,
      mustLeaveTrace: (buffer, at) => {
        if (batchLastOffset(buffer, at) + 1 === this.#cleanable.firstUncleanableOffset) return true;
        const entry = producers.get(batchProducerId(buffer, at));
        if (entry === undefined) return false;
        const newest = entry.batches.at(-1);
        return newest === undefined
          ? batchIsControl(buffer, at) && batchProducerEpoch(buffer, at) === entry.producerEpoch
          : newest.lastOffset === batchLastOffset(buffer, at);
      },
    };
  }

  /** Goes through a segment with checked CRCs, with pauses in between. The visitor ends it with false. */
  async #eachBatch(segment: Segment, visit: (buffer: Buffer, at: number) => boolean): Promise<void> {
    const { pool } = this.#log.context;
    for (let position = 0, goesOn = true; goesOn && position < segment.sizeBytes;) {
      const from = position;
      const scan = scanBatches(
        segment.log.get(),
        from,
        segment.sizeBytes,
        pool,
        true,
        (buffer, at, batchAt) => {
          if (batchAt - from >= this.#chunkBytes) return false;
          return (goesOn = visit(buffer, at));
        },
      );
      if (scan.fault !== undefined) throw new CorruptSegmentError(`${segment.log.path}: ${scan.fault}`);
      position = scan.position;
      this.#readSincePause += position - from;
      await this.#pause();
    }
  }
}
