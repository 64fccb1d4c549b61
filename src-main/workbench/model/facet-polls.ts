import type { Clock, Timer } from '../../env/index.ts';
import type { FacetName } from './state.ts';

/** What is due so soon is asked for with what is due now: ends and commits of one moment make a lag. */
const TOGETHER_MS = 250;
/** As long as what was found waits to be told together with what is still under way. */
const LATE_MS = 300;
/** Between a facet that was asked for in vain and the next try, in any case. */
const PAUSE_MIN_MS = 20;

export interface FacetPollsOptions {
  readonly clock: Clock;
  /** Asks for it once; resolves to when it is due again, monotonic. Never rejects. */
  readonly ask: (name: FacetName) => Promise<number>;
  /** Whether it is known whom to ask about what: that is what metadata tells. */
  readonly isOriented: () => boolean;
  /** Something was asked for, with or without success. */
  readonly onNews: () => void;
}

/**
 * When each facet is asked for. All wait for metadata; for each other they do not, so that one whose answer does not
 * come holds up none of the others. Of each at most one poll is under way.
 */
export class FacetPolls {
  readonly #options: FacetPollsOptions;
  readonly #wanted = new Map<FacetName, number>();
  readonly #dueMs = new Map<FacetName, number>();
  readonly #underWay = new Map<FacetName, Promise<void>>();
  /** Something was changed after the poll that is under way had begun. */
  readonly #again = new Set<FacetName>();
  #timer: Timer | undefined;
  #late: Timer | undefined;
  #closed = false;

  constructor(options: FacetPollsOptions) {
    this.#options = options;
  }

  /** Keeps these facets, and metadata, fresh until the answer is called. */
  want(names: readonly FacetName[]): () => void {
    const wants = new Set<FacetName>(['metadata', ...names]);
    for (const name of wants) this.#wanted.set(name, (this.#wanted.get(name) ?? 0) + 1);
    this.poke();
    return () => {
      for (const name of wants) {
        const left = this.#wanted.get(name)! - 1;
        if (left > 0) this.#wanted.set(name, left);
        else this.#wanted.delete(name);
      }
      if (this.#wanted.size === 0) this.#timer?.cancel();
    };
  }

  /** Asks now for what is due, and with `names` for these in any case: something was changed. */
  poke(names: readonly FacetName[] = []): void {
    for (const name of names) {
      this.#dueMs.delete(name);
      if (this.#underWay.has(name)) this.#again.add(name);
    }
    this.#pollDue();
  }

  /** All but metadata are due as soon as it is known whom to ask. */
  expire(): void {
    for (const name of this.#underWay.keys()) if (name !== 'metadata') this.#again.add(name);
    this.#dueMs.clear();
  }

  /** Asks for it, whoever wants it, unless it is being asked for. */
  poll(name: FacetName): Promise<void> {
    let poll = this.#underWay.get(name);
    if (poll === undefined) {
      poll = this.#poll(name);
      this.#underWay.set(name, poll);
    }
    return poll;
  }

  isUnderWay(name: FacetName): boolean {
    return this.#underWay.has(name);
  }

  /** Tells it now, or with what is under way if that comes soon. */
  news(): void {
    if (this.#closed) return;
    if (this.#underWay.size > 0) {
      this.#late ??= this.#options.clock.schedule(LATE_MS, () => this.#tell());
      return;
    }
    this.#tell();
  }

  /** What is under way ends unheard. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#late?.cancel();
  }

  #tell(): void {
    this.#late?.cancel();
    this.#late = undefined;
    this.#options.onNews();
  }

  async #poll(name: FacetName): Promise<void> {
    const dueMs = await this.#options.ask(name);
    this.#underWay.delete(name);
    if (this.#closed) return;
    if (this.#again.delete(name)) this.#dueMs.delete(name);
    else this.#dueMs.set(name, dueMs);
    // Before the news: what waits for this one is told with it.
    this.#pollDue();
    this.news();
  }

  #pollDue(): void {
    if (this.#closed || this.#wanted.size === 0) return;
    const nowMs = this.#options.clock.monotonicMs();
    const isDue = (name: FacetName) =>
      !this.#underWay.has(name) && (this.#dueMs.get(name) ?? 0) <= nowMs + TOGETHER_MS;
    if (isDue('metadata')) void this.poll('metadata');
    else if (this.#options.isOriented() && !this.#underWay.has('metadata'))
      for (const name of this.#wanted.keys()) if (isDue(name)) void this.poll(name);
    this.#schedule(nowMs);
  }

  /** While metadata is under way, or is not there, nothing else is due: its end looks again. */
  #schedule(nowMs: number): void {
    this.#timer?.cancel();
    if (this.#underWay.has('metadata')) return;
    const names = this.#options.isOriented() ? [...this.#wanted.keys()] : (['metadata'] as const);
    const dueMs = names.map((name) =>
      this.#underWay.has(name) ? Infinity : (this.#dueMs.get(name) ?? nowMs),
    );
    const nextMs = Math.min(...dueMs);
    if (nextMs === Infinity) return;
    this.#timer = this.#options.clock.schedule(Math.max(PAUSE_MIN_MS, nextMs - nowMs), () => this.#pollDue());
  }
}
