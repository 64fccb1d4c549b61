import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apacheKafkaTarget, sluiceTarget } from '../targets/index.ts';
import type { Target } from '../targets/index.ts';
import { findApacheKafka, findConfluentKafka, findKcat } from '../tools/index.ts';
import type { Tool } from '../tools/index.ts';
import { explain, formatResults, formatSummary, runChecks } from './check.ts';
import type { Check, CheckContext, CheckResult, Clients } from './check.ts';
import { checks } from './checks/index.ts';
import { digestRun } from './digest/index.ts';
import { KafkaJoins, oracleRun, SluiceJoins } from './oracle/index.ts';

const USAGE = `npm run interop -- [--target sluice|host|apache-kafka] [--nodes N] [--bootstrap HOST:PORT] [--only TEXT]

Runs unmodified Kafka clients against a cluster and prints what each of them saw.
  --target     what to start: the product by npm start (default), its built host, or Apache Kafka itself
  --nodes      of how many nodes (default 3); the digest run always has one
  --bootstrap  use this running cluster instead; --nodes says how many it has
  --only       run the checks whose client or name contains TEXT
  --records    how many records the digest run produces with one client (default 100000; 0 leaves it out)
  --seed       seed of the digest run's records
The oracle, brokers and controllers of Apache Kafka and the product in one cluster, runs for the product only.`;

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: 'sluice' },
    nodes: { type: 'string', default: '3' },
    bootstrap: { type: 'string' },
    only: { type: 'string', default: '' },
    records: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) console.log(USAGE);
else process.exitCode = await main();

async function main(): Promise<number> {
  const clients = await findClients();
  const wanted = checks.filter(({ client, name }) => `${client}: ${name}`.includes(options.only));
  const results: CheckResult[] = [];
  const record = (result: CheckResult) => {
    results.push(result);
    const { result: outcome, client, name, elapsedMs, evidence } = result;
    console.error(`${outcome} ${client}: ${name} (${elapsedMs.toFixed(0)} ms) ${evidence.slice(0, 400)}`);
  };
  const context = contextFor(clients);
  if (options.bootstrap !== undefined) {
    await runChecks(wanted, { bootstrapServers: options.bootstrap, ...context }, record);
  } else {
    const target = chooseTarget(clients);
    try {
      if (wanted.length > 0) await checkTarget(target, wanted, context, record);
      const recordCount = Number(options.records);
      if (recordCount > 0 && 'digest'.includes(options.only)) {
        const run = { recordCount, smallRecordCount: Math.ceil(recordCount / 5), seed: Number(options.seed) };
        await digestRun(target, context, run, record);
      }
      const { kafka } = clients;
      if (kafka !== undefined && options.target !== 'apache-kafka' && 'oracle'.includes(options.only)) {
        await oracleRun((dir) => new KafkaJoins(target, kafka, dir), context, record);
        await oracleRun((dir) => new SluiceJoins(kafka, dir), context, record);
      }
    } catch (error) {
      // Checks keep their own errors: what comes here is the target, which did not start or did not stop.
      const failed = {
        client: target.name,
        name: 'starts and stops',
        result: 'failed',
        elapsedMs: 0,
      } as const;
      record({ ...failed, evidence: explain(error) });
    }
  }
  console.log(formatResults(results));
  console.log(formatSummary(results));
  return results.some(({ result }) => result === 'failed') ? 1 : 0;
}

async function checkTarget(
  target: Target,
  wanted: readonly Check[],
  context: Omit<CheckContext, 'bootstrapServers'>,
  record: (result: CheckResult) => void,
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-interop-'));
  try {
    const running = await target.start({ dataDir, nodes: context.nodes });
    try {
      const { bootstrapServers } = running;
      console.error(`${target.name} at ${bootstrapServers}`);
      const started = { dataDir, nodes: () => running.nodes() };
      const isProduct = options.target !== 'apache-kafka';
      await runChecks(wanted, { bootstrapServers, ...context, ...(isProduct && { started }) }, record);
    } finally {
      await running.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

function contextFor(clients: Clients): Omit<CheckContext, 'bootstrapServers'> {
  const run = Math.random().toString(36).slice(2, 8);
  let count = 0;
  return { clients, nodes: Number(options.nodes), unique: (name) => `${name}-${run}-${++count}` };
}

async function findClients(): Promise<Clients> {
  const clients: Clients = {};
  const take = <T>(name: string, tool: Tool<T>): T | undefined => {
    if ('found' in tool) {
      console.error(`found ${name} ${tool.version}`);
      return tool.found;
    }
    console.log(`not found: ${name}: ${tool.missing}`);
    return undefined;
  };
  clients.kcat = take('kcat', await findKcat());
  clients.python = take('confluent-kafka', await findConfluentKafka());
  clients.kafka = take('Apache Kafka', await findApacheKafka());
  return clients;
}

function chooseTarget(clients: Clients): Target {
  switch (options.target) {
    case 'sluice':
      return sluiceTarget('npm');
    case 'host':
      return sluiceTarget('host');
    case 'apache-kafka':
      if (clients.kafka === undefined) throw new Error('Apache Kafka was not found');
      return apacheKafkaTarget(clients.kafka);
    default:
      throw new Error(`unknown target ${options.target}\n${USAGE}`);
  }
}
