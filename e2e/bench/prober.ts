import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { apiVersions, createTopics, ErrorCodeError, metadata, produce } from '../support/tiny-client.ts';
import type { NewTopics } from '../support/tiny-client.ts';

const RETRY_MS = 2;
const GIVE_UP_MS = 120_000;
const NONE = 0;
const TOPIC_ALREADY_EXISTS = 36;

/** What topics of the measurements look like on so many nodes: every node a replica, two must have a record. */
export function topicShape(nodes: number): NewTopics {
  if (nodes === 1) return { replicationFactor: 1 };
  return { replicationFactor: nodes, configs: { 'min.insync.replicas': '2' } };
}

/**
 * Tries from now on to have one record acknowledged by all in-sync replicas, as a client would that was started
 * together with the brokers: connect to one of `ports`, ApiVersions, CreateTopics, Metadata, Produce to the leader;
 * every refusal is tried again after 2 ms. Resolves with the time of the acknowledgement on the clock of
 * `performance.now()`.
 *
 * The same code in the same warm process measures every contestant.
 */
export async function firstAcknowledgedProduce(ports: readonly number[], topic: string): Promise<number> {
  const deadlineMs = performance.now() + GIVE_UP_MS;
  let lastError: unknown;
  for (let turn = 0; performance.now() < deadlineMs; turn++) {
    try {
      using connection = await KafkaConnection.open(ports[turn % ports.length]!);
      await apiVersions(connection, GIVE_UP_MS);
      const [created] = await createTopics(connection, [topic], topicShape(ports.length));
      if (created !== NONE && created !== TOPIC_ALREADY_EXISTS)
        throw new ErrorCodeError('CreateTopics', created!);
      return await acknowledgedProduce(connection, topic, deadlineMs);
    } catch (error) {
      lastError = error;
      await sleep(RETRY_MS);
    }
  }
  throw new Error(`no record acknowledged within ${GIVE_UP_MS} ms: ${(lastError as Error)?.message}`);
}

export interface ProbeOptions {
  /** Default: two minutes. */
  readonly giveUpMs?: number;
  /** Nobody is there any more who could acknowledge. */
  readonly hasEnded?: () => boolean;
}

/** Has a record of each of these topics, which exist, acknowledged; as above. */
export async function acknowledgedByAll(
  ports: readonly number[],
  topics: readonly string[],
  { giveUpMs = GIVE_UP_MS, hasEnded = () => false }: ProbeOptions = {},
): Promise<number> {
  const deadlineMs = performance.now() + giveUpMs;
  let acknowledgedAtMs = 0;
  for (const topic of topics) {
    for (let turn = 0; ; turn++) {
      try {
        using connection = await KafkaConnection.open(ports[turn % ports.length]!);
        acknowledgedAtMs = await acknowledgedProduce(connection, topic, deadlineMs);
        break;
      } catch (error) {
        if (performance.now() > deadlineMs || hasEnded()) throw error;
        await sleep(RETRY_MS);
      }
    }
  }
  return acknowledgedAtMs;
}

/** Asks who leads until somebody does, and that one until it accepts. */
async function acknowledgedProduce(
  connection: KafkaConnection,
  topic: string,
  deadlineMs: number,
): Promise<number> {
  for (;;) {
    const { brokers, partitions } = await metadata(connection, topic, GIVE_UP_MS);
    const leader = brokers.find(({ id }) => id === partitions[0]?.leader);
    try {
      if (leader === undefined)
        throw new ErrorCodeError(`Metadata of ${topic}`, partitions[0]?.errorCode ?? -1);
      using toLeader = await KafkaConnection.open(leader.port);
      await produce(toLeader, topic, 0, VALUE, GIVE_UP_MS);
      return performance.now();
    } catch (error) {
      // The leader of a new topic is known a moment after its creation.
      if (!(error instanceof ErrorCodeError) || performance.now() > deadlineMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

const VALUE = Buffer.from('first');
