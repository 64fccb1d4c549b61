/** Log directories with the sizes of their replicas; v4 the volume's size and room (KIP-827), v5 cordoned (KIP-1066). */
import type { LogDirectoryInfo, PartitionLog } from '../../log/index.ts';
import { DescribeLogDirs, ErrorCode, type RequestOf, type ResponseInput } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

type Asked = RequestOf<typeof DescribeLogDirs>['topics'];
type Result = ResponseInput<typeof DescribeLogDirs>['results'][number];

function wants(asked: Asked): (log: PartitionLog) => boolean {
  if (asked === null) return () => true;
  const partitions = new Map(asked.map(({ topic, partitions: numbers }) => [topic, new Set(numbers)]));
  return (log) => partitions.get(log.topic)?.has(log.partition) ?? false;
}

function topicsIn(logs: readonly PartitionLog[]): Result['topics'] {
  const topics = new Map<string, Result['topics'][number]['partitions'][number][]>();
  for (const log of logs) {
    let partitions = topics.get(log.topic);
    if (partitions === undefined) topics.set(log.topic, (partitions = []));
    partitions.push({
      partitionIndex: log.partition,
      partitionSize: log.sizeBytes,
      offsetLag: Math.max(log.highWatermark - log.endOffset, 0),
      isFutureKey: false,
    });
  }
  return [...topics].map(([name, partitions]) => ({ name, partitions }));
}

function resultOf(directory: LogDirectoryInfo, logs: readonly PartitionLog[]): Result {
  const { path, totalBytes, usableBytes, offline } = directory;
  if (offline !== undefined) return { errorCode: ErrorCode.KAFKA_STORAGE_ERROR, logDir: path, topics: [] };
  const topics = topicsIn(logs);
  return { errorCode: ErrorCode.NONE, logDir: path, topics, totalBytes, usableBytes, isCordoned: false };
}

export const describeLogDirs = defineHandler(DescribeLogDirs, (request, _context, broker) => {
  const { logs } = broker.replicas;
  const wanted = [...logs.all()].filter(wants(request.topics));
  return {
    errorCode: ErrorCode.NONE,
    results: logs.directories().map((directory) =>
      resultOf(
        directory,
        wanted.filter((log) => logs.directoryOf(log)?.path === directory.path),
      ),
    ),
  };
});
