import type { Clock, TextLog } from '../../env/index.ts';
import type { Store } from '../store/index.ts';
import { type FacetName, type Facets, facetToJson } from './state.ts';

const INTERVAL_MS = 5_000;
/** Facets that are larger are written less often. */
const LARGE_BYTES = 512 * 1024;
const LARGE_INTERVAL_MS = 60_000;
/** A clock that is set right by less keeps what it said. */
const SET_BACK_MS = 60_000;

/** Writes facets that changed to the store: small ones every few seconds, all of them at the end. */
export class FacetSaver {
  readonly #store: Store;
  readonly #cluster: string;
  readonly #clock: Clock;
  readonly #log: TextLog;
  readonly #unsaved = new Set<FacetName>();
  readonly #savedMs = new Map<FacetName, number>();
  readonly #savedBytes = new Map<string, number>();
  /** The newest moment in the store. */
  #newestMs: number | undefined;

  constructor(store: Store, cluster: string, { clock, log }: { clock: Clock; log: TextLog }) {
    this.#store = store;
    this.#cluster = cluster;
    this.#clock = clock;
    this.#log = log;
  }

  changed(name: FacetName): void {
    this.#unsaved.add(name);
  }

  /** Writes what is due, or with `all` everything that changed. A store that cannot be written to stops no screen. */
  save(facets: Facets, all: boolean): void {
    const nowMs = this.#clock.monotonicMs();
    const due = new Map<string, unknown>();
    for (const name of this.#unsaved) {
      const large = (this.#savedBytes.get(name) ?? 0) > LARGE_BYTES;
      const sinceMs = nowMs - (this.#savedMs.get(name) ?? -Infinity);
      if (!all && sinceMs < (large ? LARGE_INTERVAL_MS : INTERVAL_MS)) continue;
      due.set(name, facetToJson(name, facets[name]));
      this.#savedMs.set(name, nowMs);
      this.#unsaved.delete(name);
    }
    if (due.size === 0) return;
    const atMs = this.#clock.wallMs();
    try {
      this.#newestMs ??= this.#store.snapshotMoments(this.#cluster).at(-1) ?? -Infinity;
      if (this.#newestMs > atMs + SET_BACK_MS) this.#store.forgetSnapshotsAfter(this.#cluster, atMs);
      this.#newestMs = atMs;
      for (const [name, bytes] of this.#store.saveSnapshots(this.#cluster, atMs, due))
        this.#savedBytes.set(name, bytes);
    } catch (error) {
      this.#log.warn(`saving the last known state: ${(error as Error).message}`);
    }
  }
}
