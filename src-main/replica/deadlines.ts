import { Heap } from '../base/index.ts';

/** Deadlines are rounded up to this, so that one wake-up serves all that fall together. */
const TICK_MS = 8;

/**
 * Things that end at some time if nothing ends them before, which is the rule: adding and removing are O(1), and
 * the heap holds one entry per tick, not per item. Times are monotonic milliseconds.
 */
export class Deadlines<T> {
  readonly #ticks = new Heap<number>((a, b) => a - b);
  readonly #items = new Map<number, Set<T>>();
  readonly #tickOf = new Map<T, number>();

  get size(): number {
    return this.#tickOf.size;
  }

  add(item: T, atMs: number): void {
    const tick = Math.ceil(atMs / TICK_MS);
    this.#tickOf.set(item, tick);
    const together = this.#items.get(tick);
    if (together !== undefined) {
      together.add(item);
      return;
    }
    this.#items.set(tick, new Set([item]));
    this.#ticks.push(tick);
  }

  remove(item: T): void {
    const tick = this.#tickOf.get(item);
    if (tick === undefined) return;
    this.#tickOf.delete(item);
    this.#items.get(tick)?.delete(item);
  }

  /** When `expire` has something to do; Infinity while nothing waits. */
  get wakeAtMs(): number {
    for (;;) {
      const tick = this.#ticks.peek();
      if (tick === undefined) return Infinity;
      if (this.#items.get(tick)?.size) return tick * TICK_MS;
      this.#ticks.pop();
      this.#items.delete(tick);
    }
  }

  /** Takes out what is due. */
  expire(nowMs: number): T[] {
    const due: T[] = [];
    while (this.wakeAtMs <= nowMs) {
      const tick = this.#ticks.pop()!;
      for (const item of this.#items.get(tick) ?? []) {
        this.#tickOf.delete(item);
        due.push(item);
      }
      this.#items.delete(tick);
    }
    return due;
  }
}
