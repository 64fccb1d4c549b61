import type { CoordinatorPartitions } from '../coordinator/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { ReplicaManager } from './replica-manager.ts';
import { whenCommitted } from './waiting.ts';

/** An internal topic's partitions as its coordinator uses them. */
export function coordinatorPartitions(replicas: ReplicaManager, topic: string): CoordinatorPartitions {
  const leading = (partition: number, leaderEpoch: number) => replicas.leading(topic, partition, leaderEpoch);
  return {
    append(partition, leaderEpoch, batch) {
      const led = leading(partition, leaderEpoch);
      if (typeof led !== 'number') return replicas.append(led, batch, { origin: 'coordinator' });
      const message = `${topic}-${partition} is not led here in epoch ${leaderEpoch}`;
      return { kind: 'refused', errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER, message };
    },
    whenCommitted(partition, leaderEpoch, offset, done) {
      const led = leading(partition, leaderEpoch);
      if (typeof led === 'number') return done(ErrorCode.NOT_LEADER_OR_FOLLOWER);
      whenCommitted(replicas.timer, led, offset, done);
    },
    read(partition, offset, maxBytes) {
      const led = leading(partition, -1);
      if (typeof led === 'number') return undefined;
      const from = Math.max(offset, led.log.startOffset);
      if (from >= led.log.endOffset) return undefined;
      const slice = replicas.read(led, from, {
        maxBytes,
        upperBound: led.log.endOffset,
        atLeastOneBatch: true,
      });
      if (typeof slice === 'number') return undefined;
      if (slice.sizeBytes > 0) return slice;
      slice.release();
      return undefined;
    },
  };
}
