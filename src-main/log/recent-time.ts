import type { Clock } from '../env/index.ts';

/** So long, by the wall clock, an answer of the monotonic one serves. */
const KEPT_MS = 20;

/**
 * About what the monotonic clock says, never more. Its last answer serves until the wall clock, which whoever asks has
 * read anyway, says that some time has gone by. One that stands or jumps makes the answer older still, not younger.
 */
export class RecentTime {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #answerMs = 0;
  #askedWallMs = -Infinity;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** Milliseconds of the monotonic clock. */
  at(wallNowMs: number): number {
    const sinceMs = wallNowMs - this.#askedWallMs;
    if (sinceMs < 0 || sinceMs >= KEPT_MS) {
      this.#askedWallMs = wallNowMs;
      this.#answerMs = this.#clock.monotonicMs();
    }
    return this.#answerMs;
  }
}
