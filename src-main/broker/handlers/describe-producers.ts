/**
 * The producers with an id that partitions remember, and since which offset a transaction of theirs is open (KIP-664).
 * Every replica answers for its own log, a follower too: tools ask a certain one when replicas seem to differ.
 */
import { DescribeProducers, ErrorCode } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const describeProducers = defineHandler(DescribeProducers, (request, _context, broker) => ({
  topics: request.topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((partitionIndex) => {
      const partition = broker.replicas.hosting(name, partitionIndex);
      if (typeof partition === 'number') return { partitionIndex, errorCode: partition, activeProducers: [] };
      return {
        partitionIndex,
        errorCode: ErrorCode.NONE,
        activeProducers: partition.log.activeProducers().map((producer) => ({
          producerId: producer.producerId,
          producerEpoch: producer.producerEpoch,
          lastSequence: producer.lastSequence,
          lastTimestamp: producer.lastTimestampMs,
          coordinatorEpoch: producer.coordinatorEpoch,
          currentTxnStartOffset: producer.currentTransactionStartOffset,
        })),
      };
    }),
  })),
}));
