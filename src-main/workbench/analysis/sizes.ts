// Percentiles of many sizes in a few kilobytes. Pure.
import type { SizePercentiles } from '../../contract/index.ts';

/** Below this each size counts for itself; above, a power of two is parted in so many. */
const STEPS = 64;
const STEP_BITS = 6;
/** Half of a step's width, relative to its lower end. */
export const SIZE_ERROR_PERCENT = 50 / STEPS;

/** Counts of sizes in steps that grow with them. */
export class Sizes {
  readonly #counts = new Float64Array(STEPS * 28);
  #total = 0;
  #sum = 0;
  #min = Infinity;
  #max = 0;

  add(size: number): void {
    this.#counts[stepOf(size)]++;
    this.#total++;
    this.#sum += size;
    if (size < this.#min) this.#min = size;
    if (size > this.#max) this.#max = size;
  }

  /** Null: there were none. */
  get percentiles(): SizePercentiles | null {
    if (this.#total === 0) return null;
    const at = (share: number) => this.#at(share);
    return {
      min: this.#min,
      p50: at(0.5),
      p75: at(0.75),
      p95: at(0.95),
      p99: at(0.99),
      max: this.#max,
      mean: this.#sum / this.#total,
    };
  }

  #at(share: number): number {
    const wanted = Math.ceil(share * this.#total);
    let seen = 0;
    for (const [step, count] of this.#counts.entries()) {
      seen += count;
      if (seen >= wanted) return Math.min(this.#max, Math.max(this.#min, middleOf(step)));
    }
    return this.#max;
  }
}

function stepOf(size: number): number {
  if (size < STEPS) return size;
  const exponent = 31 - Math.clz32(size);
  return STEPS * (exponent - STEP_BITS + 1) + ((size >>> (exponent - STEP_BITS)) - STEPS);
}

function middleOf(step: number): number {
  if (step < STEPS) return step;
  const shift = Math.floor(step / STEPS) - 1;
  const low = (STEPS + (step % STEPS)) * 2 ** shift;
  return Math.floor(low + (2 ** shift - 1) / 2);
}
