import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTimeMs, memoryOf } from '../support/process-tree.ts';
import type { RunningTarget } from '../targets/index.ts';
import { inTurn, withRunning } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import type { MeasureName, Measurements } from './measure.ts';
import { firstAcknowledgedProduce } from './prober.ts';

const MEGABYTE = 1024 * 1024;

export interface IdleWindow {
  /** How long it is left alone after its last record, before anything is read. */
  settleMs: number;
  /** Over how long CPU time is counted. */
  windowMs: number;
}

export interface IdleOptions extends IdleWindow {
  rounds: number;
  measures: { rss: MeasureName; pss: MeasureName; cpu: MeasureName };
  log: (line: string) => void;
}

export interface IdleCost {
  processes: number;
  rssMb: number;
  pssMb: number;
  /** Of one core. */
  cpuPercent: number;
}

/** What each contestant costs while nobody talks to it: memory of its processes, and their CPU time. */
export async function measureIdle(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { rounds, measures, log, ...window }: IdleOptions,
): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const contestant of inTurn(contestants, round)) {
      const running = await contestant.start({ waitUntilReady: true });
      await withRunning(contestant.name, running, async () => {
        await firstAcknowledgedProduce(contestant.ports, 'idle');
        const cost = await idleCost(running, window);
        measurements.add(measures.rss, contestant.name, cost.rssMb);
        measurements.add(measures.pss, contestant.name, cost.pssMb);
        measurements.add(measures.cpu, contestant.name, cost.cpuPercent);
        log(`idle ${contestant.name}: ${describeCost(cost)}`);
        await running.stop();
      });
    }
  }
}

/** Leaves a target alone for a while and says what it took. */
export async function idleCost(
  running: RunningTarget,
  { settleMs, windowMs }: IdleWindow,
): Promise<IdleCost> {
  await sleep(settleMs);
  const pids = running.pids();
  const cpuBeforeMs = cpuTimeMs(pids);
  const startedAtMs = performance.now();
  await sleep(windowMs);
  const cpuPercent = (100 * (cpuTimeMs(pids) - cpuBeforeMs)) / (performance.now() - startedAtMs);
  const { rssBytes, pssBytes } = memoryOf(pids);
  return { processes: pids.length, rssMb: rssBytes / MEGABYTE, pssMb: pssBytes / MEGABYTE, cpuPercent };
}

export function describeCost({ processes, rssMb, pssMb, cpuPercent }: IdleCost): string {
  const memory = `${rssMb.toFixed(0)} MB RSS, ${pssMb.toFixed(0)} MB PSS`;
  return `${processes} processes, ${memory}, ${cpuPercent.toFixed(2)} % of a core`;
}
