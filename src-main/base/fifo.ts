/** First in, first out, as a rule. Of what was taken nothing is left behind, see {@link SmallSet} for what a Map would leave. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const items = this.#items;
    const item = items[this.#first];
    if (this.#first === items.length) return undefined;
    items[this.#first++] = undefined;
    if (this.#first === items.length) {
      items.length = 0;
      this.#first = 0;
    } else if (this.#first >= 64 && this.#first * 2 >= items.length) {
      items.copyWithin(0, this.#first);
      items.length -= this.#first;
      this.#first = 0;
    }
    return item;
  }

  /** Takes the first one that matches, which is the first of all as a rule. Undefined: none does. */
  take(matches: (item: T) => boolean): T | undefined {
    const items = this.#items;
    for (let index = this.#first; index < items.length; index++) {
      const item = items[index]!;
      if (!matches(item)) continue;
      if (index === this.#first) return this.shift();
      items.splice(index, 1);
      return item;
    }
    return undefined;
  }
}
