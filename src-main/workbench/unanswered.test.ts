import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitOffsets, GroupConsumer, KafkaClient, refuseWrites } from '../client/index.ts';
import type { ContractError, ProcedureName, Procedures } from '../contract/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { startTestNode, type TestNode } from '../node/in-process.ts';
import type { Api } from '../protocol/index.ts';
import { type Refused, startTestBench, type TestBench, type TestScreen } from './test-kit.ts';

const cluster = 'local';
const CONSUMER = 'consumer';
/** Each request is waited for 10 s, then the cluster is looked at for 5 s. */
const PATIENCE_MS = 90_000;

let node: TestNode;
let bench: TestBench;
let screen: TestScreen;
let member: GroupConsumer;
let client: KafkaClient;

beforeAll(async () => {
  node = await startTestNode({ directories: 2 });
  bench = await startTestBench({ node });
  screen = bench.screen();
  client = new KafkaClient(nodeEnv(), {
    clientId: CONSUMER,
    bootstrap: [{ host: node.host, port: node.port }],
  });
  for (const name of ['doomed', 'doomed-too', 'more', 'purged', 'set', 'anew', 'read', 'moved'])
    await screen.call('topics.create', { cluster, name, partitions: 1, replicationFactor: 1, configs: {} });
  for (const topic of ['purged', 'read']) await screen.call('messages.send', message(topic));
  await client.refreshMetadata();
  for (const group of ['g-deleted', 'g-reset', 'g-offsets'])
    await commitOffsets(client, group, [{ topic: 'read', partition: 0, offset: 1 }]);
  member = new GroupConsumer(client, { groupId: 'g-member', topics: ['read'] });
  await member.poll(1);
});

afterAll(async () => {
  await member.close();
  client.close();
  await bench[Symbol.asyncDispose]();
  await node.stop();
});

function message(topic: string) {
  return {
    cluster,
    topic,
    partition: 0,
    key: { kind: 'null' },
    value: { kind: 'text', text: 'v' },
    headers: [],
    timestampMs: 1,
    compression: 'none',
    acks: 'all',
  } as const;
}

/** Names of procedures with what they came to: done, or the code of the error. */
async function outcomes(
  calls: Readonly<Record<string, () => Promise<unknown>>>,
): Promise<Record<string, ContractError | 'done'>> {
  const entries = Object.entries(calls).map(async ([name, call]) => [
    name,
    await call().then(
      () => 'done' as const,
      (error: unknown) => (error as Refused).error,
    ),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, ContractError | 'done'>;
}

function changes(): Record<string, () => Promise<unknown>> {
  const call =
    <N extends ProcedureName>(name: N, input: Procedures[N]['input']) =>
    () =>
      screen.call(name, input);
  const onNode = { cluster, nodeId: 1 };
  return {
    create: call('topics.create', { cluster, name: 'new', partitions: 1, replicationFactor: 1, configs: {} }),
    delete: call('topics.delete', { cluster, topic: 'doomed' }),
    deleteMany: call('topics.deleteMany', { cluster, topics: ['doomed-too'] }),
    addPartitions: call('topics.addPartitions', { cluster, topic: 'more', totalPartitions: 2 }),
    purge: call('topics.purge', { cluster, topic: 'purged', partitions: [], to: { kind: 'end' } }),
    alterConfigs: call('topics.alterConfigs', {
      cluster,
      topic: 'set',
      changes: { 'retention.ms': '1234567', 'cleanup.policy': 'compact, delete' },
    }),
    recreate: call('topics.recreate', { cluster, topic: 'anew' }),
    deleteGroup: call('groups.delete', { cluster, groupId: 'g-deleted' }),
    reset: call('groups.resetOffsets', {
      cluster,
      groupId: 'g-reset',
      topic: 'read',
      partitions: [],
      to: { kind: 'earliest' },
      preview: false,
    }),
    deleteOffsets: call('groups.deleteOffsets', {
      cluster,
      groupId: 'g-offsets',
      topic: 'read',
      partitions: [],
    }),
    removeMember: async () => {
      const watch = screen.listen('group.watch', { cluster, groupId: 'g-member' });
      const { value } = await watch.until((event) => event.value?.members.length === 1);
      watch.cancel();
      const [{ memberId }] = value!.members;
      await screen.call('groups.removeMember', { cluster, groupId: 'g-member', memberId, instanceId: null });
    },
    alterBroker: call('brokers.alterConfigs', {
      ...onNode,
      scope: 'broker',
      changes: { 'log.retention.ms': '7654321' },
    }),
    moveReplica: async () => {
      const directories = await screen.call('nodes.logDirectories', onNode);
      const { path } = directories.find(({ replicas }) => replicas.every(({ topic }) => topic !== 'moved'))!;
      await screen.call('nodes.moveReplica', { ...onNode, topic: 'moved', partition: 0, path });
    },
    send: call('messages.send', message('read')),
  };
}

const isChange = (api: Api) => {
  try {
    refuseWrites(api);
    return false;
  } catch {
    return true;
  }
};
/** A trial of a topic that is not made is none. */
const swallowed = ({ api, clientId, body }: { api: Api; clientId: string; body: unknown }) =>
  clientId !== CONSUMER && isChange(api) && (body as { validateOnly?: boolean }).validateOnly !== true
    ? ({ action: 'drop' } as const)
    : undefined;

test(
  'a change that the cluster swallows is neither called done nor not done, and where to see it is said',
  { timeout: PATIENCE_MS },
  async () => {
    const disarm = node.node.interceptors.arm({ before: swallowed });
    const calls = changes();
    const all = await outcomes(calls);
    disarm();
    const open = Object.entries(all).filter(([, one]) => one !== 'done' && one.code === 'unanswered');
    expect(open.map(([name]) => name)).toEqual(Object.keys(calls));
    expect(all.create).toMatchObject({
      message: 'The request was sent, and no answer came.',
      nextStep:
        'The cluster was looked at afterwards: it is not done so far, and may be done yet. Look at the list of topics before you do it again.',
    });
    expect(all.send).toMatchObject({
      nextStep:
        'It may have been done, or be done yet. Look at the newest records of read before you send it again.',
    });
  },
);

test(
  'a change that was made and whose answer was lost is found to be made',
  { timeout: PATIENCE_MS },
  async () => {
    const disarm = node.node.interceptors.arm({ after: swallowed });
    const all = await outcomes(changes());
    disarm();
    const { send, ...seen } = all;
    expect(Object.entries(seen).filter(([, one]) => one !== 'done')).toEqual([]);
    // Two records of the same content are nothing that a read could tell from one that was sent twice.
    expect(send).toMatchObject({ code: 'unanswered' });
  },
);

test(
  'what no broker got has changed nothing, and a refusal stays one',
  { timeout: PATIENCE_MS },
  async () => {
    await expect(screen.call('topics.delete', { cluster, topic: 'no-such' })).rejects.toMatchObject({
      error: { code: 'kafka', kafka: 'UNKNOWN_TOPIC_OR_PARTITION' },
    });
    await node.node.stop();
    // Whoever asks first may find a connection whose end is on its way.
    await expect(screen.call('topics.configs', { cluster, topic: 'set' })).rejects.toMatchObject({
      error: { message: 'No broker of the cluster answers.' },
    });
    await expect(screen.call('topics.delete', { cluster, topic: 'set' })).rejects.toMatchObject({
      error: {
        code: 'disconnected',
        message: 'No broker of the cluster could be reached: this request was not sent.',
      },
    });
  },
);
