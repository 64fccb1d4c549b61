import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { createTopics, metadata, produce } from '../support/tiny-client.ts';
import type { RunningTarget } from '../targets/index.ts';
import { inTurn } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import type { MeasureName, Measurements } from './measure.ts';
import { acknowledgedByAll, topicShape } from './prober.ts';
import { percentile } from './statistics.ts';

interface Pace {
  requestsPerS: number;
  p50: MeasureName;
  p99: MeasureName;
}
const PACES: readonly Pace[] = [
  { requestsPerS: 200, p50: 'rf3LatencyP50', p99: 'rf3LatencyP99' },
  { requestsPerS: 1_000, p50: 'rf3BusyLatencyP50', p99: 'rf3BusyLatencyP99' },
];
const VALUE = Buffer.alloc(100, 'v');
const TOPIC = 'latency';
/** At a pace that it cannot hold, a queue of many seconds grows. */
const TIMEOUT_MS = 120_000;

export interface LatencyOptions {
  rounds: number;
  /** How long each pace is held in each round. */
  secondsPerRound: number;
  log: (line: string) => void;
}

/** How long an acknowledgement by all in-sync replicas takes, for single records that come at an even pace. */
export async function measureLatency(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { rounds, secondsPerRound, log }: LatencyOptions,
): Promise<void> {
  const running: { name: string; target: RunningTarget }[] = [];
  try {
    for (const contestant of contestants) {
      const target = await contestant.start({ waitUntilReady: true });
      running.push({ name: contestant.name, target });
      await createLatencyTopic(target, contestant.ports);
    }
    for (const { requestsPerS, p50, p99 } of PACES) {
      // The first round warms the brokers' code, and does not count.
      for (let round = -1; round < rounds; round++) {
        for (const { name, target } of inTurn(running, round + 1)) {
          const latenciesMs = await paced(target, requestsPerS, secondsPerRound);
          if (round < 0) continue;
          measurements.add(p50, name, percentile(latenciesMs, 0.5));
          measurements.add(p99, name, percentile(latenciesMs, 0.99));
          const figures = [0.5, 0.99, 1].map((share) => percentile(latenciesMs, share).toFixed(2)).join(', ');
          log(`latency ${name} at ${requestsPerS}/s: p50, p99, max ${figures} ms`);
        }
      }
    }
  } finally {
    for (const { target } of running) await target.stop();
  }
}

async function createLatencyTopic(target: RunningTarget, ports: readonly number[]): Promise<void> {
  using connection = await KafkaConnection.open(target.port);
  await createTopics(connection, [TOPIC], topicShape(ports.length));
  await acknowledgedByAll(ports, [TOPIC]);
}

/** Sends single records to the leader at an even pace, waiting for none of them. Returns how long each took, in ms. */
async function paced(target: RunningTarget, requestsPerS: number, seconds: number): Promise<number[]> {
  using anyNode = await KafkaConnection.open(target.port);
  const { brokers, partitions } = await metadata(anyNode, TOPIC);
  const leader = brokers.find(({ id }) => id === partitions[0]?.leader);
  if (leader === undefined) throw new Error('the topic has no leader');
  using connection = await KafkaConnection.open(leader.port);
  const latenciesMs: number[] = [];
  const send = async () => {
    const sentAtMs = performance.now();
    await produce(connection, TOPIC, 0, VALUE, TIMEOUT_MS);
    latenciesMs.push(performance.now() - sentAtMs);
  };
  const pending: Promise<void>[] = [];
  const startedAtMs = performance.now();
  const count = requestsPerS * seconds;
  while (pending.length < count) {
    const due = Math.floor(((performance.now() - startedAtMs) / 1_000) * requestsPerS) + 1;
    while (pending.length < Math.min(due, count)) pending.push(send());
    await sleep(1);
  }
  await Promise.all(pending);
  return latenciesMs;
}
