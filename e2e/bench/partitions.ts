import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { createTopics, ErrorCodeError, metadata, produce } from '../support/tiny-client.ts';
import type { PartitionPlace } from '../support/tiny-client.ts';
import { inTurn, withRunning } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import { describeCost, idleCost } from './idle.ts';
import type { IdleWindow } from './idle.ts';
import type { MeasureName, Measurements } from './measure.ts';
import { acknowledgedByAll, firstAcknowledgedProduce, topicShape } from './prober.ts';

const PARTITIONS = 2;
const TOPICS_PER_REQUEST = 50;
const TIMEOUT_MS = 300_000;
const VALUE = Buffer.alloc(100, 'v');
const NONE = 0;
const TOPIC_ALREADY_EXISTS = 36;
/** UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER, REQUEST_TIMED_OUT: its followers are still busy with others. */
const NOT_YET = new Set([3, 6, 7]);
/** Topics, evenly spread over all, that must take a record before the cluster counts as started. */
const SAMPLED_TOPICS = 20;

export interface PartitionsOptions extends IdleWindow {
  topics: number;
  rounds: number;
  log: (line: string) => void;
}

/**
 * What many quiet partitions cost: the idle CPU without them; then every node gets a replica of each, every partition
 * one record; the cluster is stopped, and by turns with the others started again and left alone.
 */
export async function measurePartitions(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { topics: topicCount, rounds, log, ...window }: PartitionsOptions,
): Promise<void> {
  const topics = Array.from({ length: topicCount }, (_, i) => `many-${i}`);
  const sampled = topics.filter((_, i) => i % Math.ceil(topicCount / SAMPLED_TOPICS) === 0);
  const add = ({ name }: Contestant, measure: MeasureName, sample: number) => {
    measurements.add(measure, name, sample);
    log(`${topicCount} topics ${name}: ${measure} ${sample.toFixed(1)}`);
  };
  for (const contestant of contestants) {
    const { name, ports } = contestant;
    const first = await contestant.start({ waitUntilReady: true });
    await withRunning(name, first, async () => {
      await firstAcknowledgedProduce(ports, 'before');
      add(contestant, 'manyIdleCpuBefore', (await idleCost(first, window)).cpuPercent);
      add(contestant, 'manyCreate', await createAll(ports, topics));
      await fillAll(ports, topics);
      await sleep(window.settleMs);
      add(contestant, 'manyStop', await first.stop());
    });
  }
  for (let round = 0; round < rounds; round++) {
    for (const contestant of inTurn(contestants, round)) {
      const { name, ports } = contestant;
      const running = await contestant.start({ waitUntilReady: false, keepData: true });
      await withRunning(name, running, async () => {
        add(contestant, 'manyStart', (await acknowledgedByAll(ports, sampled)) - running.spawnedAtMs);
        await everyPartition(ports, topics, ({ isr }) => isr.length === ports.length);
        const cost = await idleCost(running, window);
        add(contestant, 'manyIdleCpu', cost.cpuPercent);
        add(contestant, 'manyIdleRss', cost.rssMb);
        log(`idle ${name} with ${topicCount} topics: ${describeCost(cost)}`);
        add(contestant, 'manyStop', await running.stop());
      });
    }
  }
}

/** Creates the topics, some in each request. Returns how long it took until all had leaders. */
async function createAll(ports: readonly number[], topics: readonly string[]): Promise<number> {
  const startedAtMs = performance.now();
  using connection = await KafkaConnection.open(ports[0]!);
  for (let i = 0; i < topics.length; i += TOPICS_PER_REQUEST) {
    let wanted = topics.slice(i, i + TOPICS_PER_REQUEST);
    while (wanted.length > 0) {
      const shape = { ...topicShape(ports.length), partitions: PARTITIONS, timeoutMs: TIMEOUT_MS };
      const codes = await createTopics(connection, wanted, shape);
      wanted = wanted.filter((_, j) => codes[j] !== NONE && codes[j] !== TOPIC_ALREADY_EXISTS);
      if (wanted.length > 0) await sleep(100);
    }
  }
  await everyPartition(ports, topics, ({ leader }) => leader >= 0);
  return performance.now() - startedAtMs;
}

/** Writes a record to every partition, those of one leader at a time over one connection. */
async function fillAll(ports: readonly number[], topics: readonly string[]): Promise<void> {
  const places = await everyPartition(ports, topics, ({ leader }) => leader >= 0);
  const { brokers } = await describe(ports, topics.slice(0, 1));
  for (const { id, port } of brokers) {
    using connection = await KafkaConnection.open(port);
    for (const { topic, partition } of places.filter(({ leader }) => leader === id))
      await produceOnceLed(connection, topic, partition);
  }
}

/** The metadata may name a leader, and that one followers, before these have heard of it: it is asked again then. */
async function produceOnceLed(connection: KafkaConnection, topic: string, partition: number): Promise<void> {
  const deadlineMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      await produce(connection, topic, partition, VALUE, TIMEOUT_MS);
      return;
    } catch (error) {
      const isEarly = error instanceof ErrorCodeError && NOT_YET.has(error.errorCode);
      if (!isEarly || performance.now() > deadlineMs) throw error;
      await sleep(20);
    }
  }
}

async function everyPartition(
  ports: readonly number[],
  topics: readonly string[],
  condition: (partition: PartitionPlace) => boolean,
): Promise<PartitionPlace[]> {
  const deadlineMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    const { partitions } = await describe(ports, topics);
    const isDone = partitions.length === topics.length * PARTITIONS && partitions.every(condition);
    if (isDone) return partitions;
    if (performance.now() > deadlineMs) throw new Error('not every partition became what it should');
    await sleep(100);
  }
}

async function describe(ports: readonly number[], topics: readonly string[]) {
  using connection = await KafkaConnection.open(ports[0]!);
  // Awaited here: the connection is closed when this returns.
  return await metadata(connection, topics, TIMEOUT_MS);
}
