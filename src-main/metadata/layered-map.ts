const DELETED = Symbol('deleted');

/**
 * A map over another one that never changes: what differs is kept apart. A copy for the next writer costs the
 * differences and not the whole, and every so often everything is put together anew, so that n copies with one write
 * each cost about √n apiece. The order is that of a Map.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  readonly #changes: Map<K, V | typeof DELETED>;
  #size: number;

  private constructor(base: ReadonlyMap<K, V>, changes: Map<K, V | typeof DELETED>, size: number) {
    this.#base = base;
    this.#changes = changes;
    this.#size = size;
  }

  /** A copy to write to. The original must not be written to any more. */
  static over<K, V>(original: ReadonlyMap<K, V>): LayeredMap<K, V> {
    if (!(original instanceof LayeredMap)) return new LayeredMap(original, new Map(), original.size);
    const { size } = original;
    const layered = original as LayeredMap<K, V>;
    const changes = layered.#changes.size;
    return changes * changes > layered.#base.size
      ? new LayeredMap(new Map(layered), new Map(), size)
      : new LayeredMap(layered.#base, new Map(layered.#changes), size);
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    const changed = this.#changes.get(key);
    if (changed === undefined) return this.#base.get(key);
    return changed === DELETED ? undefined : (changed as V);
  }

  has(key: K): boolean {
    const changed = this.#changes.get(key);
    return changed === undefined ? this.#base.has(key) : changed !== DELETED;
  }

  set(key: K, value: V): void {
    if (!this.has(key)) this.#size++;
    this.#changes.set(key, value);
  }

  delete(key: K): void {
    if (!this.has(key)) return;
    this.#size--;
    if (this.#base.has(key)) this.#changes.set(key, DELETED);
    else this.#changes.delete(key);
  }

  *entries(): Generator<[K, V], undefined> {
    for (const entry of this.#base) {
      const changed = this.#changes.get(entry[0]);
      if (changed === undefined) yield entry;
      else if (changed !== DELETED) yield [entry[0], changed as V];
    }
    for (const [key, value] of this.#changes)
      if (value !== DELETED && !this.#base.has(key)) yield [key, value as V];
  }

  *keys(): Generator<K, undefined> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<V, undefined> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): Generator<[K, V], undefined> {
    return this.entries();
  }

  forEach(action: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) action(value, key, this);
  }
}
