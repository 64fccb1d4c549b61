/**
 * Where the coordinator of a group is: the leader of the partition of `__consumer_offsets` that the group hashes to.
 * The first question creates that topic. v4 asks for several keys at once (KIP-699).
 *
 * Left out: transaction and share coordinators. Their keys get a final error with a sentence, since a retriable one
 * would make clients ask for ever.
 */
import { GROUP_OFFSETS_TOPIC } from '../../coordinator/index.ts';
import { ErrorCode, FindCoordinator } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { brokerEndpoint } from '../endpoints.ts';
import { defineHandler, type RequestContext } from '../handler.ts';
import { ensureOffsetsTopic } from '../internal-topics.ts';

const GROUP = 0;
const WHAT_IS_MISSING: Record<number, string> = {
  1: 'This cluster has no transaction coordinator yet: transactional.id cannot be used.',
  2: 'This cluster has no share coordinator yet: share groups cannot be used.',
};

interface Found {
  key: string;
  nodeId: number;
  host: string;
  port: number;
  errorCode: number;
  errorMessage: string | null;
}

function notFound(key: string, errorCode: number, errorMessage: string | null = null): Found {
  return { key, nodeId: -1, host: '', port: -1, errorCode, errorMessage };
}

function locate(broker: Broker, context: RequestContext, key: string): Found {
  if (key === '') return notFound(key, ErrorCode.INVALID_GROUP_ID, 'A group id must not be empty.');
  const partition = broker.groups.partitionFor(key);
  const topic = broker.image().topicsByName.get(GROUP_OFFSETS_TOPIC);
  const leader = partition === undefined ? undefined : topic?.partitions[partition]?.leader;
  const endpoint =
    leader === undefined ? undefined : brokerEndpoint(broker.image(), leader, context.connection.listener);
  if (leader === undefined || endpoint === undefined)
    return notFound(key, ErrorCode.COORDINATOR_NOT_AVAILABLE);
  return {
    key,
    nodeId: leader,
    host: endpoint.host,
    port: endpoint.port,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
  };
}

async function find(
  broker: Broker,
  context: RequestContext,
  keyType: number,
  keys: readonly string[],
): Promise<Found[]> {
  if (keyType !== GROUP) {
    const message = WHAT_IS_MISSING[keyType] ?? `There is no coordinator of type ${keyType}.`;
    return keys.map((key) => notFound(key, ErrorCode.INVALID_REQUEST, message));
  }
  const created = await ensureOffsetsTopic(broker);
  if (created !== ErrorCode.NONE)
    return keys.map((key) => notFound(key, ErrorCode.COORDINATOR_NOT_AVAILABLE));
  return keys.map((key) => locate(broker, context, key));
}

export const findCoordinator = defineHandler(FindCoordinator, async (request, context, broker) => {
  if (context.apiVersion >= 4)
    return { coordinators: await find(broker, context, request.keyType, request.coordinatorKeys) };
  const [{ key: _key, ...found }] = await find(broker, context, request.keyType, [request.key]);
  return found;
});
