// `npm run bench:log`: the log beside a plain file, and the opening of a large data directory beside Apache Kafka.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findApacheKafka } from '../tools/index.ts';
import { Contestant } from './contestants.ts';
import { measureOpening } from './log-open.ts';
import { LOG, measureLogSpeed, PLAIN_FILE } from './log-speed.ts';
import { Measurements } from './measure.ts';
import { formatJsonLines, formatReport } from './report.ts';

const USAGE = `npm run bench:log -- [--only speed,open] [--contestants NAMES] [--quick] [--json FILE]

  --only   speed: append and read beside a plain file
           open: start on 2,000 partitions and 5 GB, after a clean stop and after kill -9, beside Apache Kafka
           (needs 12 GB of disk). Default: both
  --contestants  who opens, of sluice and apache-kafka. Default: both
  --quick  fewer rounds, and less data
  --json FILE    writes every sample to FILE, one JSON object a line; they are printed in any case`;

const REFERENCE = 'apache-kafka';
const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'speed,open' },
    contestants: { type: 'string', default: `sluice,${REFERENCE}` },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const ROWS = { speed, open };
type Row = keyof typeof ROWS;

if (options.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const rows = options.only.split(',');
  const unknown = rows.filter((row) => !Object.hasOwn(ROWS, row));
  if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}. ${USAGE}`);
  const workDir = await mkdtemp(join(tmpdir(), 'sluice-bench-log-'));
  const lines: string[] = [];
  try {
    console.log(`${cpus().length} cores (${cpus()[0]?.model}), ${(totalmem() / 2 ** 30).toFixed(0)} GB`);
    for (const row of rows) lines.push(await ROWS[row as Row](workDir));
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
  console.log(lines.join('\n'));
  if (options.json !== undefined) await writeFile(options.json, `${lines.join('\n')}\n`);
}

/** Prints the table; returns the samples. */
async function speed(workDir: string): Promise<string> {
  const measurements = new Measurements();
  const megabytes = options.quick ? 64 : 256;
  await measureLogSpeed(workDir, measurements, {
    rounds: options.quick ? 3 : 9,
    megabytes,
    log: (line) => console.error(line),
  });
  console.log(`Medians (smallest–largest) of ${megabytes} MB each; ratio round by round.`);
  console.log(`\n${formatReport(measurements, [LOG, PLAIN_FILE], PLAIN_FILE)}\n`);
  return formatJsonLines(measurements);
}

async function open(workDir: string): Promise<string> {
  const measurements = new Measurements();
  const kafka = await findApacheKafka();
  const jars = 'found' in kafka ? kafka.found : null;
  if ('missing' in kafka) console.log(`Apache Kafka was not found: ${kafka.missing}`);
  const names = options.contestants.split(',').filter((name) => jars !== null || name !== REFERENCE);
  for (const name of names) {
    // One after the other, each on an empty disk: two data directories would not stay in the page cache together.
    const contestant = await Contestant.create(name, workDir, jars);
    await measureOpening([contestant], measurements, {
      gigabytes: options.quick ? 0.5 : 5,
      rounds: options.quick ? 1 : 3,
      log: (line) => console.error(line),
    });
    await rm(join(workDir, `${name}-1`), { recursive: true });
  }
  console.log(
    `Medians (smallest–largest), ${options.quick ? 0.5 : 5} GB; the first of the names to ${REFERENCE}.`,
  );
  console.log(`\n${formatReport(measurements, names, REFERENCE)}\n`);
  return formatJsonLines(measurements);
}
