import type { Contestant } from './contestants.ts';
import { inTurn, withRunning } from './contestants.ts';
import type { MeasureName, Measurements } from './measure.ts';
import { firstAcknowledgedProduce } from './prober.ts';

export interface StartOptions {
  rounds: number;
  start: MeasureName;
  stop: MeasureName;
  log: (line: string) => void;
}

/** Starts every contestant `rounds` times on fresh data and times it from spawn to the first acknowledged produce, then its stop. */
export async function measureStarts(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { rounds, start, stop, log }: StartOptions,
): Promise<void> {
  // One start each that does not count fills the page cache and warms the prober.
  for (let round = -1; round < rounds; round++) {
    for (const contestant of inTurn(contestants, round + 1)) {
      const { startMs, stopMs } = await startOnce(contestant);
      if (round < 0) continue;
      log(`start ${contestant.name}: ${startMs.toFixed(0)} ms, stop ${stopMs.toFixed(0)} ms`);
      if (contestant.name === 'sluice-npm') measurements.add('startNpm', 'sluice', startMs);
      else {
        measurements.add(start, contestant.name, startMs);
        measurements.add(stop, contestant.name, stopMs);
      }
    }
  }
}

async function startOnce(contestant: Contestant): Promise<{ startMs: number; stopMs: number }> {
  const running = await contestant.start({ waitUntilReady: false });
  return withRunning(contestant.name, running, async () => {
    const acknowledgedAtMs = await firstAcknowledgedProduce(contestant.ports, 'first');
    return { startMs: acknowledgedAtMs - running.spawnedAtMs, stopMs: await running.stop() };
  });
}
