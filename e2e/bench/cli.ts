import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findApacheKafka } from '../tools/index.ts';
import { Measurements } from './measure.ts';
import { formatJsonLines, formatReport } from './report.ts';
import { Bench, chosenRows, ROWS } from './rows.ts';
import { THROUGHPUT_SETTINGS } from './throughput.ts';

const USAGE = `npm run bench -- [--quick] [--contestants A,B,…] [--only ROW,…] [--json FILE]

Measures Sluice beside Apache Kafka, in the same run, by turns. The first contestant is compared with apache-kafka.
  --only         of ${Object.keys(ROWS).join(', ')};
                 one stands for those of one node, rf3 for those of three
  --contestants  of sluice, sluice-npm, apache-kafka, apache-kafka-small (384 MB heap, serial collector)
  --quick        fewer rounds, for a look rather than a verdict
  --json FILE    writes every sample to FILE, one JSON object a line; they are printed in any case`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    contestants: { type: 'string', default: 'sluice,sluice-npm,apache-kafka,apache-kafka-small' },
    only: { type: 'string', default: 'one,rf3' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const REFERENCE = 'apache-kafka';

if (options.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const rows = chosenRows(options.only.split(','));
  const kafka = await findApacheKafka();
  const jars = 'found' in kafka ? kafka.found : null;
  if ('missing' in kafka)
    console.log(`Apache Kafka was not found, so there is nothing to compare with: ${kafka.missing}`);
  const names = options.contestants.split(',').filter((name) => jars !== null || !name.startsWith(REFERENCE));
  const measurements = new Measurements();
  const workDir = await mkdtemp(join(tmpdir(), 'sluice-bench-'));
  const bench = new Bench({
    names,
    jars,
    workDir,
    measurements,
    quick: options.quick,
    log: (line) => console.error(line),
  });
  try {
    for (const row of rows) await ROWS[row](bench);
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  const columns = names.filter((name) => name !== 'sluice-npm');
  console.log(`${cpus().length} cores (${cpus()[0]?.model}), ${(totalmem() / 2 ** 30).toFixed(0)} GB`);
  console.log(`Medians (smallest–largest); ratio of ${columns[0]} to ${REFERENCE}, round by round.`);
  if (rows.some((row) => row.endsWith('throughput'))) console.log(`${THROUGHPUT_SETTINGS}.`);
  console.log(`\n${formatReport(measurements, columns, REFERENCE)}\n`);
  console.log(formatJsonLines(measurements));
  if (options.json !== undefined) await writeFile(options.json, `${formatJsonLines(measurements)}\n`);
}
