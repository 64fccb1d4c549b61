import { type RandomSource, seededRandom } from '../base/index.ts';
import type { Randomness } from '../env/index.ts';

/** Chance of one kind, from a seed and a name: drawing more of one kind does not change the others. */
export class Chance implements Randomness {
  readonly next: RandomSource;

  constructor(seed: number, name: string) {
    let hash = seed | 0;
    for (let index = 0; index < name.length; index++)
      hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193) + 0x9e3779b9;
    this.next = seededRandom(hash);
  }

  bytes(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, () => Math.floor(this.next() * 256));
  }

  /** A whole number in [low, high]. */
  whole(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** True with this probability. */
  hits(probability: number): boolean {
    return this.next() < probability;
  }

  /** Times between events that come at random: most are short, a few long. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)];
  }

  /** One of the names, by weight. */
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries<number>(weights);
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) {
      left -= weight;
      if (left < 0) return name as T;
    }
    return entries[entries.length - 1][0] as T;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let index = result.length - 1; index > 0; index--) {
      const other = this.whole(0, index);
      [result[index], result[other]] = [result[other], result[index]];
    }
    return result;
  }
}
