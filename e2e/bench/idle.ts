import { setTimeout as sleep } from 'node:timers/promises';
import { cpuTimeMs, memoryOf } from '../support/process-tree.ts';
import type { Contestant } from './contestants.ts';
import type { Measurements } from './measure.ts';
import { firstAcknowledgedProduce } from './prober.ts';

const MEGABYTE = 1024 * 1024;

export interface IdleOptions {
  /** How long it is left alone after its first record, before anything is read. */
  settleMs: number;
  /** Over how long CPU time is counted. */
  windowMs: number;
  log: (line: string) => void;
}

/** What each contestant costs while nobody talks to it: memory of its processes, and their CPU time. */
export async function measureIdle(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { settleMs, windowMs, log }: IdleOptions,
): Promise<void> {
  for (const contestant of contestants) {
    const running = await contestant.start({ waitUntilReady: true });
    try {
      await firstAcknowledgedProduce(running.port, 'idle');
      await sleep(settleMs);
      const pids = running.pids();
      const cpuBeforeMs = cpuTimeMs(pids);
      const startedAtMs = performance.now();
      await sleep(windowMs);
      const cpuPercent = (100 * (cpuTimeMs(pids) - cpuBeforeMs)) / (performance.now() - startedAtMs);
      const { rssBytes, pssBytes } = memoryOf(pids);
      measurements.add('idleRss', contestant.name, rssBytes / MEGABYTE);
      measurements.add('idlePss', contestant.name, pssBytes / MEGABYTE);
      measurements.add('idleCpu', contestant.name, cpuPercent);
      const megabytes = `${(rssBytes / MEGABYTE).toFixed(0)} MB RSS, ${(pssBytes / MEGABYTE).toFixed(0)} MB PSS`;
      log(
        `idle ${contestant.name}: ${pids.length} processes, ${megabytes}, ${cpuPercent.toFixed(2)} % of a core`,
      );
      await running.stop();
    } catch (error) {
      await running.kill();
      throw error;
    }
  }
}
