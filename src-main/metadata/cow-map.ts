import { LayeredMap } from './layered-map.ts';

/** A map that shares its base until the first write, and from then on owns a copy. */
export class CowMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  #own: LayeredMap<K, V> | undefined;

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
    (this.#own ??= LayeredMap.over(this.#base)).set(key, value);
  }

  delete(key: K): void {
    if (this.current.has(key)) (this.#own ??= LayeredMap.over(this.#base)).delete(key);
  }
}
