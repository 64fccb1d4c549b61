/**
 * Moves the start of partitions up, at most to the high watermark (-1 means there). Compacted topics refuse. Answers
 * when all replicas that are up have followed: nobody brings the records back after that.
 */
import { DeleteRecords, ErrorCode } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';
import { whenDeletedEverywhere } from '../waiting.ts';

const TO_HIGH_WATERMARK = -1;

function deleteBefore(
  broker: Broker,
  topic: string,
  index: number,
  offset: number,
  deadlineMs: number,
): number | Promise<number | { lowWatermark: number }> {
  const partition = broker.replicas.leading(topic, index);
  if (typeof partition === 'number') return partition;
  const { log, config } = partition;
  if (!config.cleanupPolicy.delete) return ErrorCode.POLICY_VIOLATION;
  const target = offset === TO_HIGH_WATERMARK ? log.highWatermark : offset;
  if (target < 0 || target > log.highWatermark) return ErrorCode.OFFSET_OUT_OF_RANGE;
  const moved = broker.replicas.attempt(partition, () => log.advanceStart(target, 'delete-records'));
  if (typeof moved === 'number') return moved;
  return whenDeletedEverywhere(broker.replicas.timer, partition, target, deadlineMs);
}

export const deleteRecords = defineHandler(DeleteRecords, async (request, context, broker) => {
  const deadlineMs = context.receivedMs + Math.max(request.timeoutMs, 0);
  // All partitions move before anything is waited for.
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, offset }) => ({
      partitionIndex,
      result: deleteBefore(broker, name, partitionIndex, offset, deadlineMs),
    })),
  }));
  const answers = topics.map(async ({ name, partitions }) => ({
    name,
    partitions: await Promise.all(
      partitions.map(async ({ partitionIndex, result }) => {
        const done = await result;
        return typeof done === 'number'
          ? { partitionIndex, errorCode: done, lowWatermark: -1 }
          : { partitionIndex, errorCode: ErrorCode.NONE, lowWatermark: done.lowWatermark };
      }),
    ),
  }));
  return { topics: await Promise.all(answers) };
});
