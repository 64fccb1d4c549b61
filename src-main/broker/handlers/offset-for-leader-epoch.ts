/** Where a leader epoch ends in this leader's log: consumers and followers learn what to truncate (KIP-320). */
import { ErrorCode, OffsetForLeaderEpoch } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const offsetForLeaderEpoch = defineHandler(OffsetForLeaderEpoch, (request, _context, broker) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition: index, currentLeaderEpoch, leaderEpoch }) => {
      const partition = broker.replicas.leading(topic, index, currentLeaderEpoch);
      if (typeof partition === 'number')
        return { partition: index, errorCode: partition, leaderEpoch: -1, endOffset: -1 };
      const { epoch, endOffset } = partition.log.endOffsetForEpoch(leaderEpoch);
      return { partition: index, errorCode: ErrorCode.NONE, leaderEpoch: epoch, endOffset };
    }),
  })),
}));
