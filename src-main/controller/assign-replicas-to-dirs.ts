import type { PartitionImage, TopicImage } from '../metadata/index.ts';
import {
  type AssignReplicasToDirs,
  ErrorCode,
  type RequestOf,
  type ResponseInput,
} from '../protocol/index.ts';
import { metadataVersionOf } from './features.ts';
import type { ChangeRecord } from './partition-change.ts';
import { changePartition, withoutBroker } from './partitions.ts';
import type { ControllerState, Decision } from './types.ts';

type Request = RequestOf<typeof AssignReplicasToDirs>;
type Response = ResponseInput<typeof AssignReplicasToDirs>;

/** metadata.version from which on partitions name the log dirs of their replicas (KIP-858). */
const DIRECTORIES_LEVEL = 17;

/**
 * A broker tells in which log dir its replicas lie (ReplicationControlManager.handleAssignReplicasToDirs). A replica
 * in a log dir that is not online any more leaves the ISR at once.
 */
export function assignReplicasToDirs(state: ControllerState, request: Request): Decision<Response> {
  const { metadata } = state;
  const refuse = (errorCode: number) => ({ records: [], response: { errorCode, directories: [] } });
  if (metadataVersionOf(metadata) < DIRECTORIES_LEVEL) return refuse(ErrorCode.UNSUPPORTED_VERSION);
  const broker = metadata.brokers.get(request.brokerId);
  if (broker === undefined) return refuse(ErrorCode.BROKER_ID_NOT_REGISTERED);
  if (broker.epoch !== request.brokerEpoch) return refuse(ErrorCode.STALE_BROKER_EPOCH);
  const records: ChangeRecord[] = [];
  const directories = request.directories.map(({ id, topics }) => ({
    id,
    topics: topics.map(({ topicId, partitions }) => {
      const topic = metadata.topicsById.get(topicId);
      return {
        topicId,
        partitions: partitions.map(({ partitionIndex }) => {
          const partition = topic?.partitions[partitionIndex];
          const errorCode = refusePlace(topic, partition, broker.id);
          if (errorCode === ErrorCode.NONE) {
            const isOnline = broker.directories.includes(id);
            const place = { brokerId: broker.id, directoryId: id, isOnline };
            const record = assign(state, topic!, partition!, place);
            if (record !== undefined) records.push(record);
          }
          return { partitionIndex, errorCode };
        }),
      };
    }),
  }));
  return { records, response: { errorCode: ErrorCode.NONE, directories } };
}

function refusePlace(
  topic: TopicImage | undefined,
  partition: PartitionImage | undefined,
  brokerId: number,
): ErrorCode {
  if (topic === undefined) return ErrorCode.UNKNOWN_TOPIC_ID;
  if (partition === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  return partition.replicas.includes(brokerId) ? ErrorCode.NONE : ErrorCode.NOT_LEADER_OR_FOLLOWER;
}

function assign(
  state: ControllerState,
  topic: TopicImage,
  partition: PartitionImage,
  place: { readonly brokerId: number; readonly directoryId: string; readonly isOnline: boolean },
): ChangeRecord | undefined {
  const target = { directory: place };
  return place.isOnline
    ? changePartition(state, topic, partition, target)
    : withoutBroker(state, topic, partition, place.brokerId, target);
}
