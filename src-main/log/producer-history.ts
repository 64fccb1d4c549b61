import { batchProducerEpoch, batchProducerId, batchSizeBytes } from '../wire/index.ts';
import { syncFile, syncFileLater } from './checkpoint-file.ts';
import { loadProducers } from './producer-load.ts';
import { recallBatches } from './producer-recall.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import { readProducerSnapshot, snapshotPath, writeProducerSnapshot } from './partition-files.ts';
import { ProducerStates } from './producer-state.ts';
import type { Segment } from './segment.ts';

/** A start goes through so much of a log as quickly as it reads a snapshot. */
const SNAPSHOT_FREE_BYTES = 64 * 1024;

/** The producer state at the end of a log, and its snapshots on disk: at segments' bases and at clean stops. */
export class ProducerHistory {
  readonly #context: LogContext;
  #directory: string;
  /** Offsets of the snapshot files, ascending. */
  readonly #snapshots: number[];
  /** Those that a power loss may take, each with something that tells it from another at the same offset. */
  readonly #unsynced: Map<number, object>;
  states: ProducerStates;

  /** @param syncedTo snapshots up to there survive a power loss */
  constructor(
    context: LogContext,
    directory: string,
    states: ProducerStates,
    snapshots: number[],
    syncedTo: number,
  ) {
    this.#context = context;
    this.#directory = directory;
    this.states = states;
    this.#snapshots = snapshots;
    const unsynced = snapshots.filter((offset) => offset > syncedTo);
    this.#unsynced = new Map(unsynced.map((offset) => [offset, {}]));
  }

  /** The folder has been renamed. */
  movedTo(directory: string): void {
    this.#directory = directory;
  }

  /** Writes the present state, without waiting for the disk, unless there is nothing to say or it is there already. */
  takeSnapshot(startOffset: number): void {
    const offset = this.states.endOffset;
    if (offset <= startOffset && this.states.size === 0) return;
    if (this.#snapshots.at(-1) === offset) return;
    writeProducerSnapshot(this.#context.env.disk, this.#directory, this.states);
    this.#snapshots.push(offset);
    this.#unsynced.set(offset, {});
  }

  /**
   * The same for a clean end, where it has to be synced; true when it did. A log in which no producer is known, and
   * which is short, is gone through sooner than a file about that is made.
   */
  takeLastSnapshot(startOffset: number, logSizeBytes: number): boolean {
    const isNeedless = this.states.size === 0 && this.#snapshots.length === 0;
    if (isNeedless && logSizeBytes <= SNAPSHOT_FREE_BYTES) return false;
    const before = this.#snapshots.length;
    this.takeSnapshot(startOffset);
    return this.#snapshots.length > before;
  }

  /**
   * Makes the snapshots survive a power loss: what they remember of segments that retention has removed since, open
   * transactions among it, stands nowhere else.
   */
  syncSnapshots(): void {
    for (const offset of this.#unsynced.keys()) {
      syncFile(this.#context.env.disk, snapshotPath(this.#directory, offset));
      this.#unsynced.delete(offset);
    }
  }

  /** The same off the thread. One that is taken on the way is left for the next time. */
  async syncSnapshotsLater(): Promise<void> {
    const sync = async ([offset, mark]: [number, object]) => {
      await syncFileLater(this.#context.env.disk, snapshotPath(this.#directory, offset));
      if (this.#unsynced.get(offset) === mark) this.#unsynced.delete(offset);
    };
    if (this.#unsynced.size > 0) await Promise.all(Array.from(this.#unsynced, sync));
  }

  /** Removes the snapshot at `offset`, if there is one: its segment goes. */
  forget(offset: number): void {
    const index = this.#snapshots.indexOf(offset);
    if (index < 0) return;
    this.#snapshots.splice(index, 1);
    this.#unsynced.delete(offset);
    this.#context.env.disk.remove(snapshotPath(this.#directory, offset));
  }

  /** Removes snapshots that nobody could read when they are needed: the ones before them stand in. */
  checkSnapshots(): void {
    const { env } = this.#context;
    for (const offset of [...this.#snapshots]) {
      if (readProducerSnapshot(env.disk, this.#directory, offset) !== undefined) continue;
      env.log.warn(
        `${snapshotPath(this.#directory, offset)} is damaged or gone: the one before it is as good`,
      );
      this.forget(offset);
    }
  }

  /** The log was cut at `endOffset`: the newest good snapshot at or below it, then the batches behind that. */
  reload(
    segments: readonly Segment[],
    startOffset: number,
    endOffset: number,
    indexIntervalBytes: number,
  ): void {
    while ((this.#snapshots.at(-1) ?? -1) > endOffset)
      this.forget(this.#snapshots[this.#snapshots.length - 1]);
    if (this.states.endOffset === endOffset) return;
    this.states = this.statesAt(endOffset, segments, startOffset, { indexIntervalBytes });
    this.states.endOffset = endOffset;
  }

  /** What was known of the producers where the log had come to an offset. */
  statesAt(
    offset: number,
    segments: readonly Segment[],
    startOffset: number,
    { indexIntervalBytes }: Pick<LogConfig, 'indexIntervalBytes'>,
  ): ProducerStates {
    return loadProducers(this.#context, {
      directory: this.#directory,
      snapshots: this.#snapshots,
      segments,
      startOffset,
      upTo: offset,
      indexIntervalBytes,
    });
  }

  /**
   * A producer has sent something again, it seems: what its entry does not know because a snapshot did not tell is
   * looked up in the log, once. True when there is more to judge by than before.
   */
  recall(batches: Buffer, segments: readonly Segment[], startOffset: number): boolean {
    let recalled = false;
    for (let at = 0; at < batches.length; at += batchSizeBytes(batches, at)) {
      const entry = this.states.get(batchProducerId(batches, at));
      if (entry?.isPartial !== true || entry.producerEpoch !== batchProducerEpoch(batches, at)) continue;
      const earlier = recallBatches(entry, segments, startOffset, this.#context.pool);
      this.states.complete(entry, earlier);
      recalled ||= earlier.length > 0;
    }
    return recalled;
  }

  /** The log goes on at `offset` with nothing before it. */
  startAnew(offset: number): void {
    while (this.#snapshots.length > 0) this.forget(this.#snapshots[this.#snapshots.length - 1]);
    this.states = new ProducerStates(offset);
  }
}
