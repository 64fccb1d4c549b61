import type { Clock } from '../../env/index.ts';

/**
 * Asks, waits, asks again, until the signal is aborted. The pause is at least as long as the asking took, so that a
 * cluster that answers slowly is asked less often. What `ask` throws ends it.
 */
export async function askRepeatedly(
  clock: Clock,
  signal: AbortSignal,
  intervalMs: number,
  ask: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const startMs = clock.monotonicMs();
    await ask();
    const tookMs = clock.monotonicMs() - startMs;
    await pause(clock, signal, Math.max(intervalMs - tookMs, tookMs));
  }
}

/** Resolves after the delay, or at once when the signal is aborted. */
export function pause(clock: Clock, signal: AbortSignal, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      timer.cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.schedule(delayMs, end);
    signal.addEventListener('abort', end, { once: true });
  });
}
