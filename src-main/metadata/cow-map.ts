/** A map that shares its base until the first write, and from then on owns a copy. */
export class CowMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  #own: Map<K, V> | undefined;

  constructor(base: ReadonlyMap<K, V>) {
    this.#base = base;
  }

  /** As it is now; do not keep it, later writes show in it. */
  get current(): ReadonlyMap<K, V> {
    return this.#own ?? this.#base;
  }

  get(key: K): V | undefined {
    return this.current.get(key);
  }

  set(key: K, value: V): void {
    (this.#own ??= new Map(this.#base)).set(key, value);
  }

  delete(key: K): void {
    if (this.current.has(key)) (this.#own ??= new Map(this.#base)).delete(key);
  }
}
