import { SaidError, say } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';

/** Asking a node may take this share of the time: one that answers slowly is asked less often. */
export const DUTY = 0.25;
/** As long as a round waits for a node. */
const PATIENCE_MS = 250;
/** So long what a node said stands for what it does not say now: some requests take two of their kind to give up. */
const SILENT_MS = 5_000;

export interface NodeAnswersOptions {
  readonly clock: Clock;
  /** How long a round waits for a node that answered last time. */
  readonly patienceMs?: number;
  /** Default: {@link DUTY}; with 1 a node is asked in every round that finds it idle. */
  readonly duty?: number;
  /** A node that no round waited for has said something else than before. */
  readonly onLate?: () => void;
}

/**
 * What each of several nodes said last, asked in rounds. One that is silent holds up a round for as long as its
 * patience and no longer: it keeps what it said, and is asked on beside the rounds, once at a time, until it answers or
 * its request gives up. No round waits for one that gave no answer the last time.
 */
export class NodeAnswers<T> {
  readonly #clock: Clock;
  readonly #patienceMs: number;
  readonly #duty: number;
  readonly #onLate: (() => void) | undefined;
  readonly #said = new Map<number, T | Error>();
  /** Being asked; the mark tells this asking from one that was forgotten. */
  readonly #asked = new Map<number, symbol>();
  readonly #restsUntilMs = new Map<number, number>();
  #restless = false;

  constructor({ clock, patienceMs = PATIENCE_MS, duty = DUTY, onLate }: NodeAnswersOptions) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#duty = duty;
    this.#onLate = onLate;
  }

  /** By node, in the order in which they answered: of two that differ the later one is the younger. */
  get said(): ReadonlyMap<number, T | Error> {
    return this.#said;
  }

  /** A node is being asked, and what stands for it meanwhile is older than what the others say. */
  get aging(): boolean {
    return [...this.#asked.keys()].some((node) => this.#answered(node));
  }

  /** Asks these nodes, but for those that are being asked or rest. What others said is forgotten. */
  async round(nodes: readonly number[], ask: (node: number) => Promise<T>): Promise<void> {
    for (const node of [...this.#said.keys(), ...this.#asked.keys()])
      if (!nodes.includes(node)) this.#forget(node);
    const nowMs = this.#clock.monotonicMs();
    let isOver = false;
    const expected = nodes
      .filter((node) => !this.#asked.has(node))
      .filter((node) => this.#restless || (this.#restsUntilMs.get(node) ?? 0) <= nowMs)
      .flatMap((node) => {
        const isExpected = !(this.#said.get(node) instanceof Error);
        const done = this.#ask(node, ask, () => isOver || !isExpected);
        return isExpected ? [done] : [];
      });
    this.#restless = false;
    if (expected.length > 0) await this.#within(Promise.all(expected));
    isOver = true;
  }

  /** In the next round nobody rests: something was changed. */
  wake(): void {
    this.#restless = true;
  }

  /** What was said is of another cluster, and so is what is still to come. */
  clear(): void {
    for (const map of [this.#said, this.#asked, this.#restsUntilMs]) map.clear();
  }

  /** Never rejects. */
  async #ask(node: number, ask: (node: number) => Promise<T>, isLate: () => boolean): Promise<void> {
    const mark = Symbol();
    this.#asked.set(node, mark);
    const startMs = this.#clock.monotonicMs();
    const overdue = this.#clock.schedule(SILENT_MS, () => {
      if (this.#asked.get(node) === mark)
        this.#note(node, new SaidError(say('node.silent', { node })), isLate());
    });
    const answer = await ask(node).catch((error: Error) => error);
    overdue.cancel();
    if (this.#asked.get(node) !== mark) return;
    this.#asked.delete(node);
    const tookMs = this.#clock.monotonicMs() - startMs;
    // Waiting for one that gives no answer costs it nothing.
    if (!(answer instanceof Error)) this.#restsUntilMs.set(node, startMs + tookMs / this.#duty);
    this.#note(node, answer, isLate());
  }

  #note(node: number, answer: T | Error, isLate: boolean): void {
    const before = this.#said.get(node);
    this.#said.delete(node);
    this.#said.set(node, answer);
    const isSame = before instanceof Error && answer instanceof Error && before.message === answer.message;
    if (isLate && !isSame) this.#onLate?.();
  }

  #answered(node: number): boolean {
    return this.#said.has(node) && !(this.#said.get(node) instanceof Error);
  }

  #forget(node: number): void {
    for (const map of [this.#said, this.#asked, this.#restsUntilMs]) map.delete(node);
  }

  async #within(work: Promise<unknown>): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = this.#clock.schedule(this.#patienceMs, resolve);
    await Promise.race([work, late]);
    timer.cancel();
  }
}
