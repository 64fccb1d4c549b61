/**
 * Offsets by timestamp. Negative timestamps are names: -1 latest, -2 earliest, -3 of the largest timestamp (v7), -4
 * earliest local (v8), -5 last tiered (v9), -6 earliest that waits for its upload (v11). Nothing is tiered here, so -5
 * and -6 find nothing. v2 isolation level, v4 leader epochs.
 */
import type { PartitionLog } from '../../log/index.ts';
import { ErrorCode, ListOffsets, type RequestOf, type ResponseInput } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';

type AskedPartition = RequestOf<typeof ListOffsets>['topics'][number]['partitions'][number];
type Answer = ResponseInput<typeof ListOffsets>['topics'][number]['partitions'][number];

const Named = {
  LATEST: -1,
  EARLIEST: -2,
  MAX_TIMESTAMP: -3,
  EARLIEST_LOCAL: -4,
  LATEST_TIERED: -5,
  EARLIEST_PENDING_UPLOAD: -6,
} as const;

/** First version of the API that knows a name. */
const NAMED_SINCE = new Map<number, number>([
  [Named.LATEST, 0],
  [Named.EARLIEST, 0],
  [Named.MAX_TIMESTAMP, 7],
  [Named.EARLIEST_LOCAL, 8],
  [Named.LATEST_TIERED, 9],
  [Named.EARLIEST_PENDING_UPLOAD, 11],
]);
const READ_COMMITTED = 1;
/** First version of the API that knows OFFSET_NOT_AVAILABLE. */
const NOT_AVAILABLE_SINCE = 5;
/** Others may look at what is not committed yet: followers, and tools (ListOffsetsRequest.DEBUGGING_REPLICA_ID, -2). */
const CONSUMER = -1;
const NOTHING = { timestamp: -1, offset: -1, leaderEpoch: -1 };

/** The epoch that an offset was written in; -1 when the log does not know. */
function epochAt(log: PartitionLog, offset: number): number {
  let epoch = log.latestEpoch;
  while (epoch > 0) {
    const before = log.endOffsetForEpoch(epoch - 1);
    if (before.epoch < 0 || before.endOffset <= offset) return epoch;
    epoch = before.epoch;
  }
  return epoch;
}

function locate(
  log: PartitionLog,
  timestamp: number,
  fetchableEnd: number,
): Omit<Answer, 'partitionIndex' | 'errorCode'> {
  switch (timestamp) {
    case Named.LATEST:
      return { timestamp: -1, offset: fetchableEnd, leaderEpoch: log.latestEpoch };
    case Named.EARLIEST:
    case Named.EARLIEST_LOCAL:
      return { timestamp: -1, offset: log.startOffset, leaderEpoch: epochAt(log, log.startOffset) };
    case Named.LATEST_TIERED:
    case Named.EARLIEST_PENDING_UPLOAD:
      return NOTHING;
  }
  const found =
    timestamp === Named.MAX_TIMESTAMP ? log.offsetOfMaxTimestamp() : log.offsetForTimestamp(timestamp);
  if (found === undefined || found.offset >= fetchableEnd) return NOTHING;
  return { timestamp: found.timestampMs, offset: found.offset, leaderEpoch: found.leaderEpoch };
}

/** Nothing was found below the end, which is not certain. */
function isAtEnd(found: { readonly offset?: number }, fetchableEnd: number): boolean {
  return found.offset === undefined || found.offset < 0 || found.offset >= fetchableEnd;
}

function answer(
  broker: Broker,
  topic: string,
  asked: AskedPartition,
  replicaId: number,
  readCommitted: boolean,
  version: number,
): Answer {
  const { partitionIndex } = asked;
  const refuse = (errorCode: number) => ({ partitionIndex, errorCode, ...NOTHING });
  const timestamp = Number(asked.timestamp);
  if (timestamp < 0 && !((NAMED_SINCE.get(timestamp) ?? Infinity) <= version))
    return refuse(ErrorCode.UNSUPPORTED_VERSION);
  const partition = broker.replicas.leading(topic, partitionIndex, asked.currentLeaderEpoch);
  if (typeof partition === 'number') return refuse(partition);
  const { log, leader } = partition;
  const fetchableEnd =
    replicaId !== CONSUMER ? log.endOffset : readCommitted ? log.lastStableOffset : log.highWatermark;
  const found = broker.replicas.attempt(partition, () => locate(log, timestamp, fetchableEnd));
  if (typeof found === 'number') return refuse(found);
  // A new leader does not know yet how far the commits of its predecessors reached: an end told now could go back.
  const isEarliest = timestamp === Named.EARLIEST || timestamp === Named.EARLIEST_LOCAL;
  if (
    replicaId === CONSUMER &&
    !isEarliest &&
    // Not the last stable offset: a transaction that is open holds that back for as long as it likes.
    log.highWatermark < leader.startOffset &&
    isAtEnd(found, fetchableEnd)
  )
    return refuse(
      version >= NOT_AVAILABLE_SINCE ? ErrorCode.OFFSET_NOT_AVAILABLE : ErrorCode.LEADER_NOT_AVAILABLE,
    );
  return { partitionIndex, errorCode: ErrorCode.NONE, ...found };
}

export const listOffsets = defineHandler(ListOffsets, (request, context, broker) => {
  const seen = new Set<string>();
  return {
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((asked) => {
        const { partitionIndex } = asked;
        const key = `${name}/${partitionIndex}`;
        if (seen.has(key)) return { partitionIndex, errorCode: ErrorCode.INVALID_REQUEST, ...NOTHING };
        seen.add(key);
        const readCommitted = request.isolationLevel === READ_COMMITTED;
        return answer(broker, name, asked, request.replicaId, readCommitted, context.apiVersion);
      }),
    })),
  };
});
