import { cpuTimeMs } from '../support/process-tree.ts';
import type { RunningTarget } from '../targets/index.ts';
import { runKafkaTool } from '../tools/index.ts';
import type { KafkaJars, KafkaTool } from '../tools/index.ts';
import { inTurn } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import type { MeasureName, Measurements } from './measure.ts';

export interface ThroughputOptions {
  jars: KafkaJars;
  rounds: number;
  /** Bytes written per run: large enough that the tool's own warm-up does not decide. */
  megabytes: number;
  log: (line: string) => void;
}

interface Load {
  recordSizeBytes: number;
  produce: MeasureName;
  consume: MeasureName;
  /** What the broker spends on it, which tells more than the rate where other work disturbs the machine. */
  produceCpu: MeasureName;
  consumeCpu: MeasureName;
}
const LOADS: readonly Load[] = [
  {
    recordSizeBytes: 1_024,
    produce: 'produce1k',
    consume: 'consume1k',
    produceCpu: 'produceCpu1k',
    consumeCpu: 'consumeCpu1k',
  },
  {
    recordSizeBytes: 100,
    produce: 'produce100',
    consume: 'consume100',
    produceCpu: 'produceCpu100',
    consumeCpu: 'consumeCpu100',
  },
];

/** What the figures depend on; printed with them. */
export const THROUGHPUT_SETTINGS =
  "kafka-producer-perf-test and kafka-consumer-perf-test with Kafka 4.3's defaults: acks=all, idempotent, batch.size " +
  '16384, linger.ms 5, no compression, one topic of one partition, one producer, one consumer; consume is fetch.MB.sec, ' +
  'the time without joining the group, from a warm page cache';

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
    for (const load of LOADS) {
      // The first round warms the broker's code and the page cache, and does not count.
      for (let round = -1; round < options.rounds; round++) {
        for (const { name, target } of inTurn(running, round + 1)) {
          const topic = `perf-${load.recordSizeBytes}-${round + 1}`;
          const result = await produceAndConsume(target, topic, load, options);
          if (round < 0) continue;
          measurements.add(load.produce, name, result.produceMbPerS);
          measurements.add(load.consume, name, result.consumeMbPerS);
          measurements.add(load.produceCpu, name, result.produceCpuMs / options.megabytes);
          measurements.add(load.consumeCpu, name, result.consumeCpuMs / options.megabytes);
          const figures = `${result.produceMbPerS} MB/s in, ${result.consumeMbPerS} MB/s out`;
          const cpu = `broker CPU ${result.produceCpuMs} ms, ${result.consumeCpuMs} ms`;
          options.log(`${load.recordSizeBytes} B ${name}: ${figures}, ${cpu}`);
        }
      }
    }
  } finally {
    for (const { target } of running) await target.stop();
  }
}

const TOOL_HEAP = ['-Xmx512M', '-Xms512M', '-XX:+UseSerialGC'];
const TIMEOUT_MS = 300_000;

interface ThroughputResult {
  produceMbPerS: number;
  consumeMbPerS: number;
  produceCpuMs: number;
  consumeCpuMs: number;
}

async function produceAndConsume(
  target: RunningTarget,
  topic: string,
  { recordSizeBytes }: Load,
  { jars, megabytes }: ThroughputOptions,
): Promise<ThroughputResult> {
  const recordCount = String(Math.round((megabytes * 1024 * 1024) / recordSizeBytes));
  const run = (tool: KafkaTool, commandLine: string) =>
    runKafkaTool(jars, tool, ['--bootstrap-server', target.bootstrapServers, ...commandLine.split(' ')], {
      javaFlags: TOOL_HEAP,
      timeoutMs: TIMEOUT_MS,
    });
  await run('kafka-topics', `--create --topic ${topic} --partitions 1`);
  const beforeMs = cpuTimeMs(target.pids());
  const produced = await run(
    'kafka-producer-perf-test',
    `--topic ${topic} --num-records ${recordCount} --record-size ${recordSizeBytes} --throughput -1`,
  );
  const betweenMs = cpuTimeMs(target.pids());
  const consumed = await run(
    'kafka-consumer-perf-test',
    `--topic ${topic} --num-records ${recordCount} --hide-header`,
  );
  const afterMs = cpuTimeMs(target.pids());
  await run('kafka-topics', `--delete --topic ${topic}`);
  return {
    produceMbPerS: parseProduced(produced.stdout),
    consumeMbPerS: parseConsumed(consumed.stdout),
    produceCpuMs: betweenMs - beforeMs,
    consumeCpuMs: afterMs - betweenMs,
  };
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
