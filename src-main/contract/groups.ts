/** What can be done to groups. */
import type { ClusterId } from './types.ts';

interface OnGroup {
  cluster: ClusterId;
  groupId: string;
}

/** Where a group shall go on. Offsets outside of a log are moved to its nearest end. */
export type ResetTo =
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'offset'; offset: number }
  | { kind: 'timestamp'; timestampMs: number }
  /** By so many offsets from where it is, back or forth. */
  | { kind: 'shift'; by: number }
  /** The first record that is not older than this, by the clock of the workbench. */
  | { kind: 'duration'; ms: number }
  /** Where another group is; partitions that one never committed stay. */
  | { kind: 'group'; groupId: string }
  /** As a file lists them; partitions that are not listed stay. */
  | { kind: 'list'; offsets: readonly { topic: string; partition: number; offset: number }[] };

export interface ResetRow {
  readonly topic: string;
  readonly partition: number;
  /** Null: never committed. */
  readonly before: number | null;
  /** Null: it stays as it is, and `problem` says why. */
  readonly after: number | null;
  readonly problem: string | null;
}

export interface ResetPlan {
  readonly rows: readonly ResetRow[];
  /** Members, whose next commits would undo the reset: it is refused while there are any. */
  readonly blockedBy: { readonly state: string; readonly members: number } | null;
}

export interface GroupProcedures {
  /** Of one topic, or (null) of all that the group reads or the list names. `partitions` empty: all. */
  'groups.resetOffsets': {
    input: OnGroup & {
      topic: string | null;
      partitions: readonly number[];
      to: ResetTo;
      /** Only says what would happen. */
      preview: boolean;
    };
    output: ResetPlan;
  };
  'groups.delete': { input: OnGroup; output: null };
  /** Forgets what the group committed of a topic that no member subscribes to. `partitions` empty: all. */
  'groups.deleteOffsets': {
    input: OnGroup & { topic: string; partitions: readonly number[] };
    output: null;
  };
  /** Has one member leave; if its process lives, it will join again. */
  'groups.removeMember': {
    input: OnGroup & { memberId: string; instanceId: string | null };
    output: null;
  };
}
