import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runChaos } from './run.ts';
import { failures, summarize } from './summary.ts';

// SIGSTOP, and what /proc says about processes.
const linux = process.platform === 'linux';
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
// A busy disk may take seconds for the fsync of one vote, which is no fault that this test is about.
const inMemory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const built = join(import.meta.dirname, '..', '..', 'out', 'main', 'node.js');

test.runIf(linux)(
  `three nodes lose nothing in a minute of faults (SEED=${seed})`,
  { timeout: 600_000 },
  async () => {
    expect(existsSync(built), 'the product must be built first: npm run build').toBe(true);
    const directory = await mkdtemp(join(inMemory, 'sluice-chaos-'));
    const story: string[] = [];
    const report = await runChaos({
      seed,
      durationMs: 60_000,
      leastFaults: 20,
      brief: true,
      only: null,
      timeouts: 'short',
      clients: ['kafkajs', 'platformatic'],
      recordsPerSecond: 600,
      directory,
      log: (line) => story.push(line),
    });
    const wrong = failures(report);
    const how = `${story.join('\n')}\ndata in ${directory}; again: SEED=${seed} npx vitest run e2e/chaos/chaos.test.ts`;
    expect(wrong, how).toEqual([]);
    expect(report.judgement.acknowledged).toBeGreaterThan(500);
    expect(report.faults.length).toBeGreaterThanOrEqual(20);
    console.log(JSON.stringify(summarize(report)));
    await rm(directory, { recursive: true, force: true });
  },
);
