import { Heap } from '../base/index.ts';

/** Deadlines are rounded up to this, so that one wake-up serves all that fall together. */
const TICK_MS = 8;

interface Tick<T> {
  readonly number: number;
  readonly deadlines: Deadline<T>[];
}

/** What `add` gives and `remove` takes. */
export interface Deadline<T> {
  readonly item: T;
  /** Undefined once it was removed, or has come. */
  tick: Tick<T> | undefined;
  /** Its place among those of its tick. */
  index: number;
}

/**
 * Things that end at some time if nothing ends them before, which is the rule: adding and removing are O(1), and
 * the heap holds one entry per tick, not per item. Times are monotonic milliseconds. Only a new tick touches a Map, and
 * an item that was removed is held by nothing: see SmallSet for what a Map of items would leave behind.
 */
export class Deadlines<T> {
  readonly #order = new Heap<Tick<T>>((a, b) => a.number - b.number);
  readonly #ticks = new Map<number, Tick<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T, atMs: number): Deadline<T> {
    const number = Math.ceil(atMs / TICK_MS);
    let tick = this.#ticks.get(number);
    if (tick === undefined) {
      tick = { number, deadlines: [] };
      this.#ticks.set(number, tick);
      this.#order.push(tick);
    }
    const deadline: Deadline<T> = { item, tick, index: tick.deadlines.length };
    tick.deadlines.push(deadline);
    this.#size++;
    return deadline;
  }

  /** Does nothing when it was removed before, or has come. */
  remove(deadline: Deadline<T>): void {
    const { tick, index } = deadline;
    if (tick === undefined) return;
    deadline.tick = undefined;
    this.#size--;
    const last = tick.deadlines.pop()!;
    if (last === deadline) return;
    tick.deadlines[index] = last;
    last.index = index;
  }

  /** When `expire` has something to do; Infinity while nothing waits. */
  get wakeAtMs(): number {
    for (;;) {
      const tick = this.#order.peek();
      if (tick === undefined) return Infinity;
      if (tick.deadlines.length > 0) return tick.number * TICK_MS;
      this.#order.pop();
      this.#ticks.delete(tick.number);
    }
  }

  /** Takes out what is due. */
  expire(nowMs: number): T[] {
    const due: T[] = [];
    while (this.wakeAtMs <= nowMs) {
      const tick = this.#order.pop()!;
      this.#ticks.delete(tick.number);
      for (const deadline of tick.deadlines) {
        deadline.tick = undefined;
        due.push(deadline.item);
      }
      this.#size -= tick.deadlines.length;
      tick.deadlines.length = 0;
    }
    return due;
  }
}
