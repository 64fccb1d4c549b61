import type { Clock, Fact, FactBody, Facts } from '../env/index.ts';

/** Facts that a new watcher is shown of the time before it came. */
const BACKLOG = 2000;

/** The node's facts: numbered and stamped, the newest kept, the rest only for who watches. */
export class FactStream implements Facts {
  readonly #clock: Clock;
  readonly #node: () => number;
  /** A ring: the oldest is overwritten. */
  readonly #backlog: Fact[] = [];
  #sequence = 0;
  #watcher: ((fact: Fact) => void) | undefined;

  constructor(clock: Clock, node: () => number) {
    this.#clock = clock;
    this.#node = node;
  }

  report(body: FactBody): void {
    const fact: Fact = {
      ...body,
      node: this.#node(),
      sequence: this.#sequence,
      monotonicMs: this.#clock.monotonicMs(),
      wallMs: this.#clock.wallMs(),
    };
    this.#backlog[this.#sequence++ % BACKLOG] = fact;
    this.#watcher?.(fact);
  }

  /** What is kept, oldest first. */
  backlog(): Fact[] {
    const split = this.#sequence % BACKLOG;
    return this.#sequence <= BACKLOG
      ? [...this.#backlog]
      : [...this.#backlog.slice(split), ...this.#backlog.slice(0, split)];
  }

  /** One watcher at a time; undefined ends the watching. */
  watch(watcher: ((fact: Fact) => void) | undefined): void {
    this.#watcher = watcher;
  }
}
