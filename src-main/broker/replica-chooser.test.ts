import { expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import { type BrokerImage, emptyImage, Image } from '../metadata/index.ts';
import { LeaderState } from '../replica/index.ts';
import type { HostedPartition } from './partition.ts';
import { replicaChooser } from './replica-chooser.ts';
import { partitionImage } from './replicas.test-kit.ts';

const RACK_AWARE = 'org.apache.kafka.common.replica.RackAwareReplicaSelector';

function broker(id: number, rack: string): BrokerImage {
  const endpoint = { name: 'PLAINTEXT', host: `host-${id}`, port: 9092, securityProtocol: 0 };
  return {
    id,
    epoch: id,
    incarnationId: ZERO_UUID,
    endpoints: [endpoint],
    features: new Map(),
    rack,
    fenced: false,
    inControlledShutdown: false,
    directories: [],
    cordonedDirectories: null,
  };
}

/** Node 1 in rack a leads; 2 and 3 in rack b follow, and have everything that is asked for. */
function nearestTo(rack: string, isr: readonly number[]): number | undefined {
  const image = partitionImage(0, { isr });
  const leader = new LeaderState(1, image, 0, 0, { maxLagMs: () => 1_000, eligibleEpoch: (id) => id });
  for (const [replicaId, endOffset] of [
    [2, 10],
    [3, 8],
  ])
    leader.followerFetched({ replicaId, brokerEpoch: replicaId, endOffset, startOffset: 0 }, 10, 0);
  const brokers = new Map([broker(1, 'a'), broker(2, 'b'), broker(3, 'b')].map((each) => [each.id, each]));
  const metadata = new Image(Object.assign(emptyImage(), { brokers }));
  const chooser = replicaChooser(metadata, RACK_AWARE, { rack, listener: 'PLAINTEXT' });
  return chooser.nearest({ leader } as unknown as HostedPartition, 5);
}

test('a consumer is sent to the follower of its rack that has most, and never to one that is not in sync', () => {
  expect(nearestTo('b', [1, 2, 3])).toBe(2);
  expect(nearestTo('b', [1, 3])).toBe(3);
  expect(nearestTo('b', [1])).toBeUndefined();
  expect(nearestTo('a', [1, 2, 3])).toBeUndefined();
});
