import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaConnection } from '../support/kafka-connection.ts';
import { apiVersions, createTopic, ErrorCodeError, metadata, produce } from '../support/tiny-client.ts';

const RETRY_MS = 2;
const GIVE_UP_MS = 60_000;
const NONE = 0;
const TOPIC_ALREADY_EXISTS = 36;

/**
 * Tries from now on to have one record acknowledged by all in-sync replicas, as a client would that was started
 * together with the broker: connect, ApiVersions, CreateTopics, Metadata, Produce; every refusal is tried again after
 * 2 ms. Resolves with the time of the acknowledgement on the clock of `performance.now()`.
 *
 * The same code in the same warm process measures every contestant.
 */
export async function firstAcknowledgedProduce(port: number, topic: string): Promise<number> {
  const deadlineMs = performance.now() + GIVE_UP_MS;
  let lastError: unknown;
  while (performance.now() < deadlineMs) {
    try {
      using connection = await KafkaConnection.open(port);
      return await attempt(connection, topic, deadlineMs);
    } catch (error) {
      lastError = error;
      await sleep(RETRY_MS);
    }
  }
  throw new Error(`no record acknowledged within ${GIVE_UP_MS} ms: ${(lastError as Error)?.message}`);
}

async function attempt(connection: KafkaConnection, topic: string, deadlineMs: number): Promise<number> {
  await apiVersions(connection, GIVE_UP_MS);
  const created = await createTopic(connection, topic);
  if (created !== NONE && created !== TOPIC_ALREADY_EXISTS) throw new ErrorCodeError('CreateTopics', created);
  await metadata(connection, topic, GIVE_UP_MS);
  for (;;) {
    try {
      await produce(connection, topic, 0, VALUE, GIVE_UP_MS);
      return performance.now();
    } catch (error) {
      // The leader of a new topic is known a moment after its creation.
      if (!(error instanceof ErrorCodeError) || performance.now() > deadlineMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

const VALUE = Buffer.from('first');
