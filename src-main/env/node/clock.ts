import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from '../clock.ts';

// `performance` is imported because the global one is a getter, which costs more than to ask for the time.

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
