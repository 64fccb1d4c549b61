const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** A node that was up this long has recovered from whatever killed it before. */
const HEALTHY_AFTER_MS = 60_000;

/**
 * When a node that died by itself is started again: after 1, 2, 4 … at most 30 seconds.
 *
 * @param deathsBefore what the last call answered as `deathsInARow`; 0 at first
 * @param upMs how long the node had served; 0 when it never did
 */
export function restartDelayMs(
  deathsBefore: number,
  upMs: number,
): { deathsInARow: number; delayMs: number } {
  const deathsInARow = upMs >= HEALTHY_AFTER_MS ? 1 : deathsBefore + 1;
  return { deathsInARow, delayMs: Math.min(FIRST_DELAY_MS * 2 ** (deathsInARow - 1), LONGEST_DELAY_MS) };
}
