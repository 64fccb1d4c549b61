/** A number → number map that remembers every value a key was given, in the order of first mention. */
export class ConflictMap {
  readonly first = new Map<number, number>();
  readonly conflicts = new Map<number, number[]>();

  /** True when the key had another value before. */
  add(key: number, value: number): boolean {
    const known = this.first.get(key);
    if (known === undefined) {
      this.first.set(key, value);
      return false;
    }
    if (known === value) return false;
    const others = this.conflicts.get(key);
    if (others === undefined) this.conflicts.set(key, [value]);
    else if (!others.includes(value)) others.push(value);
    return true;
  }
}

/**
 * What is known of one partition: which value stands at which offset, as every poll and every acknowledged send tells.
 * Offsets that nobody mentions (markers, gaps) are left out, so that indexes are dense.
 */
export class VersionOrder {
  readonly key: string;
  readonly valueAt = new ConflictMap();
  /** Values that ok polls have seen. */
  readonly seen = new Set<number>();
  #offsets = new Float64Array(0);
  readonly #firstIndex = new Map<number, number>();
  readonly #lastIndex = new Map<number, number>();

  constructor(key: string) {
    this.key = key;
  }

  mention(offset: number, value: number): void {
    this.valueAt.add(offset, value);
  }

  /** Once everything is mentioned. O(n log n) in the offsets of this key. */
  freeze(): void {
    this.#offsets = Float64Array.from(this.valueAt.first.keys()).sort();
    for (let index = 0; index < this.#offsets.length; index++) {
      const offset = this.#offsets[index];
      this.#place(this.valueAt.first.get(offset)!, index);
      for (const value of this.valueAt.conflicts.get(offset) ?? []) this.#place(value, index);
    }
  }

  #place(value: number, index: number): void {
    if (!this.#firstIndex.has(value)) this.#firstIndex.set(value, index);
    this.#lastIndex.set(value, index);
  }

  get size(): number {
    return this.#offsets.length;
  }

  offsetAt(index: number): number {
    return this.#offsets[index];
  }

  /** Where an offset stands; it must have been mentioned. */
  indexOf(offset: number): number {
    let low = 0;
    let high = this.#offsets.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#offsets[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Undefined: nobody knows an offset of it. */
  firstIndexOf(value: number): number | undefined {
    return this.#firstIndex.get(value);
  }

  lastIndexOf(value: number): number | undefined {
    return this.#lastIndex.get(value);
  }

  /** Values that stand at more than one offset. */
  *duplicates(): Iterable<{ value: number; offsets: [number, number] }> {
    for (const [value, first] of this.#firstIndex) {
      const last = this.#lastIndex.get(value)!;
      if (last !== first) yield { value, offsets: [this.#offsets[first], this.#offsets[last]] };
    }
  }
}
