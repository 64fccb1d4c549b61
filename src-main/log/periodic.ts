/** Work that comes back at an interval. Times are monotonic milliseconds. */
export class Periodic {
  readonly #intervalMs: number;
  #dueMs: number;

  constructor(intervalMs: number, firstDueMs: number) {
    // Kafka's checks let 0 pass, which would be all the time.
    this.#intervalMs = Math.max(1, intervalMs);
    this.#dueMs = firstDueMs;
  }

  get dueMs(): number {
    return this.#dueMs;
  }

  /** True when it is time; the next time is an interval from now. */
  isDue(nowMs: number): boolean {
    if (nowMs < this.#dueMs) return false;
    this.#dueMs = nowMs + this.#intervalMs;
    return true;
  }
}
