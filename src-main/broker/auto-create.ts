/** Topics that come into being because a client asked for their metadata (AutoTopicCreationManager). */
import { CreateTopics, ErrorCode } from '../protocol/index.ts';
import type { Broker } from './broker.ts';
import type { RequestContext } from './handler.ts';
import { isInternalTopic, isLegalTopicName } from './topics.ts';

const USE_DEFAULT = -1;

/**
 * Creates those of the topics that may be created; resolves when they are in the image, or with the error of each
 * that is not. Kafka answers before that and lets the client ask again.
 */
export async function autoCreateTopics(
  broker: Broker,
  names: readonly string[],
  context: RequestContext,
): Promise<Map<string, number>> {
  const errors = new Map<string, number>();
  const wanted: string[] = [];
  for (const name of names) {
    if (!isLegalTopicName(name)) errors.set(name, ErrorCode.INVALID_TOPIC_EXCEPTION);
    // Internal topics have settings of their own and come with their coordinator.
    else if (isInternalTopic(name)) errors.set(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    else wanted.push(name);
  }
  if (wanted.length === 0) return errors;
  try {
    const { topics } = await broker.controller.request(
      CreateTopics,
      {
        topics: wanted.map((name) => ({
          name,
          numPartitions: USE_DEFAULT,
          replicationFactor: USE_DEFAULT,
          assignments: [],
          configs: [],
        })),
        timeoutMs: broker.config.requestTimeoutMs,
        validateOnly: false,
      },
      { principal: context.principal, clientId: context.clientId, apiVersion: CreateTopics.maxVersion },
    );
    for (const { name, errorCode, errorMessage } of topics) {
      if (errorCode === ErrorCode.NONE || errorCode === ErrorCode.TOPIC_ALREADY_EXISTS) continue;
      // What clients take for "ask again" is told as such; a wrong name is final.
      const final = errorCode === ErrorCode.INVALID_TOPIC_EXCEPTION;
      errors.set(name, final ? errorCode : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
      broker.env.log.warn(`topic ${name} was not created: ${errorMessage ?? `error ${errorCode}`}`);
    }
  } catch (error) {
    broker.env.log.warn(`topics cannot be created now: ${String(error)}`);
    for (const name of wanted) errors.set(name, ErrorCode.LEADER_NOT_AVAILABLE);
  }
  return errors;
}
