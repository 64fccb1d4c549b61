import type { Consumer, Kafka } from 'kafkajs';
import { waitUntil } from '../../support/processes.ts';
import { ascending, expectEqual, expectTrue, nodeIds } from '../check.ts';
import type { Check } from '../check.ts';
import { CompressionTypes, kafkaJs } from '../node-clients/kafkajs.ts';
import type { CompressionType } from '../node-clients/kafkajs.ts';

const PARTITIONS = 4;

export const kafkaJsChecks: readonly Check[] = [
  {
    client: 'kafkajs',
    name: 'produce and consume: keys, headers, nulls, every codec, idempotent',
    needs: [],
    async run(context) {
      const kafka = kafkaJs(context.bootstrapServers);
      const topic = context.unique('kafkajs-records');
      await createTopic(kafka, topic, 1);
      const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
      await producer.connect();
      const codecs = Object.entries(CompressionTypes) as [string, CompressionType][];
      for (const [name, compression] of codecs) {
        const headers = { codec: name, trace: Buffer.from([0, 1, 255]) };
        const messages = [
          { key: 'k', value: `${name} one`, headers },
          { key: 'k', value: null },
          { key: null, value: 'no key' },
        ];
        const [answer] = await producer.send({ topic, compression, messages, acks: -1 });
        expectEqual('error code', answer!.errorCode, 0);
      }
      await producer.disconnect();

      const consumer = kafka.consumer({ groupId: context.unique('group') });
      const seen: string[] = [];
      try {
        await consumer.connect();
        await consumer.subscribe({ topic, fromBeginning: true });
        await consumer.run({
          eachMessage: async ({ message }) => {
            const headers = Object.entries(message.headers ?? {}).map(
              ([key, value]) => `${key}=${(value as Buffer).toString('latin1')}`,
            );
            seen.push([message.offset, message.key, message.value, ...headers].map(String).join(' '));
          },
        });
        await waitUntil('all records', () => seen.length >= codecs.length * 3, { timeoutMs: 30_000 });
      } finally {
        await consumer.disconnect();
      }
      const expected = codecs.flatMap(([name], i) => [
        `${i * 3} k ${name} one codec=${name} trace=\0\x01\xff`,
        `${i * 3 + 1} k null`,
        `${i * 3 + 2} null no key`,
      ]);
      expectEqual('consumed', seen, expected);
      return `${seen.length} records in ${codecs.length} codecs`;
    },
  },
  {
    client: 'kafkajs',
    name: 'group of two on four partitions: two each, all once, leave, rejoin',
    needs: [],
    async run(context) {
      const kafka = kafkaJs(context.bootstrapServers);
      const topic = context.unique('kafkajs-group');
      const groupId = context.unique('group');
      await createTopic(kafka, topic, PARTITIONS);
      const group = new TestGroup(kafka, groupId, topic);
      try {
        await group.add('a');
        await group.add('b');
        await group.settled({ a: 2, b: 2 });
        await produceNumbers(kafka, topic, 0, 400);
        await group.received(400);
        expectEqual('doubles', group.doubles(), []);
        expectTrue('only one of the two got records', group.membersWithRecords().length === 2);

        await group.remove('b');
        await group.settled({ a: 4 });
        await produceNumbers(kafka, topic, 400, 600);
        await group.received(600);
        await group.add('c');
        await group.settled({ a: 2, c: 2 });
        await produceNumbers(kafka, topic, 600, 800);
        await group.received(800);
        expectEqual('doubles after two rebalances', group.doubles(), []);
      } finally {
        await group.close();
      }
      // Every member has left and committed: the next one has nothing left to read.
      const [committed] = await withAdmin(kafka, (admin) => admin.fetchOffsets({ groupId, topics: [topic] }));
      const sum = committed!.partitions.reduce((total, { offset }) => total + Number(offset), 0);
      expectEqual('committed', sum, 800);
      return '2+2, then 4, then 2+2; 800 records once each, all committed';
    },
  },
  {
    client: 'kafkajs',
    name: 'admin: topics, partitions, configs, offsets, groups, delete records',
    needs: [],
    async run(context) {
      const kafka = kafkaJs(context.bootstrapServers);
      const topic = context.unique('kafkajs-admin');
      const groupId = context.unique('group');
      return withAdmin(kafka, async (admin) => {
        await createTopic(kafka, topic, 2);
        await waitUntil('the topic to be listed', async () => (await admin.listTopics()).includes(topic));
        await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
        // Any broker may answer, and hear of it a moment later than the one that was asked to do it.
        await waitUntil('3 partitions', async () => {
          const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
          return topics[0]?.partitions.length === 3;
        });
        const cluster = await admin.describeCluster();
        expectEqual('brokers', ascending(cluster.brokers.map(({ nodeId }) => nodeId)), nodeIds(context));

        const resource = { type: 2, name: topic };
        const configEntries = [{ name: 'retention.ms', value: '4242' }];
        await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
        await waitUntil('retention.ms to be told', async () => {
          const described = await admin.describeConfigs({ includeSynonyms: true, resources: [resource] });
          return described.resources[0]!.configEntries.some(
            ({ configName, configValue }) => configName === 'retention.ms' && configValue === '4242',
          );
        });

        await produceNumbers(kafka, topic, 0, 30);
        const ends = await admin.fetchTopicOffsets(topic);
        expectEqual(
          'records',
          ends.reduce((sum, { high }) => sum + Number(high), 0),
          30,
        );
        const target = ends.map(({ partition }) => ({ partition, offset: '1' }));
        await admin.setOffsets({ groupId, topic, partitions: target });
        const [fetched] = await admin.fetchOffsets({ groupId, topics: [topic] });
        expectEqual(
          'committed',
          fetched!.partitions.map(({ offset }) => offset),
          ['1', '1', '1'],
        );
        const { groups } = await admin.listGroups();
        expectTrue(
          'listGroups lacks it',
          groups.some((group) => group.groupId === groupId),
        );
        const { groups: details } = await admin.describeGroups([groupId]);
        expectEqual('state', details[0]!.state, 'Empty');
        await admin.deleteGroups([groupId]);

        const everything = ends.map(({ partition }) => ({ partition, offset: '-1' }));
        await admin.deleteTopicRecords({ topic, partitions: everything });
        const lows = await admin.fetchTopicOffsets(topic);
        expectEqual(
          'left',
          lows.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0),
          0,
        );
        await admin.deleteTopics({ topics: [topic] });
        await waitUntil('the topic to go', async () => !(await admin.listTopics()).includes(topic));
        return '3 partitions, retention.ms 4242, offsets set, group, records and topic deleted';
      });
    },
  },
];

/** Some consumers of one group, and what each of them holds and got. */
class TestGroup {
  readonly #consumers = new Map<string, Consumer>();
  readonly #assigned = new Map<string, number>();
  readonly #received: { member: string; value: string }[] = [];
  readonly #kafka: Kafka;
  readonly #groupId: string;
  readonly #topic: string;

  constructor(kafka: Kafka, groupId: string, topic: string) {
    this.#kafka = kafka;
    this.#groupId = groupId;
    this.#topic = topic;
  }

  async add(member: string): Promise<void> {
    const consumer = this.#kafka.consumer({
      groupId: this.#groupId,
      sessionTimeout: 10_000,
      heartbeatInterval: 300,
      rebalanceTimeout: 10_000,
    });
    this.#consumers.set(member, consumer);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      this.#assigned.set(member, (payload.memberAssignment[this.#topic] ?? []).length);
    });
    await consumer.connect();
    await consumer.subscribe({ topic: this.#topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        this.#received.push({ member, value: String(message.value) });
      },
    });
  }

  async remove(member: string): Promise<void> {
    const consumer = this.#consumers.get(member)!;
    this.#consumers.delete(member);
    await consumer.disconnect();
    this.#assigned.delete(member);
  }

  /** Waits until the members hold exactly these numbers of partitions. */
  async settled(expected: Record<string, number>): Promise<void> {
    const wanted = JSON.stringify(expected);
    const current = () =>
      JSON.stringify(Object.fromEntries([...this.#assigned].toSorted(([a], [b]) => (a < b ? -1 : 1))));
    await waitUntil(`assignment ${wanted}`, () => current() === wanted, { timeoutMs: 30_000 }).catch(
      (error) => {
        throw new Error(`${(error as Error).message}; it is ${current()}`);
      },
    );
  }

  async received(count: number): Promise<void> {
    const distinct = () => new Set(this.#received.map(({ value }) => value)).size;
    await waitUntil(`${count} records`, () => distinct() >= count, { timeoutMs: 30_000 }).catch((error) => {
      throw new Error(`${(error as Error).message}; got ${distinct()}`);
    });
  }

  doubles(): string[] {
    const seen = new Set<string>();
    return this.#received.flatMap(({ value }) => (seen.has(value) ? [value] : (seen.add(value), [])));
  }

  membersWithRecords(): string[] {
    return [...new Set(this.#received.map(({ member }) => member))];
  }

  async close(): Promise<void> {
    await Promise.all([...this.#consumers.values()].map((consumer) => consumer.disconnect()));
  }
}

async function withAdmin<T>(
  kafka: Kafka,
  use: (admin: ReturnType<Kafka['admin']>) => Promise<T>,
): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

async function createTopic(kafka: Kafka, topic: string, numPartitions: number): Promise<void> {
  const topics = [{ topic, numPartitions, replicationFactor: 1 }];
  const created = await withAdmin(kafka, (admin) => admin.createTopics({ topics, waitForLeaders: true }));
  expectTrue(`${topic} already existed`, created);
}

/** The values `from` to `to - 1`, each with itself as key, spread over the partitions by murmur2. */
async function produceNumbers(kafka: Kafka, topic: string, from: number, to: number): Promise<void> {
  const producer = kafka.producer();
  await producer.connect();
  const messages = Array.from({ length: to - from }, (_, i) => ({
    key: `${from + i}`,
    value: `${from + i}`,
  }));
  await producer.send({ topic, messages });
  await producer.disconnect();
}
