import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findApacheKafka } from '../../tools/index.ts';
import type { KafkaJars } from '../../tools/index.ts';
import { formatResults, formatSummary, runChecks } from '../check.ts';
import type { Check, CheckResult } from '../check.ts';
import { Cleaning } from './cleaning.ts';
import { KafkaBorn } from './kafka-born.ts';
import { RecordRules } from './record-rules.ts';
import { SluiceBorn } from './sluice-born.ts';
import { Splitting } from './splitting.ts';
import { StorageClient } from './storage-client.ts';

const USAGE = `npm run interop:storage -- [--only TEXT] [--dir FOLDER]

Opens folders of Sluice with Apache Kafka and folders of Apache Kafka with Sluice, and compares what is there.
  --only   run the parts whose name contains TEXT: sluice-1, sluice-1-dirs-2, sluice-3, kafka-1, kafka-3, cleaning, split, rules
  --dir    put everything below this folder and leave it there`;

/** One cluster and what becomes of it; its checks run in their order. */
interface Part {
  checks(): Check[];
  end(): Promise<void>;
}

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    dir: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) console.log(USAGE);
else process.exitCode = await main();

async function main(): Promise<number> {
  const kafka = await findApacheKafka();
  if ('missing' in kafka) {
    console.log(`not found: Apache Kafka: ${kafka.missing}`);
    console.log(formatSummary([{ client: '', name: '', result: 'skipped', elapsedMs: 0, evidence: '' }]));
    return 0;
  }
  console.error(`found Apache Kafka ${kafka.version}`);
  const results = await runParts(kafka.found);
  console.log(formatResults(results));
  console.log(formatSummary(results));
  return results.some(({ result }) => result === 'failed') ? 1 : 0;
}

async function runParts(jars: KafkaJars): Promise<CheckResult[]> {
  const dir = await mkdtemp(join(options.dir ?? tmpdir(), 'sluice-storage-'));
  const client = await StorageClient.start(jars, await mkdtemp(join(dir, 'classes-')));
  const parts: Record<string, () => Part> = {
    'sluice-1': () => new SluiceBorn(1, jars, client, dir),
    'sluice-1-dirs-2': () => new SluiceBorn(1, jars, client, dir, 2),
    'sluice-3': () => new SluiceBorn(3, jars, client, dir),
    'kafka-1': () => new KafkaBorn(1, jars, client, dir),
    'kafka-3': () => new KafkaBorn(3, jars, client, dir),
    cleaning: () => new Cleaning(jars, client, dir),
    split: () => new Splitting(client, dir),
    rules: () => new RecordRules(jars, dir),
  };
  const context = {
    bootstrapServers: '',
    nodes: 1,
    clients: { kafka: jars },
    unique: (name: string) => name,
  };
  const results: CheckResult[] = [];
  try {
    for (const [name, make] of Object.entries(parts)) {
      if (!name.includes(options.only)) continue;
      const part = make();
      try {
        results.push(...(await runChecks(part.checks(), context, tell)));
      } finally {
        await part.end();
      }
    }
  } finally {
    await client.end();
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  }
  return results;
}

function tell({ result, client, name, elapsedMs, evidence }: CheckResult): void {
  console.error(`${result} ${client}: ${name} (${elapsedMs.toFixed(0)} ms) ${evidence.slice(0, 3_000)}`);
}
