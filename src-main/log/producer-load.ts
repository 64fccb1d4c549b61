import { batchBaseOffset, batchLastOffset } from '../wire/index.ts';
import { scanBatches } from './batch-scan.ts';
import { repairingIndexes } from './index-repair.ts';
import type { LogContext } from './log-context.ts';
import { readProducerSnapshot, snapshotPath } from './partition-files.ts';
import { ProducerStates } from './producer-state.ts';
import { CorruptSegmentError } from './corrupt-segment.ts';
import type { Segment } from './segment.ts';

export interface ProducerSources {
  readonly directory: string;
  /** Ascending; a damaged one is removed from the disk and from here. */
  readonly snapshots: number[];
  readonly segments: readonly Segment[];
  readonly startOffset: number;
  readonly upTo: number;
  /** For indexes that must be built again. */
  readonly indexIntervalBytes: number;
}

/** Producer state at `upTo`: the newest good snapshot in (startOffset, upTo], then the batches behind it. */
export function loadProducers(context: LogContext, log: ProducerSources): ProducerStates {
  const { disk } = context.env;
  let states: ProducerStates | undefined;
  for (let index = log.snapshots.length - 1; index >= 0 && states === undefined; index--) {
    const offset = log.snapshots[index];
    if (offset > log.upTo || offset <= log.startOffset) continue;
    states = readProducerSnapshot(disk, log.directory, offset);
    if (states === undefined) {
      context.env.log.warn(`${snapshotPath(log.directory, offset)} is damaged: taking the one before it`);
      disk.remove(snapshotPath(log.directory, offset));
      log.snapshots.splice(index, 1);
    }
  }
  states ??= new ProducerStates(log.startOffset);
  for (const [index, segment] of log.segments.entries()) {
    // A clean stop leaves a snapshot at the end: nothing has to be read then.
    const nextBase = log.segments[index + 1]?.baseOffset ?? log.upTo;
    if (nextBase <= states.endOffset || segment.baseOffset >= log.upTo) continue;
    try {
      applySegment(context, segment, states, log);
    } catch (error) {
      // A damaged closed segment stays as it is: its readers are told. It must not keep the others from being served.
      if (!(error instanceof CorruptSegmentError)) throw error;
      context.env.log.error(`${error.message}: this replica is damaged`);
    }
  }
  return states;
}

function applySegment(
  context: LogContext,
  segment: Segment,
  states: ProducerStates,
  log: ProducerSources,
): void {
  const { pool } = context;
  const position =
    segment.baseOffset >= states.endOffset
      ? 0
      : repairingIndexes(context, segment, log.indexIntervalBytes, () =>
          segment.positionOf(states.endOffset, pool),
        );
  scanBatches(segment.log.get(), position, segment.sizeBytes, pool, false, (buffer, at) => {
    if (batchBaseOffset(buffer, at) >= log.upTo) return false;
    if (batchLastOffset(buffer, at) >= states.endOffset) states.apply(buffer, at);
    return true;
  });
}
