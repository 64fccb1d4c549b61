/**
 * Brokers, topics and their leaders, from this node's image. Topics that are asked for and do not exist are created
 * where that is allowed on both sides. v1 null asks for all, v4 may forbid creation, v7 leader epochs, v8 authorized
 * operations, v10 topic ids, v12 topics asked for by id.
 */
import { ZERO_UUID } from '../../base/index.ts';
import type { MetadataImage, PartitionImage, TopicImage } from '../../metadata/index.ts';
import { ErrorCode, Metadata, type RequestOf, type ResponseInput } from '../../protocol/index.ts';
import { autoCreateTopics } from '../auto-create.ts';
import type { Broker } from '../broker.ts';
import { brokerEndpoint } from '../endpoints.ts';
import { defineHandler, type RequestContext } from '../handler.ts';
import {
  ALL_CLUSTER_OPERATIONS,
  ALL_TOPIC_OPERATIONS,
  isInternalTopic,
  isLegalTopicName,
  NO_OPERATIONS,
} from '../topics.ts';

type Request = RequestOf<typeof Metadata>;
type Response = ResponseInput<typeof Metadata>;
type TopicAnswer = Response['topics'][number];

const LISTENER_NOT_FOUND_SINCE = 6;
const BY_ID_SINCE = 12;

interface Asked {
  readonly image: MetadataImage;
  readonly listener: string;
  readonly version: number;
  readonly withOperations: boolean;
}

function partitionAnswer(asked: Asked, partition: PartitionImage): TopicAnswer['partitions'][number] {
  const { image, listener, version } = asked;
  const isThere = (id: number) => brokerEndpoint(image, id, listener) !== undefined;
  const { leader } = partition;
  const errorCode =
    leader < 0
      ? ErrorCode.LEADER_NOT_AVAILABLE
      : isThere(leader)
        ? ErrorCode.NONE
        : version >= LISTENER_NOT_FOUND_SINCE
          ? ErrorCode.LISTENER_NOT_FOUND
          : ErrorCode.LEADER_NOT_AVAILABLE;
  return {
    errorCode,
    partitionIndex: partition.partition,
    leaderId: errorCode === ErrorCode.NONE ? leader : -1,
    leaderEpoch: partition.leaderEpoch,
    // v0 clients take every replica they see for one that is there.
    replicaNodes: version === 0 ? partition.replicas.filter(isThere) : partition.replicas,
    isrNodes: version === 0 ? partition.isr.filter(isThere) : partition.isr,
    offlineReplicas: partition.replicas.filter((id) => !isThere(id)),
  };
}

function topicAnswer(asked: Asked, topic: TopicImage): TopicAnswer {
  return {
    errorCode: ErrorCode.NONE,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: topic.partitions.map((partition) => partitionAnswer(asked, partition)),
    topicAuthorizedOperations: asked.withOperations ? ALL_TOPIC_OPERATIONS : NO_OPERATIONS,
  };
}

function missing(errorCode: number, name: string | null, topicId = ZERO_UUID): TopicAnswer {
  return { errorCode, name, topicId, isInternal: false, partitions: [] };
}

function brokersOf(image: MetadataImage, listener: string): Response['brokers'] {
  const brokers = [];
  for (const { id, rack } of image.brokers.values()) {
    const endpoint = brokerEndpoint(image, id, listener);
    if (endpoint !== undefined) brokers.push({ nodeId: id, host: endpoint.host, port: endpoint.port, rack });
  }
  return brokers;
}

function answer(
  request: Request,
  context: RequestContext,
  broker: Broker,
  errors: ReadonlyMap<string, number>,
): Response {
  const image = broker.image();
  const { listener } = context.connection;
  const version = context.apiVersion;
  const asked: Asked = { image, listener, version, withOperations: request.includeTopicAuthorizedOperations };
  const topics = wantsAll(request, version)
    ? [...image.topicsByName.values()].map((topic) => topicAnswer(asked, topic))
    : request.topics!.map(({ name, topicId }) => {
        const byId = topicId !== ZERO_UUID;
        if ((byId || name === null) && version < BY_ID_SINCE)
          return missing(ErrorCode.INVALID_REQUEST, name ?? '', topicId);
        const topic = byId ? image.topicsById.get(topicId) : image.topicsByName.get(name!);
        if (topic !== undefined) return topicAnswer(asked, topic);
        if (byId) return missing(ErrorCode.UNKNOWN_TOPIC_ID, null, topicId);
        const unknown = isLegalTopicName(name!)
          ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
          : ErrorCode.INVALID_TOPIC_EXCEPTION;
        return missing(errors.get(name!) ?? unknown, name);
      });
  const brokers = brokersOf(image, listener);
  return {
    brokers,
    clusterId: broker.clusterId,
    // Any broker takes requests for the controller (KIP-590); this one is there for sure.
    controllerId: brokers.some(({ nodeId }) => nodeId === broker.nodeId)
      ? broker.nodeId
      : (brokers[0]?.nodeId ?? -1),
    topics,
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
      ? ALL_CLUSTER_OPERATIONS
      : NO_OPERATIONS,
    errorCode: ErrorCode.NONE,
  };
}

function wantsAll({ topics }: Request, version: number): boolean {
  return topics === null || (version === 0 && topics.length === 0);
}

const NO_ERRORS: ReadonlyMap<string, number> = new Map();

export const metadata = defineHandler(Metadata, (request, context, broker) => {
  const { topicsByName } = broker.image();
  const names = wantsAll(request, context.apiVersion)
    ? []
    : request.topics!.flatMap(({ name, topicId }) =>
        name !== null && topicId === ZERO_UUID && !topicsByName.has(name) ? [name] : [],
      );
  const mayCreate = request.allowAutoTopicCreation && broker.config.autoCreateTopicsEnable;
  if (names.length === 0 || !mayCreate) return answer(request, context, broker, NO_ERRORS);
  return autoCreateTopics(broker, names, context).then((errors) => answer(request, context, broker, errors));
});
