/** A timer that can be called off; calling it off twice, or after it fired, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Time. Deadlines and intervals use `monotonicMs`; wall time only ever goes into records, logs and screens,
 * because a wall clock jumps.
 */
export interface Clock {
  /** Milliseconds since 1970, whole. */
  wallMs(): number;
  /** Milliseconds since some fixed moment, with fractions; never goes back. */
  monotonicMs(): number;
  /** Runs `action` once, at least `delayMs` from now. A pending timer does not keep the process alive. */
  schedule(delayMs: number, action: () => void): Timer;
}
