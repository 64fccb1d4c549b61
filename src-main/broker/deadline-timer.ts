import type { Clock, Timer } from '../env/index.ts';
import { Deadlines } from '../replica/index.ts';

/** Runs actions at their deadlines with one timer for all; most are called off before. */
export class DeadlineTimer {
  readonly #clock: Clock;
  readonly #deadlines = new Deadlines<() => void>();
  #timer: Timer | undefined;
  #timerAtMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs `action` at the monotonic time `atMs` or a little later. The result calls it off. */
  at(atMs: number, action: () => void): () => void {
    const deadline = this.#deadlines.add(action, atMs);
    this.#reschedule();
    return () => this.#deadlines.remove(deadline);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** A timer that stands too early is left: when it fires it finds nothing due and is set again. */
  #reschedule(): void {
    const wakeAtMs = this.#deadlines.wakeAtMs;
    if (wakeAtMs === Infinity || (this.#timer !== undefined && this.#timerAtMs <= wakeAtMs)) return;
    this.#timer?.cancel();
    this.#timerAtMs = wakeAtMs;
    const delayMs = Math.min(Math.max(wakeAtMs - this.#clock.monotonicMs(), 0), 0x7fffffff);
    this.#timer = this.#clock.schedule(delayMs, () => {
      this.#timer = undefined;
      for (const action of this.#deadlines.expire(this.#clock.monotonicMs())) action();
      this.#reschedule();
    });
  }
}
