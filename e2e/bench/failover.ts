import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { createTopics, metadata, produce } from '../support/tiny-client.ts';
import type { ClusterMetadata } from '../support/tiny-client.ts';
import type { RunningTarget } from '../targets/index.ts';
import { withRunning } from './contestants.ts';
import type { Contestant } from './contestants.ts';
import type { Measurements } from './measure.ts';
import { acknowledgedByAll, topicShape } from './prober.ts';

const TOPIC = 'failover';
const VALUE = Buffer.alloc(100, 'v');
/** A client that has lost its leader asks again this often. */
const RETRY_MS = 2;
const ASK_TIMEOUT_MS = 250;
/** Something that goes wrong shortly after the recovery still counts. */
const AFTERMATH_MS = 1_000;
const RECOVERY_TIMEOUT_MS = 120_000;

export interface FailoverOptions {
  /** Kills of the partition's leader, by contestant. */
  kills: (contestant: string) => number;
  log: (line: string) => void;
}

/**
 * Kills the leader of a partition again and again, under a producer that sends a record every millisecond. A sample is
 * the longest time without an acknowledgement around one kill. The next kill comes when all replicas are in sync.
 */
export async function measureFailover(
  contestants: readonly Contestant[],
  measurements: Measurements,
  { kills, log }: FailoverOptions,
): Promise<void> {
  for (const contestant of contestants) {
    const running = await contestant.start({ waitUntilReady: true });
    await withRunning(contestant.name, running, async () => {
      using anyNode = await KafkaConnection.open(running.port);
      await createTopics(anyNode, [TOPIC], topicShape(contestant.ports.length));
      await acknowledgedByAll(contestant.ports, [TOPIC]);
      const producer = new SteadyProducer(contestant.ports);
      for (let kill = 0; kill < kills(contestant.name); kill++) {
        await everybodyInSync(contestant.ports);
        await producer.isProducing();
        const gapMs = await killLeader(running, producer);
        measurements.add('rf3Unavailable', contestant.name, gapMs);
        log(`failover ${contestant.name}: no acknowledgement for ${gapMs.toFixed(0)} ms`);
      }
      await producer.stop();
      await running.stop();
    });
  }
}

async function killLeader(running: RunningTarget, producer: SteadyProducer): Promise<number> {
  const leader = running.nodes().find(({ port }) => port === producer.leaderPort);
  if (leader === undefined) throw new Error('the producer has no leader');
  await sleep(200);
  producer.watch();
  await sleep(50);
  await running.killNode(leader.id);
  await producer.isProducing(leader.port);
  await sleep(AFTERMATH_MS);
  const gapMs = producer.longestGapMs;
  running.reviveNode(leader.id);
  return gapMs;
}

/** Asks whichever node answers. */
async function ask(ports: readonly number[]): Promise<ClusterMetadata | undefined> {
  for (const port of ports) {
    try {
      using connection = await KafkaConnection.open(port);
      return await metadata(connection, TOPIC, ASK_TIMEOUT_MS);
    } catch {
      // The next one.
    }
  }
  return undefined;
}

async function everybodyInSync(ports: readonly number[]): Promise<void> {
  const deadlineMs = performance.now() + RECOVERY_TIMEOUT_MS;
  for (;;) {
    const [partition] = (await ask(ports))?.partitions ?? [];
    if (partition?.isr.length === ports.length) return;
    if (performance.now() > deadlineMs)
      throw new Error(`in sync are ${partition?.isr.join()} of ${ports.length} replicas`);
    await sleep(50);
  }
}

/** Sends a record every millisecond to whoever leads; when that fails it asks around until somebody does again. */
class SteadyProducer {
  readonly #ports: readonly number[];
  readonly #done: Promise<void>;
  #connection: KafkaConnection | undefined;
  #stopped = false;
  #lastAckMs = performance.now();
  #acks = 0;
  longestGapMs = 0;
  /** Of the leader as last heard. */
  leaderPort = 0;

  constructor(ports: readonly number[]) {
    this.#ports = ports;
    this.#done = this.#run();
  }

  /** Gaps count from now on. */
  watch(): void {
    this.longestGapMs = 0;
  }

  /** Resolves when a record was acknowledged by somebody who is not at `notPort`. */
  async isProducing(notPort = 0): Promise<void> {
    const deadlineMs = performance.now() + RECOVERY_TIMEOUT_MS;
    const acksBefore = this.#acks;
    while (this.leaderPort === notPort || this.#acks === acksBefore || this.#connection === undefined) {
      if (performance.now() > deadlineMs) throw new Error('no record is acknowledged any more');
      await sleep(RETRY_MS);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#done;
    this.#connection?.[Symbol.dispose]();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      if (this.#connection === undefined) await this.#findLeader();
      const connection = this.#connection;
      if (connection !== undefined) void this.#send(connection);
      await sleep(connection === undefined ? RETRY_MS : 1);
    }
  }

  async #send(connection: KafkaConnection): Promise<void> {
    try {
      await produce(connection, TOPIC, 0, VALUE, RECOVERY_TIMEOUT_MS);
      const nowMs = performance.now();
      this.longestGapMs = Math.max(this.longestGapMs, nowMs - this.#lastAckMs);
      this.#lastAckMs = nowMs;
      this.#acks++;
    } catch {
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      connection[Symbol.dispose]();
    }
  }

  async #findLeader(): Promise<void> {
    const found = await ask(this.#ports);
    const leader = found?.brokers.find(({ id }) => id === found.partitions[0]?.leader);
    if (leader === undefined) return;
    try {
      this.#connection = await KafkaConnection.open(leader.port);
      this.leaderPort = leader.port;
    } catch {
      // It is just gone, and those who know it as the leader do not know that yet.
    }
  }
}
