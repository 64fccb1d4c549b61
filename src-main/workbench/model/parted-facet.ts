import type { Clock } from '../../env/index.ts';
import { NodeAnswers } from './node-answers.ts';
import type { FacetName, Facets } from './state.ts';

/** A facet of which each node tells a part. */
export interface Parts<N extends FacetName, T> {
  readonly name: N;
  nodesOf(facets: Facets): readonly number[];
  ask(node: number, facets: Facets): Promise<T>;
  /** The facet, out of what is said; of a node that gave no answer what `facets` has of it from before. Pure. */
  join(said: ReadonlyMap<number, T | Error>, facets: Facets): Facets[N];
}

export interface PartedFacetOptions {
  readonly clock: Clock;
  readonly patienceMs: number;
  readonly onLate: (name: FacetName) => void;
}

/** What is known of such a facet by node, so that one that is silent holds up the parts of no other. */
export class PartedFacet<N extends FacetName, T> {
  readonly #parts: Parts<N, T>;
  readonly #answers: NodeAnswers<T>;

  constructor(parts: Parts<N, T>, { clock, patienceMs, onLate }: PartedFacetOptions) {
    this.#parts = parts;
    this.#answers = new NodeAnswers({ clock, patienceMs, onLate: () => onLate(parts.name) });
  }

  get said(): ReadonlyMap<number, T | Error> {
    return this.#answers.said;
  }

  /** See {@link NodeAnswers.aging}. */
  get aging(): boolean {
    return this.#answers.aging;
  }

  round(facets: Facets): Promise<void> {
    return this.#answers.round(this.#parts.nodesOf(facets), (node) => this.#parts.ask(node, facets));
  }

  join(facets: Facets): Facets[N] {
    return this.#parts.join(this.said, facets);
  }

  wake(): void {
    this.#answers.wake();
  }

  clear(): void {
    this.#answers.clear();
  }
}
