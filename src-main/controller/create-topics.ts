import { type Uuid, ZERO_UUID } from '../base/index.ts';
import {
  alterConfigs,
  AlterOperation,
  type BrokerLayers,
  createdTopicConfig,
  type Properties,
} from '../config/index.ts';
import { type MetadataRecordInput, partitionRecord } from '../metadata/index.ts';
import { type CreateTopics, ErrorCode, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import { keepsElr } from './features.ts';
import { manualAssignment } from './manual-assignment.ts';
import { newPartition } from './new-partition.ts';
import { isCordoned } from './partitions.ts';
import { placeReplicas } from './placement.ts';
import { currentLayers, numberSetting } from './settings.ts';
import { refuseCollision, refuseTopicName, TopicCollisions } from './topic-names.ts';
import {
  countBy,
  refusal,
  type ControllerState,
  type Decision,
  isRefusal,
  MAX_RECORDS_PER_OPERATION,
  type Refusal,
} from './types.ts';

type Request = RequestOf<typeof CreateTopics>;
type Topic = Request['topics'][number];
type Response = ResponseInput<typeof CreateTopics>;
type Result = Response['topics'][number];

const METADATA_TOPIC = '__cluster_metadata';

/**
 * Creates topics, each by itself: one that is refused does not keep the others from being made
 * (ReplicationControlManager.createTopics). Validate-only answers the same and writes nothing.
 */
export function createTopics(state: ControllerState, request: Request): Decision<Response> {
  const requested = new TopicCollisions([]);
  const counts = countBy(request.topics, ({ name }) => name);
  const seen = new Set<string>();
  const records: MetadataRecordInput[] = [];
  const topics: Result[] = [];
  let newPartitions = 0;
  for (const topic of request.topics) {
    if (seen.has(topic.name)) continue;
    seen.add(topic.name);
    const planned =
      counts.get(topic.name)! > 1
        ? refusal(ErrorCode.INVALID_REQUEST, `Topic '${topic.name}' is named more than once in the request.`)
        : planTopic(state, topic, requested);
    if (isRefusal(planned)) {
      topics.push(failed(topic.name, planned));
      continue;
    }
    newPartitions += planned.assignments.length;
    if (newPartitions > MAX_RECORDS_PER_OPERATION) return tooLarge(request);
    requested.add(topic.name);
    records.push(...planned.records);
    topics.push(created(state, topic.name, planned, request.validateOnly));
  }
  if (records.length > MAX_RECORDS_PER_OPERATION) return tooLarge(request);
  return { records: request.validateOnly ? [] : records, response: { topics } };
}

interface PlannedTopic {
  readonly topicId: Uuid;
  readonly assignments: readonly (readonly number[])[];
  readonly configs: Properties;
  readonly records: readonly MetadataRecordInput[];
}

function planTopic(state: ControllerState, topic: Topic, requested: TopicCollisions): PlannedTopic | Refusal {
  const misnamed =
    topic.name === METADATA_TOPIC
      ? refusal(
          ErrorCode.INVALID_REQUEST,
          `${METADATA_TOPIC} cannot be created: it is the controllers' own log.`,
        )
      : refuseTopicName(topic.name);
  if (misnamed !== undefined) return misnamed;
  if (state.metadata.topicsByName.has(topic.name)) {
    return refusal(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic '${topic.name}' already exists.`);
  }
  const colliding = refuseCollision(topic.name, state.names, requested);
  if (colliding !== undefined) return colliding;
  const configured = alterConfigs(
    { kind: 'topic', name: topic.name },
    {},
    topic.configs.map(({ name, value }) => ({ name, value, operation: AlterOperation.SET })),
    { broker: currentLayers(state), elrEnabled: keepsElr(state.metadata) },
  );
  if (!configured.ok) return configured;
  const assignments = assign(state, topic);
  if (isRefusal(assignments)) return assignments;

  const topicId = state.settings.newUuid();
  const records: MetadataRecordInput[] = [{ type: 'TopicRecord', name: topic.name, topicId }];
  for (const { name, value } of configured.changes) {
    records.push({ type: 'ConfigRecord', resourceType: 2, resourceName: topic.name, name, value });
  }
  assignments.forEach((replicas, partition) => {
    records.push(partitionRecord(topicId, newPartition(state, partition, replicas)));
  });
  return { topicId, assignments, configs: configured.properties, records };
}

function assign(state: ControllerState, topic: Topic): readonly (readonly number[])[] | Refusal {
  if (topic.assignments.length > 0) return assignByHand(state, topic);
  if (topic.replicationFactor === 0 || topic.replicationFactor < -1) {
    return refusal(
      ErrorCode.INVALID_REPLICATION_FACTOR,
      `The replication factor must be positive, or -1 for the default; it is ${topic.replicationFactor}.`,
    );
  }
  if (topic.numPartitions === 0 || topic.numPartitions < -1) {
    return refusal(
      ErrorCode.INVALID_PARTITIONS,
      `The number of partitions must be positive, or -1 for the default; it is ${topic.numPartitions}.`,
    );
  }
  const partitions = topic.numPartitions < 0 ? numberSetting(state, 'num.partitions') : topic.numPartitions;
  if (partitions > MAX_RECORDS_PER_OPERATION) return tooMany(partitions);
  const replicationFactor =
    topic.replicationFactor < 0
      ? numberSetting(state, 'default.replication.factor')
      : topic.replicationFactor;
  return placeReplicas(usableBrokers(state), { partitions, replicationFactor }, state.settings.random);
}

function assignByHand(state: ControllerState, topic: Topic): readonly (readonly number[])[] | Refusal {
  const forbidden = topic.replicationFactor !== -1 ? 'replication factor' : 'number of partitions';
  if (topic.replicationFactor !== -1 || topic.numPartitions !== -1) {
    return refusal(
      ErrorCode.INVALID_REQUEST,
      `Replicas were assigned by hand, so the ${forbidden} must be -1.`,
    );
  }
  const byPartition = new Map(topic.assignments.map((entry) => [entry.partitionIndex, entry.brokerIds]));
  const invalid = (message: string) => refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
  if (byPartition.size < topic.assignments.length) return invalid('A partition was assigned more than once.');
  const assignments: (readonly number[])[] = [];
  for (let partition = 0; partition < byPartition.size; partition++) {
    const replicas = byPartition.get(partition);
    if (replicas === undefined)
      return invalid(`Partitions must be numbered 0, 1, 2, …; ${partition} is missing.`);
    assignments.push(replicas);
  }
  return manualAssignment(state, assignments, 0);
}

/** Registered brokers that are not about to stop, and take replicas in one of their log dirs at least. */
export function usableBrokers({ metadata }: ControllerState) {
  return [...metadata.brokers.values()].filter(
    (broker) => (!broker.inControlledShutdown || broker.fenced) && !isCordoned(broker),
  );
}

function created(state: ControllerState, name: string, planned: PlannedTopic, validateOnly: boolean): Result {
  const { topicId, assignments, configs } = planned;
  return {
    name,
    topicId: validateOnly ? ZERO_UUID : topicId,
    errorCode: ErrorCode.NONE,
    errorMessage: null,
    numPartitions: assignments.length,
    replicationFactor: assignments[0].length,
    configs: echoedConfigs(currentLayers(state), configs),
  };
}

type EchoedConfigs = NonNullable<Result['configs']>;
const withoutOwn = new WeakMap<BrokerLayers, EchoedConfigs>();

/** All settings of a new topic. Most topics have none of their own, and so the same answer. */
function echoedConfigs(broker: BrokerLayers, topic: Properties): EchoedConfigs {
  const isPlain = Object.keys(topic).length === 0;
  const known = isPlain ? withoutOwn.get(broker) : undefined;
  if (known !== undefined) return known;
  const configs = createdTopicConfig({ topic, broker }).map((entry) => ({
    name: entry.name,
    value: entry.value,
    readOnly: entry.readOnly,
    configSource: entry.source,
    isSensitive: entry.isSensitive,
  }));
  if (isPlain) withoutOwn.set(broker, configs);
  return configs;
}

function failed(name: string, { errorCode, message }: Refusal): Result {
  return { name, topicId: ZERO_UUID, errorCode, errorMessage: message, configs: [] };
}

function tooMany(partitions: number): Refusal {
  return refusal(
    ErrorCode.POLICY_VIOLATION,
    `${partitions} partitions are more than one request may create (${MAX_RECORDS_PER_OPERATION}).`,
  );
}

/** The whole request is refused: part of it would already be too much to write at once. */
function tooLarge(request: Request): Decision<Response> {
  const why = refusal(
    ErrorCode.POLICY_VIOLATION,
    `The request would write more than ${MAX_RECORDS_PER_OPERATION} records; split it.`,
  );
  return { records: [], response: { topics: request.topics.map(({ name }) => failed(name, why)) } };
}
