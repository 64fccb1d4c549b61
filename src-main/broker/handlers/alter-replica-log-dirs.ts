/**
 * Moves replicas between the log dirs of this broker (KIP-113). Answers when the moves have begun: a copy grows beside
 * each replica, which DescribeLogDirs shows as a future one, and takes its place when it has caught up. The directory
 * that a replica is in already ends its move. Left out: a directory for a replica that is not here yet is not
 * remembered for when it comes.
 */
import { DiskError } from '../../env/index.ts';
import { AlterReplicaLogDirs, ErrorCode } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';

function move(broker: Broker, topic: string, index: number, path: string): ErrorCode {
  const { replicas } = broker;
  const directory = replicas.logs.directories().find((one) => one.path === path);
  if (directory === undefined) return ErrorCode.LOG_DIR_NOT_FOUND;
  if (directory.offline !== undefined) return ErrorCode.KAFKA_STORAGE_ERROR;
  const partition = replicas.hosting(topic, index);
  if (typeof partition === 'number')
    return partition === ErrorCode.NOT_LEADER_OR_FOLLOWER ? ErrorCode.REPLICA_NOT_AVAILABLE : partition;
  try {
    const outcome = replicas.logs.move(partition.log, path);
    return outcome === 'name-too-long' ? ErrorCode.INVALID_TOPIC_EXCEPTION : ErrorCode.NONE;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    replicas.directoryFailed(path, error.message);
    return ErrorCode.KAFKA_STORAGE_ERROR;
  }
}

export const alterReplicaLogDirs = defineHandler(AlterReplicaLogDirs, (request, _context, broker) => {
  const topics = new Map<string, { partitionIndex: number; errorCode: number }[]>();
  for (const { path, topics: asked } of request.dirs) {
    for (const { name, partitions } of asked) {
      const results = topics.get(name) ?? [];
      topics.set(name, results);
      for (const partitionIndex of partitions)
        results.push({ partitionIndex, errorCode: move(broker, name, partitionIndex, path) });
    }
  }
  return { results: [...topics].map(([topicName, partitions]) => ({ topicName, partitions })) };
});
