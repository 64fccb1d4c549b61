import type { Clock, Timer } from '../clock.ts';

/** The machine's clock. */
export function nodeClock(): Clock {
  return {
    wallMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    schedule(delayMs, action): Timer {
      const timeout = setTimeout(action, delayMs).unref();
      return { cancel: () => clearTimeout(timeout) };
    },
  };
}
