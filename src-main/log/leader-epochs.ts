import { formatCheckpoint, MalformedFileError, parseCheckpoint } from './checkpoint-file.ts';

export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** -1: none. */
export interface EpochEndOffset {
  readonly epoch: number;
  readonly endOffset: number;
}

/**
 * Which leader epoch begins at which offset, rising in both (LeaderEpochFileCache). Followers and consumers
 * find with it where their log and the leader's part ways.
 */
export class LeaderEpochs {
  #entries: EpochEntry[];

  constructor(entries: readonly EpochEntry[] = []) {
    this.#entries = [...entries];
  }

  /** Throws MalformedFileError, also for entries that do not rise. */
  static parse(text: string): LeaderEpochs {
    const entries: EpochEntry[] = [];
    for (const line of parseCheckpoint(text)) {
      const match = /^(\d+) (\d+)$/.exec(line);
      if (match === null) throw new MalformedFileError(`cannot read ${JSON.stringify(line)}`);
      const entry = { epoch: Number(match[1]), startOffset: Number(match[2]) };
      const before = entries.at(-1);
      if (before !== undefined && (entry.epoch <= before.epoch || entry.startOffset <= before.startOffset))
        throw new MalformedFileError(`epoch ${line} comes after ${before.epoch} ${before.startOffset}`);
      entries.push(entry);
    }
    return new LeaderEpochs(entries);
  }

  format(): string {
    return formatCheckpoint(this.#entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`));
  }

  entries(): readonly EpochEntry[] {
    return this.#entries;
  }

  /** -1 when there is none. */
  get latestEpoch(): number {
    return this.#entries.at(-1)?.epoch ?? -1;
  }

  /** True when it changed something. Entries that contradict the new one go: it comes from the present leader. */
  assign(epoch: number, startOffset: number): boolean {
    const last = this.#entries.at(-1);
    if (last !== undefined && last.epoch === epoch && startOffset >= last.startOffset) return false;
    while ((this.#entries.at(-1)?.epoch ?? -1) >= epoch) this.#entries.pop();
    while ((this.#entries.at(-1)?.startOffset ?? -1) >= startOffset) this.#entries.pop();
    this.#entries.push({ epoch, startOffset });
    return true;
  }

  /** The end of `epoch`, or of the largest one known before it. */
  endOffsetFor(epoch: number, logEndOffset: number): EpochEndOffset {
    if (epoch < 0) return { epoch: -1, endOffset: -1 };
    if (epoch === this.latestEpoch) return { epoch, endOffset: logEndOffset };
    const above = this.#entries.findIndex((entry) => entry.epoch > epoch);
    if (above < 0) return { epoch: -1, endOffset: -1 };
    const next = this.#entries[above];
    return { epoch: above === 0 ? epoch : this.#entries[above - 1].epoch, endOffset: next.startOffset };
  }

  /** The epoch that wrote `offset`, -1 when not known. */
  epochOf(offset: number): number {
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      if (this.#entries[index].startOffset <= offset) return this.#entries[index].epoch;
    }
    return -1;
  }

  /** The log now ends at `endOffset`. True when entries went. */
  truncateFromEnd(endOffset: number): boolean {
    const before = this.#entries.length;
    while ((this.#entries.at(-1)?.startOffset ?? -1) >= endOffset) this.#entries.pop();
    return this.#entries.length !== before;
  }

  /** The log now begins at `startOffset`: the epoch that covers it begins there. True when something changed. */
  truncateFromStart(startOffset: number): boolean {
    let covering = -1;
    while (covering + 1 < this.#entries.length && this.#entries[covering + 1].startOffset <= startOffset)
      covering++;
    if (covering < 0 || (covering === 0 && this.#entries[0].startOffset === startOffset)) return false;
    this.#entries = [
      { epoch: this.#entries[covering].epoch, startOffset },
      ...this.#entries.slice(covering + 1),
    ];
    return true;
  }

  clear(): void {
    this.#entries = [];
  }
}
