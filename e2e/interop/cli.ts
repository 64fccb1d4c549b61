import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apacheKafkaTarget, sluiceTarget } from '../targets/index.ts';
import type { Target } from '../targets/index.ts';
import { findApacheKafka, findConfluentKafka, findKcat } from '../tools/index.ts';
import type { Tool } from '../tools/index.ts';
import { formatResults, formatSummary, runChecks } from './check.ts';
import type { CheckContext, CheckResult, Clients } from './check.ts';
import { checks } from './checks/index.ts';

const USAGE = `npm run interop -- [--target sluice|host|apache-kafka] [--bootstrap HOST:PORT] [--only TEXT]

Runs unmodified Kafka clients against a cluster and prints what each of them saw.
  --target     what to start: the product by npm start (default), its built host, or Apache Kafka itself
  --bootstrap  use this running cluster of one node instead
  --only       run the checks whose client or name contains TEXT`;

const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: 'sluice' },
    bootstrap: { type: 'string' },
    only: { type: 'string', default: '' },
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
    console.error(`${result.result} ${result.client}: ${result.name} (${result.elapsedMs.toFixed(0)} ms)`);
  };
  if (options.bootstrap !== undefined) {
    await runChecks(wanted, contextFor(options.bootstrap, clients), record);
  } else {
    const target = chooseTarget(clients);
    const dataDir = await mkdtemp(join(tmpdir(), 'sluice-interop-'));
    try {
      const running = await target.start({ dataDir });
      try {
        console.error(`${target.name} at ${running.bootstrapServers}`);
        await runChecks(wanted, contextFor(running.bootstrapServers, clients), record);
      } finally {
        await running.stop();
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  console.log(formatResults(results));
  console.log(formatSummary(results));
  return results.some(({ result }) => result === 'failed') ? 1 : 0;
}

function contextFor(bootstrapServers: string, clients: Clients): CheckContext {
  const run = Math.random().toString(36).slice(2, 8);
  let count = 0;
  return { bootstrapServers, clients, unique: (name) => `${name}-${run}-${++count}` };
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
