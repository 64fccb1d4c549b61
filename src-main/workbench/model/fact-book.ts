import type { FactView } from '../../contract/index.ts';
import { PULSES } from '../../env/index.ts';

/** Of all nodes together: what happened, and of what traffic makes all the time, which would push the rest out. */
export const EVENTS_KEPT = 5_000;
const PULSES_KEPT = 2_000;

/** The newest facts of a cluster, each once. */
export class FactBook {
  readonly #events: FactView[] = [];
  readonly #pulses: FactView[] = [];
  readonly #seen = new Set<string>();

  /** Keeps and answers those that were not there yet. */
  take(facts: readonly FactView[]): FactView[] {
    const fresh = facts.filter((fact) => !this.#seen.has(identity(fact)));
    for (const fact of fresh) {
      this.#seen.add(identity(fact));
      (PULSES.has(fact.kind) ? this.#pulses : this.#events).push(fact);
    }
    this.#drop(this.#events, EVENTS_KEPT);
    this.#drop(this.#pulses, PULSES_KEPT);
    return fresh;
  }

  /** Those that are wanted, oldest first: nodes report side by side. */
  facts(wanted: (fact: FactView) => boolean): FactView[] {
    return [...this.#events.filter(wanted), ...this.#pulses.filter(wanted)].toSorted(
      (a, b) => a.wallMs - b.wallMs,
    );
  }

  #drop(facts: FactView[], most: number): void {
    for (const old of facts.splice(0, Math.max(0, facts.length - most))) this.#seen.delete(identity(old));
  }
}

/** A node that starts anew counts from the beginning again, but not at the same moment. */
function identity(fact: FactView): string {
  return `${fact.node} ${fact.sequence} ${fact.wallMs}`;
}
