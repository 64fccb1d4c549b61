const KEPT_EVENTS = 200;
const KEPT_STORY = 2_000;

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);

/**
 * What a run did, as one number and as its newest events. Two runs of the same seed must have the same hash: every
 * event with its time and owner goes into it, so that the first difference shows.
 */
export class Trace {
  #low = 0x811c9dc5 | 0;
  #high = 0x6b43a9b5 | 0;
  readonly #textHashes = new Map<string, number>();
  readonly #events = new Newest(KEPT_EVENTS);
  readonly #story = new Newest(KEPT_STORY);

  /** Mixes a number in; NaN and Infinity are as good as any. */
  number(value: number): void {
    float[0] = value;
    this.#low = Math.imul(this.#low ^ words[0], 0x01000193);
    this.#high = Math.imul(this.#high ^ words[1] ^ (this.#low >>> 15), 0x85ebca6b);
    this.#low ^= this.#high >>> 13;
  }

  /** Mixes a text in. Texts are few and come again and again, so each is hashed once. */
  text(text: string): void {
    let hash = this.#textHashes.get(text);
    if (hash === undefined) {
      hash = 0x811c9dc5 | 0;
      for (let index = 0; index < text.length; index++)
        hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
      this.#textHashes.set(text, hash);
    }
    this.number(hash);
  }

  /** Keeps a line for `newest`; a function is only called when somebody reads it. */
  note(line: Line): void {
    this.#events.add(line);
  }

  /** As `note`, and keeps the line for `story`, too: what the faults did, and what the nodes told about themselves. */
  tell(line: Line): void {
    this.#events.add(line);
    this.#story.add(line);
  }

  /** 16 hexadecimal digits. */
  get hash(): string {
    const hex = (word: number) => (word >>> 0).toString(16).padStart(8, '0');
    return hex(this.#high) + hex(this.#low);
  }

  /** The newest lines, oldest first. */
  newest(): string[] {
    return this.#events.lines();
  }

  /** The newest lines that tell the story without each single event, oldest first. */
  story(): string[] {
    return this.#story.lines();
  }
}

type Line = string | (() => string);

/** A ring of lines. */
class Newest {
  readonly #size: number;
  readonly #kept: Line[] = [];
  #count = 0;

  constructor(size: number) {
    this.#size = size;
  }

  add(line: Line): void {
    this.#kept[this.#count++ % this.#size] = line;
  }

  lines(): string[] {
    const length = this.#kept.length;
    return Array.from({ length }, (_, index) => {
      const line = this.#kept[(this.#count - length + index) % length];
      return typeof line === 'string' ? line : line();
    });
  }
}
