import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { randomUuid } from '../base/index.ts';
import type { Env, FactBody } from '../env/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { formatDirectory } from '../log/index.ts';
import { BrokerRegistration, CreateTopics, ErrorCode } from '../protocol/index.ts';
import type { NodeConfig } from './config.ts';
import { type ControllerHandle, startController } from './controller-driver.ts';
import { registrationFeatures } from './quorum-broker.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const newUuid = () => randomUuid((size) => randomBytes(size));
const endpoint = (name: string, port: number) => ({ name, host: 'localhost', port, securityProtocol: 0 });
const REQUESTER = { principal: 'User:ANONYMOUS', clientId: 'test', apiVersion: 7 };

interface Fixture {
  readonly directory: string;
  readonly clusterId: string;
  readonly facts: FactBody[];
  readonly open: (properties?: Record<string, string>) => Promise<ControllerHandle>;
}

function fixture(): Fixture {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-controller-'));
  folders.push(folder);
  const directory = path.join(folder, 'data-1');
  const clusterId = newUuid();
  const facts: FactBody[] = [];
  const env: Env = nodeEnv({ facts: { report: (fact) => facts.push(fact) } });
  env.disk.makeDirectory(directory);
  const listener = (name: string, port: number): NodeConfig['controllerListener'] => ({
    name,
    hosts: ['127.0.0.1'],
    port,
    advertised: { host: 'localhost', port },
    protocol: 'PLAINTEXT',
  });
  return {
    directory,
    clusterId,
    facts,
    open: (properties = {}) =>
      startController(
        env,
        {
          nodeId: 1,
          clusterId,
          rack: null,
          dataDirectories: [directory],
          listeners: [listener('PLAINTEXT', 9092)],
          controllerListener: listener('CONTROLLER', 9093),
          controllers: [{ id: 1, host: 'localhost', port: 9093 }],
          properties,
        },
        {
          directoryIds: [formatDirectory(env, directory, { nodeId: 1, clusterId })],
          incarnationId: newUuid(),
          controllerEndpoint: endpoint('CONTROLLER', 9093),
        },
      ),
  };
}

async function serve(controller: ControllerHandle): Promise<number> {
  const epoch = await controller.registerBroker({
    endpoints: [endpoint('PLAINTEXT', 9092)],
    previousBrokerEpoch: -1,
  });
  await controller.unfenceBroker();
  return epoch;
}

function create(controller: ControllerHandle, name: string, numPartitions = 1) {
  return controller.link.request(
    CreateTopics,
    {
      topics: [{ name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 1000,
      validateOnly: false,
    },
    REQUESTER,
  );
}

const leadersOf = (controller: ControllerHandle, topic: string) =>
  controller
    .image()
    .topicsByName.get(topic)
    ?.partitions.map(({ leader, leaderEpoch }) => [leader, leaderEpoch]);

test('a fresh directory becomes a quorum of one with a broker, and is the same after a clean restart', async () => {
  const { directory, facts, open } = fixture();
  const first = await open();
  expect(Object.fromEntries(first.image().features)).toEqual({
    'metadata.version': 30,
    'eligible.leader.replicas.version': 1,
  });
  const epoch = await serve(first);
  expect(first.image().brokers.get(1)).toMatchObject({ epoch, fenced: false });
  const seen: string[] = [];
  first.onImage((image, delta) => {
    for (const { after } of delta.changedTopics) seen.push(`${after?.name} of ${image.topicsByName.size}`);
  });
  expect((await create(first, 'orders', 3)).topics[0]).toMatchObject({ errorCode: 0, numPartitions: 3 });
  // The answer comes when it is committed, and then it is in the image.
  expect(leadersOf(first, 'orders')).toEqual([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  expect(seen).toEqual(['orders of 1']);
  await first.shutDownBroker();
  expect(first.image().brokers.get(1)).toMatchObject({ fenced: true, inControlledShutdown: true });
  first.stop();
  await expect(create(first, 'late')).rejects.toThrow('no active controller');

  const second = await open();
  expect(second.quorum()).toMatchObject({ leaderId: 1, leaderEpoch: 2 });
  await serve(second);
  expect(leadersOf(second, 'orders')).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  second.stop();
  expect(readdirSync(directory)).toEqual(['__cluster_metadata-0', 'bootstrap.checkpoint', 'meta.properties']);
  expect(facts.map(({ kind }) => kind)).toContain('topic-created');
  expect(facts.filter(({ kind }) => kind === 'quorum-changed')).toHaveLength(2);
});

test('after a crash the new process takes over at once, with everything that was answered', async () => {
  const { directory, open } = fixture();
  const first = await open();
  await serve(first);
  for (let index = 0; index < 20; index++) await create(first, `topic-${index}`);
  first.stop();
  // A batch that was being written is torn.
  const log = path.join(directory, '__cluster_metadata-0', '00000000000000000000.log');
  const whole = readFileSync(log);
  writeFileSync(log, Buffer.concat([whole, whole.subarray(0, 70)]));

  const second = await open();
  expect(second.image().topicsByName.size).toBe(20);
  await serve(second);
  // Its leader epochs rose twice: the old process lost its partitions, the new one got them.
  expect(leadersOf(second, 'topic-7')).toEqual([[1, 2]]);
  second.stop();
});

test('requests at the same time share flushes and are all answered', async () => {
  const { open } = fixture();
  const controller = await open();
  await serve(controller);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => create(controller, `topic-${index}`)),
  );
  expect(answers.every(({ topics }) => topics[0].errorCode === 0)).toBe(true);
  expect(controller.image().topicsByName.size).toBe(50);
  const { highWatermark, endOffset } = controller.quorum();
  expect(highWatermark).toBe(endOffset);
  controller.stop();
});

test('snapshots are written as the log grows, and a node starts from them', async () => {
  const { directory, open } = fixture();
  const small = { 'metadata.log.max.record.bytes.between.snapshots': '2000' };
  const first = await open(small);
  await serve(first);
  for (let index = 0; index < 60; index++) await create(first, `topic-${index}`, 2);
  const before = first.image();
  first.stop();
  const folder = path.join(directory, '__cluster_metadata-0');
  const snapshots = readdirSync(folder).filter((name) => name.endsWith('.checkpoint'));
  // The newest and the one before it, which a follower that lags a little may still need.
  expect(snapshots).toHaveLength(2);
  expect(snapshots[0].startsWith('00000000000000000000-')).toBe(false);
  // What the older of the two covers is gone.
  const segments = readdirSync(folder).filter((name) => name.endsWith('.log'));
  expect(segments.length).toBeLessThanOrEqual(3);
  expect(segments[0]).not.toBe('00000000000000000000.log');

  const second = await open(small);
  expect([...second.image().topicsByName.keys()].sort()).toEqual([...before.topicsByName.keys()].sort());
  expect(second.image().topicsById.get(before.topicsByName.get('topic-5')!.id)).toEqual(
    before.topicsByName.get('topic-5'),
  );
  second.stop();
});

test('a directory whose metadata cannot be read is refused, with the reason', async () => {
  const { directory, open } = fixture();
  const first = await open();
  first.stop();
  const state = path.join(directory, '__cluster_metadata-0', 'quorum-state');
  writeFileSync(state, '');
  await expect(open()).rejects.toThrow('quorum-state cannot be read');
  rmSync(state);
  const snapshot = path.join(directory, '__cluster_metadata-0', '00000000000000000000-0000000000.checkpoint');
  truncateSync(snapshot, 100);
  await expect(open()).rejects.toThrow('is damaged');
});

test('a registration of the process before that arrives late does not lock the broker out', async () => {
  const { clusterId, open } = fixture();
  const controller = await open();
  const broker = { endpoints: [endpoint('PLAINTEXT', 9092)], previousBrokerEpoch: -1 };
  const ownEpoch = await controller.registerBroker(broker);
  const before = controller.image().brokers.get(1)!;
  const late = await controller.link.request(
    BrokerRegistration,
    {
      brokerId: 1,
      clusterId,
      incarnationId: newUuid(),
      listeners: broker.endpoints,
      features: registrationFeatures(controller.image()),
      rack: null,
      isMigratingZkBroker: false,
      logDirs: [...before.directories],
      previousBrokerEpoch: -1,
    } as never,
    { ...REQUESTER, apiVersion: BrokerRegistration.maxVersion },
  );
  expect(late.errorCode).toBe(ErrorCode.NONE);
  expect(controller.brokerEpoch).toBe(ownEpoch);

  await controller.unfenceBroker();

  const after = controller.image().brokers.get(1)!;
  expect(after.fenced).toBe(false);
  expect(after.incarnationId).toBe(before.incarnationId);
  expect(after.epoch).toBe(controller.brokerEpoch);
  expect(controller.brokerEpoch).toBeGreaterThan(Number(late.brokerEpoch));
  controller.stop();
});
