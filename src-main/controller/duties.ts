import { changeEach, changePartition, allowsUncleanElection } from './partitions.ts';
import type { ChangeRecord } from './partition-change.ts';
import { booleanSetting, numberSetting } from './settings.ts';
import type { ControllerState } from './types.ts';

/** At most so many elections at once (ReplicationControlManager.MAX_ELECTIONS_PER_IMBALANCE). */
const MAX_ELECTIONS = 1_000;

/** A duty of the active controller that comes back by itself. */
interface Duty {
  intervalMs(state: ControllerState): number;
  /** What is to be written; as many as `MAX_ELECTIONS` mean that there may be more. */
  records(state: ControllerState): readonly ChangeRecord[];
}

/** Leaderships go back to the first replicas of their partitions, once these are in sync again. */
const preferredLeaders: Duty = {
  intervalMs: (state) =>
    booleanSetting(state, 'auto.leader.rebalance.enable')
      ? 1_000 * numberSetting(state, 'leader.imbalance.check.interval.seconds')
      : Infinity,
  records: (state) =>
    changeEach(
      state,
      (topic, partition) =>
        partition.leader === partition.replicas[0]
          ? undefined
          : changePartition(state, topic, partition, { election: 'preferred' }),
      MAX_ELECTIONS,
    ),
};

/** Topics that prefer a lossy leader to none get one, also where this was allowed only after the leader was lost. */
const uncleanLeaders: Duty = {
  intervalMs: (state) => numberSetting(state, 'unclean.leader.election.interval.ms'),
  records: (state) =>
    changeEach(
      state,
      (topic, partition) =>
        partition.leader >= 0 || !allowsUncleanElection(state, topic.name)
          ? undefined
          : changePartition(state, topic, partition, { election: 'unclean' }),
      MAX_ELECTIONS,
    ),
};

const DUTIES: readonly Duty[] = [preferredLeaders, uncleanLeaders];

/** When the controller's duties are due (PeriodicTaskControlManager). */
export class Duties {
  readonly #state: ControllerState;
  readonly #dueAtMs: number[];

  constructor(state: ControllerState, nowMs: number) {
    this.#state = state;
    this.#dueAtMs = DUTIES.map((duty) => nowMs + duty.intervalMs(state));
  }

  get nextDeadlineMs(): number {
    return Math.min(...this.#dueAtMs);
  }

  /** The records of the first duty that is due. One at a time: the next one must see what it did. */
  perform(nowMs: number): readonly ChangeRecord[] {
    const index = this.#dueAtMs.findIndex((dueAtMs) => dueAtMs <= nowMs);
    if (index < 0) return [];
    const records = DUTIES[index].records(this.#state);
    const isDone = records.length < MAX_ELECTIONS;
    this.#dueAtMs[index] = isDone ? nowMs + DUTIES[index].intervalMs(this.#state) : nowMs;
    return records;
  }
}
