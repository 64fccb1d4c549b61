import { PULSES, type Clock, type Fact, type FactBody, type Facts } from '../env/index.ts';

/** Facts that a new watcher is shown of the time before it came. */
const BACKLOG = 2000;
/** Of what would push everything else out of the backlog. */
const PULSE_BACKLOG = 500;

/** The node's facts: numbered and stamped, the newest kept, the rest only for who watches. */
export class FactStream implements Facts {
  readonly #clock: Clock;
  readonly #node: () => number;
  readonly #events = new Ring(BACKLOG);
  readonly #pulses = new Ring(PULSE_BACKLOG);
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
      sequence: this.#sequence++,
      monotonicMs: this.#clock.monotonicMs(),
      wallMs: this.#clock.wallMs(),
    };
    (PULSES.has(body.kind) ? this.#pulses : this.#events).push(fact);
    this.#watcher?.(fact);
  }

  /** What is kept, oldest first. */
  backlog(): Fact[] {
    return [...this.#events.facts(), ...this.#pulses.facts()].sort((a, b) => a.sequence - b.sequence);
  }

  /** One watcher at a time; undefined ends the watching. */
  watch(watcher: ((fact: Fact) => void) | undefined): void {
    this.#watcher = watcher;
  }
}

/** The newest of what is pushed; the oldest is overwritten. */
class Ring {
  readonly #facts: Fact[] = [];
  readonly #size: number;
  #next = 0;

  constructor(size: number) {
    this.#size = size;
  }

  push(fact: Fact): void {
    this.#facts[this.#next] = fact;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** In no particular order. */
  facts(): readonly Fact[] {
    return this.#facts;
  }
}
