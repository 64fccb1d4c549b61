import { batchProducerEpoch, batchProducerId, batchSizeBytes } from '../wire/index.ts';
import { loadProducers } from './producer-load.ts';
import { recallBatches } from './producer-recall.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import { snapshotPath, writeProducerSnapshot } from './partition-files.ts';
import { ProducerStates } from './producer-state.ts';
import type { Segment } from './segment.ts';

/** The producer state at the end of a log, and its snapshots on disk: at segments' bases and at clean stops. */
export class ProducerHistory {
  readonly #context: LogContext;
  #directory: string;
  /** Offsets of the snapshot files, ascending. */
  readonly #snapshots: number[];
  states: ProducerStates;

  constructor(context: LogContext, directory: string, states: ProducerStates, snapshots: number[]) {
    this.#context = context;
    this.#directory = directory;
    this.states = states;
    this.#snapshots = snapshots;
  }

  /** The folder has been renamed. */
  movedTo(directory: string): void {
    this.#directory = directory;
  }

  /** Writes the present state, unless there is nothing to say or it is there already. True when it did. */
  takeSnapshot(startOffset: number, sync: boolean): boolean {
    const offset = this.states.endOffset;
    if (offset <= startOffset && this.states.size === 0) return false;
    if (this.#snapshots.at(-1) === offset) return false;
    writeProducerSnapshot(this.#context.env.disk, this.#directory, this.states, sync);
    this.#snapshots.push(offset);
    return true;
  }

  /** Removes the snapshot at `offset`, if there is one: its segment goes. */
  forget(offset: number): void {
    const index = this.#snapshots.indexOf(offset);
    if (index < 0) return;
    this.#snapshots.splice(index, 1);
    this.#context.env.disk.remove(snapshotPath(this.#directory, offset));
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
