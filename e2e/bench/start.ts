import type { Contestant } from './contestants.ts';
import { inTurn } from './contestants.ts';
import type { Measurements } from './measure.ts';
import { firstAcknowledgedProduce } from './prober.ts';

/** Starts every contestant `rounds` times on fresh data and times it from spawn to the first acknowledged produce, then its stop. */
export async function measureStarts(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { rounds, log }: { rounds: number; log: (line: string) => void },
): Promise<void> {
  // One start each that does not count fills the page cache and warms the prober.
  for (let round = -1; round < rounds; round++) {
    for (const contestant of inTurn(contestants, round + 1)) {
      const { startMs, stopMs } = await startOnce(contestant);
      if (round < 0) continue;
      log(`start ${contestant.name}: ${startMs.toFixed(0)} ms, stop ${stopMs.toFixed(0)} ms`);
      if (contestant.name === 'sluice-npm') measurements.add('startNpm', 'sluice', startMs);
      else {
        measurements.add('start', contestant.name, startMs);
        measurements.add('stop', contestant.name, stopMs);
      }
    }
  }
}

async function startOnce(contestant: Contestant): Promise<{ startMs: number; stopMs: number }> {
  const running = await contestant.start({ waitUntilReady: false });
  try {
    const acknowledgedAtMs = await firstAcknowledgedProduce(running.port, 'first');
    return { startMs: acknowledgedAtMs - running.spawnedAtMs, stopMs: await running.stop() };
  } catch (error) {
    const tail = running.logTail();
    await running.kill();
    throw new Error(`${contestant.name}: ${(error as Error).message}\n${tail}`);
  }
}
