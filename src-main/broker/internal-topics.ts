/** Topics that brokers keep for themselves, created when they are first needed (AutoTopicCreationManager). */
import { effectiveProperties } from '../config/index.ts';
import { internalTopicRequest } from '../controller/index.ts';
import { GROUP_OFFSETS_TOPIC } from '../coordinator/index.ts';
import { CreateTopics, ErrorCode } from '../protocol/index.ts';
import type { Broker } from './broker.ts';

/** One creation at a time: a node that starts is asked by all its consumers at once. */
const running = new WeakMap<Broker, Promise<number>>();

/** Makes sure that the offsets topic exists; NONE, or the error that stood in the way. */
export function ensureOffsetsTopic(broker: Broker): Promise<number> {
  if (broker.image().topicsByName.has(GROUP_OFFSETS_TOPIC)) return Promise.resolve(ErrorCode.NONE);
  let creation = running.get(broker);
  if (creation === undefined) {
    creation = create(broker).finally(() => running.delete(broker));
    running.set(broker, creation);
  }
  return creation;
}

/** Clients ask several times a second while the topic cannot be made: the log says why once in a while. */
const WARN_INTERVAL_MS = 30_000;
const warned = new WeakMap<Broker, number>();

function warn(broker: Broker, message: string): void {
  const nowMs = broker.env.clock.monotonicMs();
  if (nowMs - (warned.get(broker) ?? -Infinity) < WARN_INTERVAL_MS) return;
  warned.set(broker, nowMs);
  broker.env.log.warn(message);
}

async function create(broker: Broker): Promise<number> {
  try {
    const response = await broker.controller.request(
      CreateTopics,
      internalTopicRequest(GROUP_OFFSETS_TOPIC, effectiveProperties(broker.layers)),
      {
        principal: 'User:ANONYMOUS',
        clientId: `broker-${broker.nodeId}`,
        apiVersion: CreateTopics.maxVersion,
      },
    );
    const { errorCode, errorMessage } = response.topics[0];
    if (errorCode === ErrorCode.NONE || errorCode === ErrorCode.TOPIC_ALREADY_EXISTS) return ErrorCode.NONE;
    warn(broker, `${GROUP_OFFSETS_TOPIC} cannot be created: ${errorMessage ?? `error ${errorCode}`}`);
    return errorCode;
  } catch (error) {
    warn(broker, `${GROUP_OFFSETS_TOPIC} cannot be created now: ${String(error)}`);
    return ErrorCode.COORDINATOR_NOT_AVAILABLE;
  }
}
