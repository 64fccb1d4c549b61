/** Log directories with the sizes of their replicas; v4 the volume's size and room (KIP-827), v5 cordoned (KIP-1066). */
import type { LogDirectoryInfo, PartitionLog } from '../../log/index.ts';
import { DescribeLogDirs, ErrorCode, type RequestOf, type ResponseInput } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';

type Asked = RequestOf<typeof DescribeLogDirs>['topics'];
type Result = ResponseInput<typeof DescribeLogDirs>['results'][number];

function wants(asked: Asked): (log: PartitionLog) => boolean {
  if (asked === null) return () => true;
  const partitions = new Map(asked.map(({ topic, partitions: numbers }) => [topic, new Set(numbers)]));
  return (log) => partitions.get(log.topic)?.has(log.partition) ?? false;
}

/** A replica, or the copy of one that moves to another log dir. */
interface Replica {
  readonly log: PartitionLog;
  readonly path: string | undefined;
  /** Offsets behind the high watermark, or a copy behind what it is copied from. */
  readonly offsetLag: number;
  readonly isFuture: boolean;
}

function* replicasOf(broker: Broker, wanted: (log: PartitionLog) => boolean): Generator<Replica> {
  const { logs } = broker.replicas;
  for (const log of logs.all()) {
    if (!wanted(log)) continue;
    const offsetLag = Math.max(log.highWatermark - log.endOffset, 0);
    yield { log, path: logs.directoryOf(log)?.path, offsetLag, isFuture: false };
    const future = logs.futureOf(log);
    if (future === undefined) continue;
    const behind = Math.max(log.endOffset - future.log.endOffset, 0);
    yield { ...future, offsetLag: behind, isFuture: true };
  }
}

function topicsIn(replicas: readonly Replica[]): Result['topics'] {
  const topics = new Map<string, Result['topics'][number]['partitions'][number][]>();
  for (const { log, offsetLag, isFuture } of replicas) {
    let partitions = topics.get(log.topic);
    if (partitions === undefined) topics.set(log.topic, (partitions = []));
    partitions.push({
      partitionIndex: log.partition,
      partitionSize: log.sizeBytes,
      offsetLag,
      isFutureKey: isFuture,
    });
  }
  return [...topics].map(([name, partitions]) => ({ name, partitions }));
}

function resultOf(directory: LogDirectoryInfo, replicas: readonly Replica[]): Result {
  const { path, totalBytes, usableBytes, offline, isCordoned } = directory;
  if (offline !== undefined)
    return { errorCode: ErrorCode.KAFKA_STORAGE_ERROR, logDir: path, topics: [], isCordoned };
  const topics = topicsIn(replicas);
  return { errorCode: ErrorCode.NONE, logDir: path, topics, totalBytes, usableBytes, isCordoned };
}

export const describeLogDirs = defineHandler(DescribeLogDirs, (request, _context, broker) => {
  const replicas = [...replicasOf(broker, wants(request.topics))];
  return {
    errorCode: ErrorCode.NONE,
    results: broker.replicas.logs.directories().map((directory) =>
      resultOf(
        directory,
        replicas.filter(({ path }) => path === directory.path),
      ),
    ),
  };
});
