import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sluiceTarget } from '../targets/index.ts';
import { garbageCollector, INSPECTABLE } from './node-inspector.ts';
import { faults, formatFuzzReport, fuzzNode } from './run.ts';

// Memory and open connections are read from /proc.
const linux = process.platform === 'linux';
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const frames = Number(process.env.FRAMES ?? 100_000);
const built = join(import.meta.dirname, '..', '..', 'out', 'main', 'headless.js');

test.runIf(linux)(
  `${frames} frames, sound and spoiled, leave a running node as it was (SEED=${seed})`,
  { timeout: 300_000 },
  async () => {
    expect(existsSync(built), 'the product must be built first: npm run build').toBe(true);
    const dir = await mkdtemp(join(tmpdir(), 'sluice-fuzz-'));
    const dataDir = join(dir, 'data');
    const running = await sluiceTarget('host').start({ dataDir, environment: INSPECTABLE });
    try {
      const nodePid = running.pids().at(-1)!;
      const collectGarbage = await garbageCollector(nodePid, join(dataDir, 'node-1', 'node.log'));
      const report = await fuzzNode({ port: running.port, nodePid, seed, frames, collectGarbage });
      console.log(formatFuzzReport(report));
      expect(faults(report)).toEqual([]);
      expect(report.closedByNode, 'spoiled frames end connections').toBeGreaterThan(frames / 20);
      expect(report.answers, 'sound frames are answered').toBeGreaterThan(frames / 20);
      expect(report.health.produced).toBeGreaterThan(0);
    } finally {
      await running.kill();
      await rm(dir, { recursive: true, force: true });
    }
  },
);
