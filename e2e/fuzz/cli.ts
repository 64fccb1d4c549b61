import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apacheKafkaTarget, sluiceTarget } from '../targets/index.ts';
import { findApacheKafka } from '../tools/index.ts';
import { garbageCollector, INSPECTABLE } from './node-inspector.ts';
import { faults, formatFuzzReport, fuzzNode } from './run.ts';

const USAGE = `node e2e/fuzz/cli.ts [--frames N] [--seed N] [--target host|apache-kafka] [--repeat N]

Throws sound and spoiled frames at a running node. Each repetition takes the next seed.`;

const { values: options } = parseArgs({
  options: {
    frames: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    target: { type: 'string', default: 'host' },
    repeat: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) console.log(USAGE);
else process.exitCode = (await main()) ? 0 : 1;

async function main(): Promise<boolean> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-fuzz-'));
  let passed = true;
  try {
    const dataDir = join(dir, 'data');
    const running = await (await chooseTarget()).start({ dataDir, environment: INSPECTABLE });
    const nodePid = running.pids().at(-1)!;
    const stderrPath = join(dataDir, 'node-1', 'node.log');
    // Java has no such switch; its memory is shown as it is.
    const collectGarbage =
      options.target === 'host' ? await garbageCollector(nodePid, stderrPath) : undefined;
    try {
      for (let i = 0; i < Number(options.repeat); i++) {
        const report = await fuzzNode({
          port: running.port,
          nodePid,
          seed: Number(options.seed) + i,
          frames: Number(options.frames),
          collectGarbage,
          log: (line) => console.error(line),
        });
        console.log(formatFuzzReport(report));
        passed &&= faults(report).length === 0;
      }
    } finally {
      await running.kill();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  return passed;
}

async function chooseTarget() {
  if (options.target === 'host') return sluiceTarget('host');
  if (options.target !== 'apache-kafka') throw new Error(`unknown target ${options.target}\n${USAGE}`);
  const kafka = await findApacheKafka();
  if ('missing' in kafka) throw new Error(kafka.missing);
  return apacheKafkaTarget(kafka.found);
}
