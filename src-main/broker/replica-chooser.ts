import type { MetadataImage } from '../metadata/index.ts';
import { nearestReplica } from '../replica/index.ts';
import { brokerEndpoint } from './endpoints.ts';
import type { HostedPartition } from './partition.ts';

/** Tells a consumer where to read from. */
export interface ReplicaChooser {
  /** Id of the follower to read from instead of this node; undefined: read here. */
  nearest(partition: HostedPartition, fetchOffset: number): number | undefined;
}

/** Reads where it asks; it may ask any replica. */
export const READ_HERE: ReplicaChooser = { nearest: () => undefined };

/** The only selector that comes with Kafka. Others would be Java code. */
const RACK_AWARE_SELECTOR = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';

/**
 * Sends consumers to a follower of their own rack (`replica.selector.class`, KIP-392), if it is in sync, has the offset
 * and is reachable for them (ReplicaManager.findPreferredReadReplica). Only the leader can tell; another replica serves.
 */
export function replicaChooser(
  image: MetadataImage,
  selectorClass: string | null,
  { rack, listener }: { readonly rack: string; readonly listener: string },
): ReplicaChooser {
  if (selectorClass !== RACK_AWARE_SELECTOR || rack === '') return READ_HERE;
  const rackOf = (id: number) => image.brokers.get(id)?.rack ?? null;
  return {
    nearest({ leader }, fetchOffset) {
      if (leader === undefined) return undefined;
      // One that has fallen behind might never catch up, and the consumer would be sent there again and again.
      const able = [...leader.followers.values()]
        .filter(({ id }) => leader.isr.includes(id))
        .filter(({ startOffset, endOffset }) => startOffset <= fetchOffset && fetchOffset <= endOffset)
        .filter(({ id }) => brokerEndpoint(image, id, listener) !== undefined)
        .map(({ id, endOffset, lastCaughtUpMs }) => ({ id, rack: rackOf(id), endOffset, lastCaughtUpMs }));
      return nearestReplica(rack, rackOf(leader.nodeId), able);
    },
  };
}
