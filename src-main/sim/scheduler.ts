import { Heap } from '../base/index.ts';
import type { Timer } from '../env/index.ts';
import { settleNow } from './settle.ts';
import { Trace } from './trace.ts';

/** Whose code an event runs: dead owners run nothing, paused ones run it when they go on. */
export interface Owner {
  readonly name: string;
  readonly alive: boolean;
  readonly paused: boolean;
  /** Takes the event of a paused owner; `run` is called when it goes on. */
  defer(label: string, run: () => void): void;
  /** Its code threw where nobody catches: in reality the process ends. */
  failed(error: unknown): void;
}

interface Event {
  readonly atMs: number;
  readonly sequence: number;
  readonly label: string;
  readonly owner: Owner | undefined;
  action: (() => void) | undefined;
}

export type RunOutcome = 'done' | 'idle' | 'out-of-time' | 'stopped';

/** Events between two visits of the real event loop, so that others in this process get their turn. */
const EVENTS_PER_TURN = 512;

/**
 * Virtual time. The earliest event runs, then every promise job it brought about, then the invariants; then comes the
 * next. Nothing else moves, so a run is a function of its seed. Times are milliseconds since the start of the run.
 */
export class Scheduler {
  readonly trace = new Trace();
  nowMs = 0;
  /** Events that have run. */
  events = 0;
  /** Called when an event and all it brought about have settled. */
  afterEvent: (owner: Owner | undefined) => void = () => {};
  /** Errors that no owner stands for: bugs of the kit or of a workload. */
  onError: (error: unknown) => void = (error) => {
    this.stop();
    this.failure ??= error;
  };
  failure: unknown;
  readonly #heap = new Heap<Event>((a, b) => a.atMs - b.atMs || a.sequence - b.sequence);
  #sequence = 0;
  #current: Owner | undefined;
  #stopped = false;

  /** Ends the present `run` after this event. */
  stop(): void {
    this.#stopped = true;
  }

  /** Runs `action` at a time, which must not be in the past. Events of the same time run in the order they were made. */
  at(atMs: number, label: string, action: () => void, owner?: Owner): Timer {
    const event: Event = {
      atMs: Math.max(atMs, this.nowMs),
      sequence: this.#sequence++,
      label,
      owner,
      action,
    };
    this.#heap.push(event);
    return { cancel: () => (event.action = undefined) };
  }

  after(delayMs: number, label: string, action: () => void, owner?: Owner): Timer {
    return this.at(this.nowMs + delayMs, label, action, owner);
  }

  /** Resolves in virtual time. */
  sleep(delayMs: number, owner?: Owner): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, 'sleep', resolve, owner));
  }

  /** A line in the story of this run, and in its hash. */
  note(line: string): void {
    this.trace.text(line);
    this.trace.tell(`${this.nowMs.toFixed(3)} · ${line}`);
  }

  /**
   * Runs until `done` says so (asked after every event), nothing is left to do, or `untilMs` is reached.
   * Rejects with what `onError` was given, unless it was replaced.
   */
  async run(done: () => boolean, untilMs = Infinity): Promise<RunOutcome> {
    this.#stopped = false;
    const release = this.#catchErrors();
    try {
      const settle = settleNow();
      const outcome = await new Promise<RunOutcome>((resolve) => {
        const turn = () => {
          for (let count = 0; count < (settle === undefined ? 1 : EVENTS_PER_TURN); count++) {
            // Without it the promise jobs of the event before have run between two turns.
            if (settle === undefined) this.#settled();
            const outcome = this.#verdict(done, untilMs);
            if (outcome !== undefined) return resolve(outcome);
            this.#step();
            if (settle === undefined) continue;
            settle();
            this.#settled();
          }
          setImmediate(turn);
        };
        setImmediate(turn);
      });
      if (this.failure !== undefined) throw this.failure;
      if ((outcome === 'idle' || outcome === 'out-of-time') && untilMs !== Infinity) this.nowMs = untilMs;
      return outcome;
    } finally {
      release();
    }
  }

  #verdict(done: () => boolean, untilMs: number): RunOutcome | undefined {
    if (this.#stopped) return 'stopped';
    if (done()) return 'done';
    for (let next = this.#heap.peek(); next?.action === undefined; next = this.#heap.peek()) {
      if (next === undefined) return 'idle';
      this.#heap.pop();
    }
    return this.#heap.peek()!.atMs > untilMs ? 'out-of-time' : undefined;
  }

  #step(): void {
    const event = this.#heap.pop()!;
    const { atMs, label, owner } = event;
    this.nowMs = atMs;
    if (owner !== undefined && !owner.alive) return;
    if (owner?.paused === true) {
      // Cancelled all the same, should an event before it in the queue wish so.
      owner.defer(label, () => event.action?.());
      return;
    }
    this.events++;
    this.trace.number(atMs);
    this.trace.text(label);
    if (owner !== undefined) this.trace.text(owner.name);
    this.trace.note(() => `${atMs.toFixed(3)} ${owner?.name ?? ''} ${label}`);
    this.#current = owner;
    try {
      event.action!();
    } catch (error) {
      this.#fail(error);
    }
  }

  #settled(): void {
    const owner = this.#current;
    this.#current = undefined;
    try {
      this.afterEvent(owner);
    } catch (error) {
      this.#current = undefined;
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const owner = this.#current;
    if (owner === undefined) this.onError(error);
    else owner.failed(error);
  }

  /** Errors thrown by promise jobs, and rejections nobody handles, belong to the owner of the present event. */
  #catchErrors(): () => void {
    const rejected = (error: unknown) => this.#fail(error);
    process.setUncaughtExceptionCaptureCallback((error) => this.#fail(error));
    process.on('unhandledRejection', rejected);
    return () => {
      process.setUncaughtExceptionCaptureCallback(null);
      process.off('unhandledRejection', rejected);
    };
  }
}
