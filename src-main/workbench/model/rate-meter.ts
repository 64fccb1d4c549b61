/** Samples a sparkline shows. */
const HISTORY = 60;
/** Values that come faster than this are averaged. */
const SAMPLE_MS = 900;
/** Samples further apart are not one history: nobody watched in between. */
const GAP_MS = 10_000;

/** Turns a counter that only rises into a rate, with its newest samples. A counter that falls began anew. */
export class RateMeter {
  #lastValue = 0;
  #lastMs = -Infinity;
  #rate: number | null = null;
  #history: number[] = [];

  /** Notes the counter's value; `atMs` is monotonic. */
  note(value: number, atMs: number): void {
    const elapsedMs = atMs - this.#lastMs;
    if (elapsedMs < SAMPLE_MS && value >= this.#lastValue) return;
    const known = elapsedMs > 0 && elapsedMs <= GAP_MS && value >= this.#lastValue;
    this.#rate = known ? ((value - this.#lastValue) * 1_000) / elapsedMs : null;
    if (elapsedMs > GAP_MS) this.#history = [];
    if (this.#rate !== null) this.#remember(this.#rate);
    this.#lastValue = value;
    this.#lastMs = atMs;
  }

  /** The counter is known not to have moved, though nobody read it out. */
  idle(): void {
    if (this.#rate === null) return;
    this.#rate = 0;
    this.#remember(0);
  }

  #remember(rate: number): void {
    this.#history.push(Math.round(rate * 10) / 10);
    if (this.#history.length > HISTORY) this.#history.shift();
  }

  /** Per second; null until two samples are there. */
  get perSecond(): number | null {
    return this.#rate;
  }

  /** Oldest first. */
  get history(): readonly number[] {
    return this.#history;
  }
}
