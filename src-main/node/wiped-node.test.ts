import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateTopics, ErrorCode } from '../protocol/index.ts';
import { eventuallyWithin } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { batchOf, fetchFrom, produceTo, valuesIn } from './test-client.ts';

// Three nodes with real sockets and files; one of them loses its disk. The timeouts of the quorum are a tenth of Kafka's.
let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(3, {
    properties: { 'controller.quorum.fetch.timeout.ms': '500', 'replica.fetch.backoff.ms': '50' },
  });
}, 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

const eventually = eventuallyWithin(60_000);

const quorumOf = (id: number) => cluster.at(id).inside('quorum', null);
const votersOf = (id: number) =>
  quorumOf(id)
    .voters.map(({ id: voter }) => voter)
    .join(',');
const directoriesOf = (id: number) =>
  new Map(quorumOf(id).voters.map((voter) => [voter.id, voter.directoryId]));
const isr = () =>
  [...(cluster.up[0].broker.image().topicsByName.get('kept')?.partitions[0].isr ?? [])]
    .sort((a, b) => a - b)
    .join(',');
const leading = () =>
  eventually(
    () =>
      cluster.up.find(({ broker }) => broker.replicas.get('kept', 0)?.leader !== undefined)?.broker.nodeId,
  );

/** Insists, as a client does. */
async function produce(value: string): Promise<void> {
  for (;;) {
    const connection = await cluster.connect(await leading());
    const { errorCode } = await produceTo(connection, 'kept', batchOf([value]), { acks: -1 });
    connection.close();
    if (errorCode === ErrorCode.NONE) return;
    expect([ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.NOT_ENOUGH_REPLICAS]).toContain(errorCode);
  }
}

test.each(['a follower', 'the leader'])(
  '%s of the quorum loses its disk',
  async (which) => {
    if (cluster.up[0].broker.image().topicsByName.get('kept') === undefined) {
      const connection = await cluster.connect(1);
      const topic = { name: 'kept', numPartitions: 1, replicationFactor: 3, assignments: [], configs: [] };
      const { topics } = await connection.request(CreateTopics, { topics: [topic] });
      connection.close();
      expect(topics[0].errorCode).toBe(ErrorCode.NONE);
    }
    await eventually(() => isr() === '1,2,3' && cluster.leaderId > 0);
    const { leaderId } = cluster;
    const victim = which === 'the leader' ? leaderId : (leaderId % 3) + 1;
    const others = [1, 2, 3].filter((id) => id !== victim);
    const before = directoriesOf(others[0]).get(victim);
    await produce('before');
    await cluster.kill(victim, { seen: true });
    cluster.wipe(victim);
    await produce('while it is down');
    await cluster.start(victim);
    await produce('while it is back');
    // A voter again under a new name, and the old one is gone; nobody has done anything.
    await eventually(() =>
      others.every((id) => votersOf(id) === '1,2,3' && directoriesOf(id).get(victim) !== before),
    );
    await eventually(() => votersOf(victim) === '1,2,3' && quorumOf(victim).observers.length === 0);
    await eventually(() => isr() === '1,2,3');
    // It counts: with another node down, the two of them go on.
    const other = others.find((id) => id !== cluster.leaderId) ?? others[0];
    await cluster.kill(other, { seen: true });
    await produce('with another one down');
    await cluster.start(other);
    await eventually(() => isr() === '1,2,3');
  },
  120_000,
);

test('nothing that was acknowledged is missing', async () => {
  const connection = await cluster.connect(await leading());
  const values: string[] = [];
  for (let offset = 0; ;) {
    const found = valuesIn((await fetchFrom(connection, 'kept', offset)).records);
    if (found.length === 0) break;
    for (const each of found) values.push(each.slice(each.indexOf(':') + 1));
    offset += found.length;
  }
  connection.close();
  const round = ['before', 'while it is down', 'while it is back', 'with another one down'];
  expect(values.filter((value, index) => value !== values[index - 1])).toEqual([...round, ...round]);
});
