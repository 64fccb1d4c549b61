import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaConnection } from '../support/kafka-connection.ts';
import {
  createTopics,
  ErrorCodeError,
  latestOffset,
  produceBatches,
  recordBatch,
} from '../support/tiny-client.ts';
import type { BatchFor } from '../support/tiny-client.ts';
import { isRunning } from '../support/process-tree.ts';
import type { RunningTarget } from '../targets/index.ts';
import { withRunning } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import type { Measurements } from './measure.ts';
import { acknowledgedByAll } from './prober.ts';

const TOPICS = 20;
const PARTITIONS_PER_TOPIC = 100;
const RECORD_BYTES = 1024;
const RECORDS_PER_BATCH = 15;
/** Batches that one request brings, each for another partition, and requests that wait for their answers. */
const BATCHES_PER_REQUEST = 50;
const REQUESTS_IN_FLIGHT = 4;
const TIMEOUT_MS = 300_000;
const NONE = 0;
/** For one that is slow: Apache Kafka looks through 5 GB after kill -9. */
const OPEN_TIMEOUT_MS = 900_000;
const ATTEMPTS = 5;
const RETRY_MS = 2_000;

export interface OpenOptions {
  readonly gigabytes: number;
  readonly rounds: number;
  readonly log: (line: string) => void;
}

/**
 * How long a node needs on 2,000 partitions, from the start of its process until a record is acknowledged in each of
 * 20 topics: after a clean stop, and after all its processes were killed, when what was not flushed is looked through.
 * Everybody gets the same batches over the Kafka protocol.
 */
export async function measureOpening(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { gigabytes, rounds, log }: OpenOptions,
): Promise<void> {
  const topics = Array.from({ length: TOPICS }, (_, index) => `opened-${index}`);
  for (const contestant of contestants) {
    const { name, ports } = contestant;
    const first = await contestant.start({ waitUntilReady: true });
    let offset = 0;
    await withRunning(name, first, async () => {
      offset = await fill(ports[0]!, topics, gigabytes);
      log(`${name}: ${TOPICS * PARTITIONS_PER_TOPIC} partitions with ${offset} records of 1 KB each`);
      await first.stop();
    });
    for (let round = 0; round < 2 * rounds; round++) {
      const isAfterKill = round % 2 === 1;
      if (!isAfterKill && !contestant.hasStoppedCleanly)
        log(`${name}: the stop took too long and was cut short: what follows is no start after a clean stop`);
      const isClean = !isAfterKill && contestant.hasStoppedCleanly;
      const { running, tookMs } = await opened(contestant, topics, log);
      await withRunning(name, running, async () => {
        measurements.add(isClean ? 'openClean' : 'openKilled', name, tookMs);
        log(`${name}: open after ${isClean ? 'a clean stop' : 'kill -9'} ${tookMs.toFixed(0)} ms`);
        await checkOffsets(ports[0]!, topics, offset);
        if (isAfterKill) await running.stop();
        else await running.kill();
      });
    }
  }
}

/**
 * Opens it on the data that is there. Somebody else's process may take, for a moment, one of the ports that are looked for
 * again: whoever finds it taken ends before it touches any data, and is started once more.
 */
async function opened(
  contestant: Contestant,
  topics: readonly string[],
  log: OpenOptions['log'],
): Promise<{ running: RunningTarget; tookMs: number }> {
  const { name, ports } = contestant;
  for (let attempt = 1; ; attempt++) {
    const running = await contestant.start({ waitUntilReady: false, keepData: true });
    const hasEnded = () => !running.pids().some(isRunning);
    try {
      const atMs = await withRunning(name, running, () =>
        acknowledgedByAll(ports, topics, { giveUpMs: OPEN_TIMEOUT_MS, hasEnded }),
      );
      return { running, tookMs: atMs - running.spawnedAtMs };
    } catch (error) {
      const isTaken = /EADDRINUSE|in use|is taken/i.test((error as Error).message);
      if (!isTaken || attempt === ATTEMPTS) throw error;
      log(`${name}: a port was taken, and is tried again`);
      await sleep(RETRY_MS);
    }
  }
}

/** Creates the topics and writes the same number of records to each partition. Returns how many. */
async function fill(port: number, topics: readonly string[], gigabytes: number): Promise<number> {
  using connection = await KafkaConnection.open(port);
  for (const topic of topics) {
    const [code] = await createTopics(connection, [topic], {
      partitions: PARTITIONS_PER_TOPIC,
      timeoutMs: TIMEOUT_MS,
    });
    if (code !== NONE) throw new Error(`${topic} was not created: error ${code}`);
    for (let partition = 0; partition < PARTITIONS_PER_TOPIC; partition++)
      await untilLed(connection, topic, partition);
  }
  const value = Buffer.alloc(RECORD_BYTES - 12, 'v');
  const records = Array.from({ length: RECORDS_PER_BATCH }, () => ({ key: null, value }));
  const batch = recordBatch(records, Date.now());
  const batchesPerPartition = Math.ceil((gigabytes * 1e9) / (TOPICS * PARTITIONS_PER_TOPIC * batch.length));
  const inFlight = new Set<Promise<void>>();
  for (let count = 0; count < batchesPerPartition; count++) {
    for (const topic of topics) {
      for (let from = 0; from < PARTITIONS_PER_TOPIC; from += BATCHES_PER_REQUEST) {
        const batches: BatchFor[] = Array.from({ length: BATCHES_PER_REQUEST }, (_, index) => ({
          partition: from + index,
          batch,
        }));
        const request = produceBatches(connection, topic, batches, TIMEOUT_MS).finally(() =>
          inFlight.delete(request),
        );
        inFlight.add(request);
        if (inFlight.size >= REQUESTS_IN_FLIGHT) await Promise.race(inFlight);
      }
    }
  }
  await Promise.all(inFlight);
  return batchesPerPartition * RECORDS_PER_BATCH;
}

/** A topic that was created has no leaders yet in the eyes of those who shall lead. */
async function untilLed(connection: KafkaConnection, topic: string, partition: number): Promise<void> {
  const deadlineMs = performance.now() + TIMEOUT_MS;
  for (;;) {
    try {
      await latestOffset(connection, topic, partition);
      return;
    } catch (error) {
      if (!(error instanceof ErrorCodeError) || performance.now() > deadlineMs) throw error;
      await sleep(20);
    }
  }
}

/** A partition that nothing was written to since has what it had; the first has records of the measuring, too. */
async function checkOffsets(port: number, topics: readonly string[], expected: number): Promise<void> {
  using connection = await KafkaConnection.open(port);
  for (const topic of topics) {
    await untilLed(connection, topic, PARTITIONS_PER_TOPIC - 1);
    const offset = await latestOffset(connection, topic, PARTITIONS_PER_TOPIC - 1);
    if (offset !== expected) throw new Error(`${topic} ends at ${offset}, not at ${expected}`);
  }
}
