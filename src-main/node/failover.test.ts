import { afterEach, expect, test } from 'vitest';
import { BrokerHeartbeat, Fetch } from '../protocol/index.ts';
import { eventuallyWithin } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';

// Nobody tells these nodes that another one has ended, and no timeout would let them know: it is told by its ports.
const NO_TIMEOUTS = {
  'broker.session.timeout.ms': '600000',
  'controller.quorum.fetch.timeout.ms': '600000',
};
let cluster: TestCluster;
afterEach(() => cluster[Symbol.asyncDispose]());

const eventually = eventuallyWithin(60_000);

const settle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const brokerOn = (id: number, other: number) => cluster.at(id).broker.image().brokers.get(other);
const upIds = () => cluster.up.map(({ broker }) => broker.nodeId);

/** Heartbeats flow from each node to the active controller. */
async function startAndBeat(properties: Record<string, string>): Promise<void> {
  cluster = await startTestCluster(3, {
    properties: { 'broker.heartbeat.interval.ms': '100', ...NO_TIMEOUTS, ...properties },
  });
  const others = new Set([1, 2, 3].filter((id) => id !== cluster.leaderId));
  const disarm = cluster.at(cluster.leaderId).interceptors.arm({
    before: ({ api, body }) => {
      if (api.key === BrokerHeartbeat.key) others.delete((body as { brokerId: number }).brokerId);
      return undefined;
    },
  });
  await eventually(() => others.size === 0);
  disarm();
}

test('a process that ended is fenced, and followed by another controller, at once', async () => {
  await startAndBeat({});
  const follower = (cluster.leaderId % 3) + 1;
  await cluster.kill(follower);
  await eventually(() => upIds().every((id) => brokerOn(id, follower)!.fenced));
  await cluster.start(follower);
  await eventually(() => upIds().every((id) => !brokerOn(id, follower)!.fenced));
  const { leaderId } = cluster;
  await cluster.kill(leaderId);
  await eventually(() => cluster.leaderId !== leaderId && cluster.leaderId > 0);
  await eventually(() => upIds().every((id) => brokerOn(id, leaderId)!.fenced));
}, 60_000);

test('nodes that all died together do not wait for sessions of the dead', async () => {
  await startAndBeat({});
  const endedBrokers = cluster.up.map(({ broker, brokerEpoch }) => ({ id: broker.nodeId, brokerEpoch }));
  await Promise.all([1, 2, 3].map((id) => cluster.kill(id)));
  // Nobody was there to hear of it: whoever starts them knows.
  for (const entry of cluster.nodes) entry.config = { ...entry.config, endedBrokers };
  await Promise.all([1, 2, 3].map((id) => cluster.start(id)));
  await eventually(() => upIds().every((id) => upIds().every((other) => !brokerOn(id, other)!.fenced)));
  // What is known of the dead says nothing about those who came after them.
  const epochs = endedBrokers.map(({ brokerEpoch }) => brokerEpoch);
  for (const id of upIds()) expect(epochs).not.toContain(brokerOn(1, id)!.epoch);
}, 60_000);

test('a mere reset is no death', async () => {
  await startAndBeat({});
  const { leaderId } = cluster;
  const epochs = upIds().map((id) => brokerOn(leaderId, id)!.epoch);
  const cut = new Set<string>();
  // Every connection of heartbeats and of the quorum's fetches breaks, several times.
  const disarm = cluster.at(leaderId).interceptors.arm({
    before: ({ api, clientId, connection }) => {
      if (api.key !== BrokerHeartbeat.key && !(api.key === Fetch.key && clientId.startsWith('fetch-')))
        return undefined;
      cut.add(`${clientId}/${connection.id}`);
      return { action: 'disconnect' };
    },
  });
  await eventually(() => cut.size >= 12);
  disarm();
  await settle(300);
  expect(cluster.leaderId).toBe(leaderId);
  expect(upIds().map((id) => brokerOn(leaderId, id)!.epoch)).toEqual(epochs);
  expect(upIds().map((id) => brokerOn(leaderId, id)!.fenced)).toEqual([false, false, false]);
}, 60_000);

test('one setting returns to the timeouts of Kafka', async () => {
  await startAndBeat({ 'sluice.fast.failover': 'false' });
  const { leaderId } = cluster;
  const follower = (leaderId % 3) + 1;
  await cluster.kill(follower, { seen: true });
  await settle(500);
  expect(brokerOn(leaderId, follower)!.fenced).toBe(false);
}, 60_000);

test.each([
  { value: 'true', leaves: 'leaves by its own word' },
  { value: 'false', leaves: 'is missed like one that died' },
])(
  'with controlled.shutdown.enable=$value a broker that stops $leaves',
  async ({ value }) => {
    await startAndBeat({ 'sluice.fast.failover': 'false', 'controlled.shutdown.enable': value });
    const { leaderId } = cluster;
    const follower = (leaderId % 3) + 1;
    await cluster.stopNode(follower);
    expect(`${brokerOn(leaderId, follower)!.fenced}`).toBe(value);
  },
  60_000,
);
