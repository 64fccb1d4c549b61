import type { LagSample } from '../../contract/index.ts';
import { type Store, thinSamples } from '../store/index.ts';

/** Samples a group keeps in memory: an hour at one a second. */
const RING = 3_600;
const SPARKLINE = 60;
/** How far apart the samples in the database are. */
const SAVED_EVERY_MS = 10_000;

interface Ring {
  samples: LagSample[];
  lastSavedMs: number;
}

/** Lag of all groups over time: every sample of the last hour in memory, one in ten seconds in the database. */
export class LagHistory {
  readonly #store: Store;
  readonly #cluster: string;
  readonly #rings = new Map<string, Ring>();

  constructor(store: Store, cluster: string) {
    this.#store = store;
    this.#cluster = cluster;
  }

  /** Notes one moment of all groups whose lag is known. */
  note(samples: readonly { readonly groupId: string; readonly sample: LagSample }[]): void {
    const due: { groupId: string; sample: LagSample }[] = [];
    for (const { groupId, sample } of samples) {
      let ring = this.#rings.get(groupId);
      if (ring === undefined) this.#rings.set(groupId, (ring = { samples: [], lastSavedMs: -Infinity }));
      if (sample.atMs < (ring.samples.at(-1)?.atMs ?? -Infinity)) this.#turnBack(groupId, ring, sample.atMs);
      ring.samples.push(sample);
      if (ring.samples.length > RING) ring.samples.splice(0, ring.samples.length - RING);
      if (sample.total !== null && sample.atMs - ring.lastSavedMs >= SAVED_EVERY_MS) {
        ring.lastSavedMs = sample.atMs;
        due.push({ groupId, sample });
      }
    }
    if (this.#rings.size > samples.length) this.#forgetGone(samples[0]?.sample.atMs ?? 0);
    if (due.length > 0) this.#store.saveLagSamples(this.#cluster, due);
  }

  /** The samples in memory were of another cluster. */
  forget(): void {
    this.#rings.clear();
  }

  /** Groups without a sample for as long as a ring spans. */
  #forgetGone(nowMs: number): void {
    for (const [groupId, { samples }] of this.#rings)
      if (nowMs - (samples.at(-1)?.atMs ?? 0) > RING * 1_000) this.#rings.delete(groupId);
  }

  /** Oldest first: what the database has from before, then what memory has; thinned to `most`. */
  since(groupId: string, sinceMs: number, most = Infinity): readonly LagSample[] {
    const recent = (this.#rings.get(groupId)?.samples ?? []).filter(({ atMs }) => atMs >= sinceMs);
    const memoryFromMs = recent[0]?.atMs ?? Infinity;
    const older = this.#store
      .lagSamples(this.#cluster, groupId, sinceMs, most)
      .filter(({ atMs }) => atMs < memoryFromMs);
    return thinSamples([...older, ...recent], most);
  }

  /** The clock was set back: what it said since then will come once more, and is forgotten. */
  #turnBack(groupId: string, ring: Ring, atMs: number): void {
    ring.samples = ring.samples.filter((sample) => sample.atMs < atMs);
    ring.lastSavedMs = -Infinity;
    this.#store.forgetLagSamples(this.#cluster, groupId, atMs);
  }

  /** Of those in memory: what came after a moment, oldest first; all, where the clock was set back before it. */
  newerThan(groupId: string, atMs: number): LagSample[] {
    const samples = this.#rings.get(groupId)?.samples ?? [];
    if (samples.length > 0 && samples.at(-1)!.atMs < atMs) return [...samples];
    let first = samples.length;
    while (first > 0 && samples[first - 1].atMs > atMs) first--;
    return samples.slice(first);
  }

  /** Total lag of the newest samples, oldest first. */
  totals(groupId: string): number[] {
    return (this.#rings.get(groupId)?.samples ?? []).slice(-SPARKLINE).flatMap(({ total }) => total ?? []);
  }
}
