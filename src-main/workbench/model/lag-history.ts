import type { LagSample } from '../../contract/index.ts';
import type { Store } from '../store/index.ts';

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

  /** Oldest first: what the database has from before, then what memory has. */
  since(groupId: string, sinceMs: number): LagSample[] {
    const recent = (this.#rings.get(groupId)?.samples ?? []).filter(({ atMs }) => atMs >= sinceMs);
    const memoryFromMs = recent[0]?.atMs ?? Infinity;
    const older = this.#store
      .lagSamples(this.#cluster, groupId, sinceMs)
      .filter(({ atMs }) => atMs < memoryFromMs);
    return [...older, ...recent];
  }

  /** Of those in memory: what came after a moment, oldest first. */
  newerThan(groupId: string, atMs: number): LagSample[] {
    const samples = this.#rings.get(groupId)?.samples ?? [];
    let first = samples.length;
    while (first > 0 && samples[first - 1].atMs > atMs) first--;
    return samples.slice(first);
  }

  /** Total lag of the newest samples, oldest first. */
  totals(groupId: string): number[] {
    return (this.#rings.get(groupId)?.samples ?? []).slice(-SPARKLINE).flatMap(({ total }) => total ?? []);
  }
}
