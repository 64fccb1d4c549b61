import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClientConnection } from '../net/index.ts';
import { CreateTopics, errorName } from '../protocol/index.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { batchOf, fetchFrom, type FetchOptions, produceTo, valuesIn } from './test-client.ts';

// KIP-392: three nodes, the leader in rack a, a follower in rack b, and a broker without a replica in rack c.
let cluster: TestCluster;
const at = new Map<number, ClientConnection>();
beforeAll(async () => {
  cluster = await startTestCluster(3, {
    racks: ['a', 'b', 'c'],
    properties: { 'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector' },
  });
  for (const id of [1, 2, 3]) at.set(id, await cluster.connect(id));
  const { topics } = await at.get(1)!.request(CreateTopics, {
    topics: [
      {
        name: 'near',
        numPartitions: -1,
        replicationFactor: -1,
        assignments: [{ partitionIndex: 0, brokerIds: [1, 2] }],
        configs: [{ name: 'min.insync.replicas', value: '2' }],
      },
    ],
  });
  expect(errorName(topics[0].errorCode)).toBe('NONE');
  let produced;
  do produced = await produceTo(at.get(1)!, 'near', batchOf(['a', 'b', 'c']));
  while (produced.errorCode !== 0);
}, 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

async function fetch(id: number, offset: number, options: FetchOptions = {}) {
  const { errorCode, records, preferredReadReplica } = await fetchFrom(at.get(id)!, 'near', offset, options);
  return [errorName(errorCode), valuesIn(records).join(' '), preferredReadReplica];
}

test('the leader sends a consumer to the follower of its rack, unless it is near itself or nobody is', async () => {
  // It knows the follower's end from its next fetch, which has come when the records were committed.
  expect(await fetch(1, 0, { rackId: 'b' })).toEqual(['NONE', '', 2]);
  expect(await fetch(1, 3, { rackId: 'b', maxWaitMs: 10_000 })).toEqual(['NONE', '', 2]);
  expect(await fetch(1, 0, { rackId: 'a' })).toEqual(['NONE', '0:a 1:b 2:c', -1]);
  expect(await fetch(1, 0, { rackId: 'c' })).toEqual(['NONE', '0:a 1:b 2:c', -1]);
  expect(await fetch(1, 0)).toEqual(['NONE', '0:a 1:b 2:c', -1]);
  expect(await fetch(1, 0, { rackId: 'b', version: 10 })).toEqual(['NONE', '0:a 1:b 2:c', -1]);
});

test('the follower serves what is committed, and wakes who waits for more', async () => {
  const epoch = cluster.at(2).broker.image().topicsByName.get('near')!.partitions[0].leaderEpoch;
  // It may hear of the commit a moment later.
  const first = await fetch(2, 0, { rackId: 'b', maxWaitMs: 10_000, currentLeaderEpoch: epoch });
  expect(first).toEqual(['NONE', '0:a 1:b 2:c', -1]);
  const waiting = fetch(2, 3, { rackId: 'b', maxWaitMs: 60_000 });
  await produceTo(at.get(1)!, 'near', batchOf(['d']));
  expect(await waiting).toEqual(['NONE', '3:d', -1]);
  expect(await fetch(2, 99)).toEqual(['OFFSET_OUT_OF_RANGE', '', -1]);
  expect(await fetch(2, 0, { currentLeaderEpoch: epoch + 1 })).toEqual(['UNKNOWN_LEADER_EPOCH', '', -1]);
});

test('who speaks an older version must ask the leader, and nobody reads where there is no replica', async () => {
  expect(await fetch(2, 0, { version: 10 })).toEqual(['NOT_LEADER_OR_FOLLOWER', '', -1]);
  expect(await fetch(3, 0, { rackId: 'c' })).toEqual(['NOT_LEADER_OR_FOLLOWER', '', -1]);
});
