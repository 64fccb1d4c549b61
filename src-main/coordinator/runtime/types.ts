import type { FactBody } from '../../env/index.ts';
import type { AppendOutcome, LogSlice } from '../../log/index.ts';

/** When it is: monotonic for deadlines, wall time for what is stored. */
export interface Now {
  readonly ms: number;
  readonly wallMs: number;
}

/** Names a request whose answer comes later. Given by the runtime. */
export type RequestToken = number;

/** What a step of a coordinator core wants done. Answers leave when all records before them are committed. */
export interface Effects<Record, FollowUp> {
  readonly records: Record[];
  readonly answers: { readonly token: RequestToken; readonly body: unknown }[];
  readonly facts: FactBody[];
  /** Handed back to the core (`stored`) when these records are committed, or could not be appended. */
  readonly followUps: FollowUp[];
}

export function noEffects<Record, FollowUp>(): Effects<Record, FollowUp> {
  return { records: [], answers: [], facts: [], followUps: [] };
}

/** A decision that may be known at once; otherwise it comes in some step's `effects.answers` under its token. */
export interface Outcome<Answer, Record, FollowUp> {
  readonly effects: Effects<Record, FollowUp>;
  readonly answer: Answer | undefined;
}

/** A coordinator core over one partition of an internal topic (architecture §3). */
export interface CoordinatorShard<Record, FollowUp> {
  /** Monotonic time of the next deadline; Infinity for none. */
  readonly wakeAtMs: number;
  wake(now: Now): Effects<Record, FollowUp>;
  /** A record of this core's own, appended to the log. */
  replay(record: Record, now: Now): void;
  /** A record read back from the log after a change of coordinator. */
  restore(record: Record, now: Now): void;
  /** All records are read back. */
  loaded(now: Now): void;
  stored(followUp: FollowUp, errorCode: number, now: Now): Effects<Record, FollowUp>;
}

/** The partitions of the internal topic as this broker leads them. Implemented by the replica manager. */
export interface CoordinatorPartitions {
  /** Appends to a partition led here in this epoch; 'refused' with NOT_LEADER_OR_FOLLOWER when it is not. */
  append(partition: number, leaderEpoch: number, batch: Buffer): AppendOutcome;
  /** Calls `done` once: with NONE when everything below `offset` is committed, or with the error that prevents it. */
  whenCommitted(
    partition: number,
    leaderEpoch: number,
    offset: number,
    done: (errorCode: number) => void,
  ): void;
  /** Batches from `offset` on, up to the end of the log; undefined at the end. `offset` -1: from the start of the log. */
  read(partition: number, offset: number, maxBytes: number): LogSlice | undefined;
}
