import {
  type LogView,
  type ReplicaKey,
  sameReplica,
  type SnapshotId,
  type Voter,
  type VoterSetEntry,
} from './types.ts';

/** A record of the tests' logs; `voters` makes it a VotersRecord. */
export interface Entry {
  readonly epoch: number;
  readonly value: string;
  readonly voters?: readonly Voter[];
}

/** A log in memory. Entries below `startOffset` stay: they stand for what the snapshot holds. */
export class MemoryLog implements LogView {
  entries: Entry[] = [];
  startOffset = 0;
  latestSnapshot: SnapshotId | undefined;
  flushedOffset = 0;
  /** What a format wrote as the snapshot of an empty log. */
  readonly #formatted: readonly Voter[] | undefined;

  constructor(formatted: readonly Voter[] | undefined) {
    this.#formatted = formatted;
  }

  /** The tests keep only one. */
  get earliestSnapshot(): SnapshotId | undefined {
    return this.latestSnapshot;
  }

  get endOffset(): number {
    return this.entries.length;
  }

  get latestEpoch(): number {
    return this.entries.at(-1)?.epoch ?? 0;
  }

  get voterSet(): VoterSetEntry | undefined {
    const offset = this.entries.findLastIndex(({ voters }) => voters !== undefined);
    const voters = offset < 0 ? this.#formatted : this.entries[offset].voters;
    return voters && { offset, voters };
  }

  hasNamedVoter(key: ReplicaKey): boolean {
    const named = [this.#formatted ?? [], ...this.entries.map(({ voters }) => voters ?? [])];
    return named.some((voters) => voters.some((voter) => sameReplica(voter, key)));
  }

  endOffsetForEpoch(epoch: number): { epoch: number; endOffset: number } {
    const kept = this.entries.slice(this.startOffset);
    const found = kept.findLast((entry) => entry.epoch <= epoch)?.epoch;
    // As the log on disk answers.
    if (found === undefined && epoch >= 0 && kept.length > 0) return { epoch, endOffset: this.startOffset };
    if (found === undefined) return { epoch: -1, endOffset: -1 };
    return { epoch: found, endOffset: this.entries.findLastIndex((entry) => entry.epoch === found) + 1 };
  }
}

export function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  return a !== undefined && b !== undefined && a.epoch === b.epoch && a.value === b.value;
}
