// How long acknowledgements took, in constant memory. Pure.

/** Buckets grow by 5 %, so a percentile is off by no more than that. */
const GROWTH = 1.05;
const FIRST_MS = 0.1;
const BUCKETS = 320;

export class Latencies {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #maxMs = 0;

  /** `weight`: so many records waited so long. */
  add(latencyMs: number, weight: number): void {
    const bucket = Math.ceil(Math.log(Math.max(latencyMs, FIRST_MS) / FIRST_MS) / Math.log(GROWTH));
    this.#counts[Math.min(BUCKETS - 1, bucket)] += weight;
    this.#count += weight;
    if (latencyMs > this.#maxMs) this.#maxMs = latencyMs;
  }

  /** The time within which that part of the records was acknowledged; never more than the longest. */
  at(part: number): number {
    let left = this.#count * part;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket];
      if (left <= 0) return Math.min(this.#maxMs, FIRST_MS * GROWTH ** bucket);
    }
    return this.#maxMs;
  }

  /** Null: nothing was acknowledged. */
  summary(): { p50: number; p99: number; max: number } | null {
    if (this.#count === 0) return null;
    const round = (ms: number) => Math.round(ms * 10) / 10;
    return { p50: round(this.at(0.5)), p99: round(this.at(0.99)), max: round(this.#maxMs) };
  }
}
