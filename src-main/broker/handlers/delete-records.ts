/** Moves the start of partitions up, at most to the high watermark (-1 means there). Compacted topics refuse. */
import { DeleteRecords, ErrorCode } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';

const TO_HIGH_WATERMARK = -1;

function deleteBefore(
  broker: Broker,
  topic: string,
  index: number,
  offset: number,
): number | { lowWatermark: number } {
  const partition = broker.replicas.leading(topic, index);
  if (typeof partition === 'number') return partition;
  const { log, config } = partition;
  if (!config.cleanupPolicy.delete) return ErrorCode.POLICY_VIOLATION;
  const target = offset === TO_HIGH_WATERMARK ? log.highWatermark : offset;
  if (target < 0 || target > log.highWatermark) return ErrorCode.OFFSET_OUT_OF_RANGE;
  const moved = broker.replicas.attempt(partition, () => log.advanceStart(target, 'delete-records'));
  if (typeof moved === 'number') return moved;
  return { lowWatermark: log.startOffset };
}

export const deleteRecords = defineHandler(DeleteRecords, (request, _context, broker) => ({
  topics: request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, offset }) => {
      const result = deleteBefore(broker, name, partitionIndex, offset);
      return typeof result === 'number'
        ? { partitionIndex, errorCode: result, lowWatermark: -1 }
        : { partitionIndex, errorCode: ErrorCode.NONE, lowWatermark: result.lowWatermark };
    }),
  })),
}));
