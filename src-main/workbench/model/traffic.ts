import { TRAFFIC_INTERVAL_MS, type TrafficSample } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import type { NodeState } from '../../node/messages.ts';

/** How far back one can look. */
const KEPT_MS = 30 * 60_000;
const COUNTERS = ['acked', 'refused', 'delivered'] as const;
type Counts = { [K in (typeof COUNTERS)[number]]: number };
type Interval = Counts & { waiting: number };

/**
 * What clients got done per interval, out of the counters that nodes send while they change. A node sends at once
 * when something has changed, at most once an interval: what a message adds happened in the interval before it.
 */
export class Traffic {
  readonly #clock: Clock;
  readonly #before = new Map<number, Counts>();
  /** By node, as it said last. */
  readonly #waiting = new Map<number, number>();
  /** By number of the interval, ascending. */
  readonly #intervals = new Map<number, Interval>();
  readonly #listeners = new Set<(samples: readonly TrafficSample[]) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A counter that falls began anew with its process. */
  note(node: number, { recordsAcked, batchesRefused, batchesWaiting, recordsOut }: NodeState): void {
    const now = { acked: recordsAcked, refused: batchesRefused, delivered: recordsOut };
    const before = this.#before.get(node);
    const wasWaiting = this.#waitingNow;
    this.#waiting.set(node, batchesWaiting);
    this.#before.set(node, now);
    // What was counted before anybody looked has no time.
    if (before === undefined) return;
    const atMs = this.#clock.wallMs();
    const interval = Math.floor(atMs / TRAFFIC_INTERVAL_MS);
    // The message tells of the time since the one before it: part of that lies in the interval before.
    const share = (atMs % TRAFFIC_INTERVAL_MS) / TRAFFIC_INTERVAL_MS;
    for (const name of COUNTERS) {
      const more = now[name] >= before[name] ? now[name] - before[name] : now[name];
      if (more === 0) continue;
      const here = Math.round(more * share);
      if (here > 0) this.#at(interval)[name] += here;
      if (more > here) this.#at(interval - 1)[name] += more - here;
    }
    this.#noteWaiting(interval, wasWaiting);
    this.#tell(interval);
  }

  /** Its process is gone: whoever waited for it has lost the connection. */
  forget(node: number): void {
    const wasWaiting = this.#waitingNow;
    if (!this.#waiting.delete(node)) return;
    const interval = Math.floor(this.#clock.wallMs() / TRAFFIC_INTERVAL_MS);
    this.#noteWaiting(interval, wasWaiting);
    this.#tell(interval);
  }

  get #waitingNow(): number {
    let sum = 0;
    for (const waiting of this.#waiting.values()) sum += waiting;
    return sum;
  }

  /** An interval in which nothing was counted says it only when it is another number. */
  #noteWaiting(interval: number, before: number): void {
    const waiting = this.#waitingNow;
    if (waiting !== before) this.#at(interval);
    const now = this.#intervals.get(interval);
    if (now !== undefined) now.waiting = waiting;
  }

  #tell(interval: number): void {
    const samples = [interval - 1, interval]
      .filter((one) => this.#intervals.has(one))
      .map((one) => this.#sample(one));
    if (samples.length > 0) for (const listener of this.#listeners) listener(samples);
  }

  #at(interval: number): Interval {
    let counts = this.#intervals.get(interval);
    if (counts === undefined) {
      counts = { acked: 0, refused: 0, delivered: 0, waiting: 0 };
      this.#intervals.set(interval, counts);
      this.#forget(interval);
    }
    return counts;
  }

  #forget(interval: number): void {
    const oldest = interval - KEPT_MS / TRAFFIC_INTERVAL_MS;
    for (const one of this.#intervals.keys()) {
      if (one >= oldest) break;
      this.#intervals.delete(one);
    }
  }

  #sample(interval: number): TrafficSample {
    return { atMs: interval * TRAFFIC_INTERVAL_MS, ...this.#intervals.get(interval)! };
  }

  /** What is known from `sinceMs` on, oldest first. */
  since(sinceMs: number): TrafficSample[] {
    const first = Math.floor(sinceMs / TRAFFIC_INTERVAL_MS);
    return [...this.#intervals.keys()]
      .filter((interval) => interval >= first)
      .toSorted((a, b) => a - b)
      .map((interval) => this.#sample(interval));
  }

  /** Intervals that have more in them than before; a listener replaces what it knew of them. */
  listen(listener: (samples: readonly TrafficSample[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
