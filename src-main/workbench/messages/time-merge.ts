// Rows of many partitions in one order of time, while each partition is still being read. Pure.

export type Direction = 'forward' | 'backward';

interface Lane<R> {
  rows: R[];
  /** Rows of `rows` that were taken. */
  taken: number;
  /** Reading has come this far in time; -Infinity before the first read. */
  frontier: number;
  open: boolean;
}

/**
 * Merges partitions by timestamp, oldest first or newest first, each partition in the order of its offsets. A row
 * leaves as soon as no partition can have one before it: producers' clocks are trusted to run one way inside a
 * partition, and where they do not, offsets win.
 */
export class TimeMerge<R extends { readonly timestampMs: number }> {
  /** 1 forward, -1 backward: backward is forward with time negated. */
  readonly #sign: number;
  readonly #lanes = new Map<number, Lane<R>>();

  constructor(direction: Direction, partitions: Iterable<number>) {
    this.#sign = direction === 'forward' ? 1 : -1;
    for (const partition of partitions)
      this.#lanes.set(partition, { rows: [], taken: 0, frontier: -Infinity, open: true });
  }

  /** Adds rows in reading order; `reachedMs` is the time of the last record looked at, whether it became a row or not. */
  add(partition: number, rows: readonly R[], reachedMs: number | undefined): void {
    const lane = this.#lanes.get(partition)!;
    lane.rows = lane.taken === lane.rows.length ? [...rows] : [...lane.rows.slice(lane.taken), ...rows];
    lane.taken = 0;
    if (reachedMs !== undefined) lane.frontier = Math.max(lane.frontier, reachedMs * this.#sign);
  }

  /** Nothing more comes from this partition. */
  finish(partition: number): void {
    this.#lanes.get(partition)!.open = false;
  }

  /** Partitions that must be read on before the next row is known; empty when a row can be taken, or all is done. */
  wants(): number[] {
    const head = this.#head();
    const bound = head === undefined ? Infinity : this.#time(head);
    const wanted: number[] = [];
    for (const [partition, lane] of this.#lanes)
      if (lane.open && lane.taken === lane.rows.length && lane.frontier < bound) wanted.push(partition);
    return wanted;
  }

  /** Up to `max` rows whose place is certain. */
  take(max: number): R[] {
    const taken: R[] = [];
    while (taken.length < max) {
      const head = this.#head();
      if (head === undefined || this.#blocked(this.#time(head))) return taken;
      taken.push(head.rows[head.taken++]);
    }
    return taken;
  }

  /** Rows that wait for their place. */
  get waiting(): number {
    let count = 0;
    for (const { rows, taken } of this.#lanes.values()) count += rows.length - taken;
    return count;
  }

  #time(lane: Lane<R>): number {
    return lane.rows[lane.taken].timestampMs * this.#sign;
  }

  #head(): Lane<R> | undefined {
    let best: Lane<R> | undefined;
    for (const lane of this.#lanes.values())
      if (lane.taken < lane.rows.length && (best === undefined || this.#time(lane) < this.#time(best)))
        best = lane;
    return best;
  }

  #blocked(bound: number): boolean {
    for (const lane of this.#lanes.values())
      if (lane.open && lane.taken === lane.rows.length && lane.frontier < bound) return true;
    return false;
  }
}
