import { cpuTimeMs } from '../support/process-tree.ts';
import type { RunningTarget } from '../targets/index.ts';
import { runKafkaTool } from '../tools/index.ts';
import type { KafkaJars, KafkaTool } from '../tools/index.ts';
import { inTurn } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import type { MeasureName, Measurements } from './measure.ts';

export interface ThroughputOptions {
  jars: KafkaJars;
  loads: readonly Load[];
  rounds: number;
  /** Bytes written per run: large enough that the tool's own warm-up does not decide. */
  megabytes: number;
  log: (line: string) => void;
}

export interface Load {
  recordSizeBytes: number;
  produce: MeasureName;
  /** What the brokers spend on it, which tells more than the rate where other work disturbs the machine. */
  produceCpu: MeasureName;
  /** Undefined: what was produced is not consumed. */
  consume?: { rate: MeasureName; cpu: MeasureName };
}

export const ONE_NODE_LOADS: readonly Load[] = [
  {
    recordSizeBytes: 1_024,
    produce: 'produce1k',
    produceCpu: 'produceCpu1k',
    consume: { rate: 'consume1k', cpu: 'consumeCpu1k' },
  },
  {
    recordSizeBytes: 100,
    produce: 'produce100',
    produceCpu: 'produceCpu100',
    consume: { rate: 'consume100', cpu: 'consumeCpu100' },
  },
];

export const REPLICATED_LOADS: readonly Load[] = [
  { recordSizeBytes: 1_024, produce: 'rf3Produce1k', produceCpu: 'rf3ProduceCpu1k' },
  { recordSizeBytes: 100, produce: 'rf3Produce100', produceCpu: 'rf3ProduceCpu100' },
];

/** What the figures depend on; printed with them. */
export const THROUGHPUT_SETTINGS =
  "kafka-producer-perf-test and kafka-consumer-perf-test with Kafka 4.3's defaults: acks=all, idempotent, batch.size " +
  '16384, linger.ms 5, no compression, one topic of one partition, one producer, one consumer, with three nodes three ' +
  'replicas and min.insync.replicas 2; consume is fetch.MB.sec, the time without joining the group, from a warm page cache';

/** Runs Kafka's perf tools against all contestants, which run at the same time and are loaded one after the other. */
export async function measureThroughput(
  contestants: readonly Contestant[],
  measurements: Measurements,
  options: ThroughputOptions,
): Promise<void> {
  const running: { name: string; target: RunningTarget }[] = [];
  try {
    for (const contestant of contestants) {
      running.push({ name: contestant.name, target: await contestant.start({ waitUntilReady: true }) });
    }
    for (const load of options.loads) {
      // The first round warms the broker's code and the page cache, and does not count.
      for (let round = -1; round < options.rounds; round++) {
        for (const { name, target } of inTurn(running, round + 1)) {
          const topic = `perf-${load.recordSizeBytes}-${round + 1}`;
          const { produced, consumed } = await produceAndConsume(target, topic, load, options);
          if (round < 0) continue;
          measurements.add(load.produce, name, produced.mbPerS);
          measurements.add(load.produceCpu, name, produced.cpuMs / options.megabytes);
          let line = `${load.recordSizeBytes} B ${name}: in ${describeRate(produced)}`;
          if (load.consume !== undefined && consumed !== undefined) {
            measurements.add(load.consume.rate, name, consumed.mbPerS);
            measurements.add(load.consume.cpu, name, consumed.cpuMs / options.megabytes);
            line += `, out ${describeRate(consumed)}`;
          }
          options.log(line);
        }
      }
    }
  } finally {
    for (const { target } of running) await target.stop();
  }
}

const TOOL_HEAP = ['-Xmx512M', '-Xms512M', '-XX:+UseSerialGC'];
const TIMEOUT_MS = 300_000;

interface Rate {
  mbPerS: number;
  /** Of all brokers, for the whole run. */
  cpuMs: number;
}

function describeRate({ mbPerS, cpuMs }: Rate): string {
  return `${mbPerS} MB/s (broker CPU ${cpuMs} ms)`;
}

async function produceAndConsume(
  target: RunningTarget,
  topic: string,
  { recordSizeBytes, consume }: Load,
  { jars, megabytes }: ThroughputOptions,
): Promise<{ produced: Rate; consumed: Rate | undefined }> {
  const recordCount = String(Math.round((megabytes * 1024 * 1024) / recordSizeBytes));
  const run = (tool: KafkaTool, commandLine: string) =>
    runKafkaTool(jars, tool, ['--bootstrap-server', target.bootstrapServers, ...commandLine.split(' ')], {
      javaFlags: TOOL_HEAP,
      timeoutMs: TIMEOUT_MS,
    });
  const timed = async (tool: KafkaTool, commandLine: string, parse: (output: string) => number) => {
    const beforeMs = cpuTimeMs(target.pids());
    const { stdout } = await run(tool, commandLine);
    return { mbPerS: parse(stdout), cpuMs: cpuTimeMs(target.pids()) - beforeMs };
  };
  const nodes = target.nodes().length;
  const replication = nodes > 1 ? ` --replication-factor ${nodes} --config min.insync.replicas=2` : '';
  await run('kafka-topics', `--create --topic ${topic} --partitions 1${replication}`);
  const produced = await timed(
    'kafka-producer-perf-test',
    `--topic ${topic} --num-records ${recordCount} --record-size ${recordSizeBytes} --throughput -1`,
    parseProduced,
  );
  const consumed =
    consume &&
    (await timed(
      'kafka-consumer-perf-test',
      `--topic ${topic} --num-records ${recordCount} --hide-header`,
      parseConsumed,
    ));
  await run('kafka-topics', `--delete --topic ${topic}`);
  return { produced, consumed };
}

/** The last summary line: `N records sent, R records/sec (X MB/sec), …`. */
export function parseProduced(output: string): number {
  const summaries = [...output.matchAll(/records sent, [\d.]+ records\/sec \(([\d.]+) MB\/sec\)/g)];
  if (summaries.length === 0) throw new Error(`no summary in:\n${output}`);
  return Number(summaries.at(-1)![1]);
}

/** Fields: start, end, MB, MB/s, records, records/s, rebalance ms, fetch ms, fetch MB/s, fetch records/s. */
export function parseConsumed(output: string): number {
  const fields = output.trim().split('\n').at(-1)!.split(', ');
  const fetchMbPerS = Number(fields[8]);
  if (fields.length !== 10 || Number.isNaN(fetchMbPerS)) throw new Error(`no figures in:\n${output}`);
  return fetchMbPerS;
}
