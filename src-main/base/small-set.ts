/**
 * A set of the few that come and go with every request, in the order they came; adding and deleting are O(n).
 *
 * V8 gives a Map or a Set a new table every few changes, and the old table points to the new one. Once one of them has
 * become old, each table keeps the next alive, with all that was in it: nothing of a request is young when it ends, and
 * the whole heap has to be marked, at 1,000 requests a second every 1.5 s. An array leaves nothing behind.
 */
export class SmallSet<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  has(item: T): boolean {
    return this.#items.includes(item);
  }

  add(item: T): void {
    if (!this.#items.includes(item)) this.#items.push(item);
  }

  /** False: it was not in it. */
  delete(item: T): boolean {
    const index = this.#items.indexOf(item);
    if (index >= 0) this.#items.splice(index, 1);
    return index >= 0;
  }

  clear(): void {
    this.#items.length = 0;
  }

  /** Not for a set that changes meanwhile. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.#items.values();
  }

  /** `action` may delete the item it is called with, and add others, which are visited, too. */
  forEach(action: (item: T) => void): void {
    const items = this.#items;
    for (let index = 0; index < items.length;) {
      const item = items[index];
      action(item);
      if (items[index] === item) index++;
    }
  }
}
