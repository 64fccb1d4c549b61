import { expect, onTestFinished, test } from 'vitest';
import { nodeEnv, silentLog } from '../env/node/index.ts';
import { ClientConnection } from '../net/index.ts';
import { CreateTopics, ErrorCode } from '../protocol/index.ts';
import type { NodeConfig } from './config.ts';
import { eventuallyWithin } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { type RunningNode, startNode } from './start-node.ts';
import { batchOf, produceTo } from './test-client.ts';

const BROKER_ID = 9;

/** A node with process.roles=broker, which observes the quorum of this cluster. */
async function startBroker(cluster: TestCluster): Promise<RunningNode> {
  const { config } = cluster.nodes[0];
  const [listener] = config.listeners;
  const brokerOnly: NodeConfig = {
    ...config,
    processRoles: 'broker',
    nodeId: BROKER_ID,
    dataDirectories: [`${cluster.folder}/node-${BROKER_ID}`],
    listeners: [{ ...listener, port: 0, advertised: { host: listener.hosts[0], port: 0 } }],
  };
  return startNode(nodeEnv({ log: silentLog }), brokerOnly, { onFailure: () => {}, memoryBytes: () => 0 });
}

const until = eventuallyWithin(20_000);

for (const controllers of [1, 3]) {
  test(`a broker only lives on ${controllers} controllers of others, leads, follows and leaves`, async () => {
    await using cluster = await startTestCluster(controllers);
    const broker = await startBroker(cluster);
    onTestFinished(() => broker.abandon());
    expect(broker.controllerPort).toBe(0);
    const isKnown = () => cluster.at(1).broker.image().brokers.get(BROKER_ID)?.fenced === false;
    await until(isKnown);

    // Asked of the broker, decided by a controller elsewhere.
    const endpoint = { host: '127.0.0.1', port: broker.port };
    const connection = await ClientConnection.connect(cluster.env, endpoint, { clientId: 'test' });
    onTestFinished(() => connection.close());
    const { topics } = await connection.request(CreateTopics, {
      topics: [
        {
          name: 't',
          numPartitions: -1,
          replicationFactor: -1,
          assignments: [
            { partitionIndex: 0, brokerIds: [BROKER_ID, 1] },
            { partitionIndex: 1, brokerIds: [1, BROKER_ID] },
          ],
          configs: [],
        },
      ],
    });
    expect(topics[0].errorCode).toBe(ErrorCode.NONE);
    const onBroker = (partition: number) => broker.broker.replicas.get('t', partition)?.log;
    const onCombined = (partition: number) => cluster.at(1).broker.replicas.get('t', partition)?.log;
    await until(() => [0, 1].every((p) => onBroker(p) !== undefined && onCombined(p) !== undefined));

    const other = await cluster.connect(1);
    onTestFinished(() => other.close());
    const led = await produceTo(connection, 't', batchOf(['a', 'b']), { partition: 0 });
    const followed = await produceTo(other, 't', batchOf(['c']), { partition: 1 });
    expect([led.errorCode, followed.errorCode]).toEqual([ErrorCode.NONE, ErrorCode.NONE]);
    expect([onCombined(0)!.endOffset, onBroker(1)!.endOffset]).toEqual([2, 1]);

    await broker.stop();
    const [first] = cluster.at(1).broker.image().topicsByName.get('t')!.partitions;
    expect(first.leader).toBe(1);
    expect(cluster.at(1).broker.image().brokers.get(BROKER_ID)?.fenced).toBe(true);
  }, 60_000);
}
