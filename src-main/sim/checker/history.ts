/**
 * Histories of clients of a Kafka cluster, in the terms of Jepsen's kafka workload: who asked for what, and how it
 * ended. They come from the simulator, from real processes or from other clusters, one JSON object a line.
 */

/** A value is a number that is written once per key at most; a key is one partition. */
export interface SendStep {
  readonly f: 'send';
  readonly key: string;
  readonly value: number;
  /** Null: not known. */
  readonly offset: number | null;
}

export interface PollStep {
  readonly f: 'poll';
  readonly key: string;
  /** Offsets and values in the order in which they came. */
  readonly offsets: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

export type Step = SendStep | PollStep;

/**
 * `ok`: it happened. `fail`: it certainly had no effect. `info`: nobody knows. An operation without an end counts as
 * `info`.
 */
export type EntryType = 'invoke' | 'ok' | 'fail' | 'info';

export type OperationKind =
  | 'send'
  | 'poll'
  /** Sends and polls that happen together or not at all. */
  | 'txn'
  /** Chooses partitions and positions anew: order between polls begins again. */
  | 'assign'
  /** As `assign`, but the group decides: polls may jump at any time afterwards. */
  | 'subscribe'
  /** The client was dropped, a fresh one goes on. */
  | 'crash'
  /** A group's offset is committed. */
  | 'commit'
  /** It is read. */
  | 'fetch-offset';

export interface HistoryEntry {
  /** Joins an invocation and its end. */
  readonly op: number;
  readonly process: string;
  /** Milliseconds since the start of the run. */
  readonly timeMs: number;
  readonly type: EntryType;
  readonly f: OperationKind;
  readonly steps: readonly Step[];
  /** Keys that were taken away or given during the operation: exempt from the order within it. */
  readonly rebalanced?: readonly string[];
  readonly error?: string;
  /** Of a `commit`: said by the invocation, too, since one that nobody knows the end of may have happened. */
  readonly commit?: GroupCommit;
  readonly fetched?: GroupFetch;
}

/** What a commit says. `processed` is the offset after the last record that the member had processed. */
export interface GroupCommit {
  readonly group: string;
  readonly generation: number;
  readonly key: string;
  readonly offset: number;
  readonly processed: number;
  /** The member meant to go back. */
  readonly reset?: boolean;
}

/** What a group's coordinator says is committed; -1: nothing. */
export interface GroupFetch {
  readonly group: string;
  readonly key: string;
  readonly offset: number;
  /**
   * The cluster was healed before: no coordinator that has been replaced without knowing it can have answered. Kafka
   * lets such a one answer reads until it hears of its successor.
   */
  readonly isFinal: boolean;
}

export function formatHistory(history: Iterable<HistoryEntry>): string {
  let text = '';
  for (const entry of history) {
    const steps = entry.steps.map((step) =>
      step.f === 'send'
        ? step
        : { ...step, offsets: Array.from(step.offsets), values: Array.from(step.values) },
    );
    text += `${JSON.stringify({ ...entry, steps })}\n`;
  }
  return text;
}

/** Throws SyntaxError for a line that is no JSON. */
export function parseHistory(text: string): HistoryEntry[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as HistoryEntry);
}
