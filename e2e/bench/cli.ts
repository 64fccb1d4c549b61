import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findApacheKafka } from '../tools/index.ts';
import { Contestant } from './contestants.ts';
import { measureIdle } from './idle.ts';
import { Measurements } from './measure.ts';
import { formatJsonLines, formatReport } from './report.ts';
import { measureStarts } from './start.ts';
import { measureThroughput, THROUGHPUT_SETTINGS } from './throughput.ts';

const USAGE = `npm run bench -- [--quick] [--contestants A,B,…] [--only start,idle,throughput]

Measures one node beside Apache Kafka, in the same run, by turns. The first contestant is compared with apache-kafka.
  --contestants  of sluice, sluice-npm, apache-kafka, apache-kafka-small (384 MB heap, serial collector)
  --quick        fewer rounds, for a look rather than a verdict`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    contestants: { type: 'string', default: 'sluice,sluice-npm,apache-kafka,apache-kafka-small' },
    only: { type: 'string', default: 'start,idle,throughput' },
    help: { type: 'boolean', default: false },
  },
});
const REFERENCE = 'apache-kafka';

if (options.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const kafka = await findApacheKafka();
  const jars = 'found' in kafka ? kafka.found : null;
  if ('missing' in kafka)
    console.log(`Apache Kafka was not found, so there is nothing to compare with: ${kafka.missing}`);
  const names = options.contestants.split(',').filter((name) => jars !== null || !name.startsWith(REFERENCE));
  const plan = options.only.split(',');
  const { quick } = options;
  const log = (line: string) => console.error(line);
  const measurements = new Measurements();
  const workDir = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  try {
    const contestants: Contestant[] = [];
    for (const name of names) contestants.push(await Contestant.create(name, workDir, jars));
    // npm is measured as a way to start only: once up, the tree is the same.
    const direct = contestants.filter(({ name }) => name !== 'sluice-npm');
    if (plan.includes('start'))
      await measureStarts(contestants, measurements, { rounds: quick ? 3 : 10, log });
    if (plan.includes('idle')) {
      await measureIdle(direct, measurements, {
        settleMs: quick ? 3_000 : 15_000,
        windowMs: quick ? 5_000 : 20_000,
        log,
      });
    }
    if (plan.includes('throughput') && jars !== null) {
      const loaded = direct.filter(({ name }) => name !== 'apache-kafka-small');
      const megabytes = quick ? 50 : 400;
      await measureThroughput(loaded, measurements, { jars, rounds: quick ? 2 : 5, megabytes, log });
    }
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  const columns = names.filter((name) => name !== 'sluice-npm');
  console.log(`${cpus().length} cores (${cpus()[0]?.model}), ${(totalmem() / 2 ** 30).toFixed(0)} GB`);
  console.log(`Medians (smallest–largest); ratio of ${columns[0]} to ${REFERENCE}, round by round.`);
  if (plan.includes('throughput')) console.log(`${THROUGHPUT_SETTINGS}.`);
  console.log(`\n${formatReport(measurements, columns, REFERENCE)}\n`);
  console.log(formatJsonLines(measurements));
}
