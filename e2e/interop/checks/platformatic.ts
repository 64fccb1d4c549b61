import { Admin, Consumer, Producer } from '@platformatic/kafka';
import { waitUntil } from '../../support/processes.ts';
import { ascending, expectEqual, expectTrue } from '../check.ts';
import type { Check, CheckContext } from '../check.ts';

/** @platformatic/kafka speaks the newest versions of the Node clients: flexible headers, topic ids in Fetch. */
export const platformaticChecks: readonly Check[] = [
  {
    client: '@platformatic/kafka',
    name: 'produce and consume: keys, headers, nulls, codecs, idempotent',
    needs: [],
    async run(context) {
      const topic = context.unique('platformatic-records');
      await withAdmin(context, (admin) =>
        admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 }),
      );
      // Its snappy is bare, without the framing that Java insists on; the digest run covers what it may send.
      const codecs = ['none', 'gzip', 'lz4', 'zstd'] as const;
      for (const compression of codecs) {
        const producer = new Producer({ ...connection(context), idempotent: true, acks: -1, compression });
        const headers = new Map([[Buffer.from('codec'), Buffer.from(compression)]]);
        const messages = [
          { topic, key: Buffer.from('k'), value: Buffer.from(`${compression} one`), headers },
          { topic, value: Buffer.from('no key') },
        ];
        const { offsets } = await producer.send({ messages });
        expectEqual('offsets', offsets?.length, 1);
        await producer.close();
      }
      const seen = await consume(context, topic, context.unique('group'), codecs.length * 2);
      const expected = codecs.flatMap((codec, i) => [
        `${i * 2} k ${codec} one codec=${codec}`,
        `${i * 2 + 1} null no key`,
      ]);
      expectEqual('consumed', seen, expected);
      return `${seen.length} records in ${codecs.length} codecs`;
    },
  },
  {
    client: '@platformatic/kafka',
    name: 'group: commits, goes on where it stopped, two members share',
    needs: [],
    async run(context) {
      const topic = context.unique('platformatic-group');
      const group = context.unique('group');
      await withAdmin(context, (admin) =>
        admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 }),
      );
      const producer = new Producer(connection(context));
      const send = (values: string[]) =>
        producer.send({ messages: values.map((value) => ({ topic, value: Buffer.from(value) })) });
      await send(['one', 'two']);
      expectEqual('first run', await consume(context, topic, group, 2), ['0 null one', '1 null two']);
      await send(['three']);
      await producer.close();
      expectEqual('second run', await consume(context, topic, group, 1), ['2 null three']);

      const four = context.unique('platformatic-four');
      await withAdmin(context, (admin) => admin.createTopics({ topics: [four], partitions: 4, replicas: 1 }));
      const shared = context.unique('group');
      const members = [1, 2].map(() => new Consumer({ ...connection(context), groupId: shared }));
      try {
        for (const member of members) await member.consume({ topics: [four], mode: 'earliest' });
        const held = () =>
          members.map((member) => member.assignments?.flatMap(({ partitions }) => partitions) ?? []);
        await waitUntil(
          'two partitions each',
          () => held().every((partitions) => partitions.length === 2) && new Set(held().flat()).size === 4,
          { timeoutMs: 30_000 },
        );
      } finally {
        for (const member of members) await member.close(true);
      }
      return 'two records, then one more after the commit; 2+2 partitions';
    },
  },
  {
    client: '@platformatic/kafka',
    name: 'admin: topics, partitions, configs, offsets, groups, log dirs, delete records',
    needs: [],
    async run(context) {
      const topic = context.unique('platformatic-admin');
      const group = context.unique('group');
      return withAdmin(context, async (admin) => {
        const configs = [{ name: 'retention.ms', value: '4242' }];
        const [created] = await admin.createTopics({ topics: [topic], partitions: 2, replicas: 1, configs });
        expectEqual('created', [created!.name, created!.partitions, created!.replicas], [topic, 2, 1]);
        expectEqual('retention.ms in the answer', created!.configuration['retention.ms'], '4242');
        await waitUntil('the topic to be listed', async () => (await admin.listTopics()).includes(topic));
        await admin.createPartitions({
          topics: [{ name: topic, count: 3, assignments: null as unknown as [] }],
        });
        // Any broker may answer, and hear of it a moment later than the one that was asked to do it.
        await waitUntil('3 partitions', async () => {
          const metadata = await admin.metadata({ topics: [topic], forceUpdate: true });
          return metadata.topics.get(topic)?.partitionsCount === 3;
        });

        const increment = [{ name: 'max.message.bytes', configOperation: 0, value: '999999' } as const];
        await admin.incrementalAlterConfigs({
          resources: [{ resourceType: 2, resourceName: topic, configs: increment }],
        });
        await waitUntil('both configs to be told', async () => {
          const [described] = await admin.describeConfigs({
            resources: [
              { resourceType: 2, resourceName: topic, configurationKeys: null as unknown as string[] },
            ],
            includeSynonyms: true,
            includeDocumentation: true,
          });
          const value = (name: string) => described!.configs.find((config) => config.name === name)?.value;
          return value('retention.ms') === '4242' && value('max.message.bytes') === '999999';
        });

        const producer = new Producer(connection(context));
        const messages = [0, 1, 2].map((partition) => ({ topic, partition, value: Buffer.from('x') }));
        await producer.send({ messages });
        await producer.close();
        const partitions = [0, 1, 2].map((partitionIndex) => ({ partitionIndex, timestamp: -1n }));
        const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
        expectEqual(
          'ends',
          listed!.partitions.map(({ offset }) => Number(offset)),
          [1, 1, 1],
        );

        const partitionOffsets = [0, 1, 2].map((partition) => ({ partition, offset: 1n }));
        await admin.alterConsumerGroupOffsets({
          groupId: group,
          topics: [{ name: topic, partitionOffsets }],
        });
        const [offsets] = await admin.listConsumerGroupOffsets({ groups: [group] });
        const committed = offsets!.topics[0]!.partitions.map(({ committedOffset }) =>
          Number(committedOffset),
        );
        expectEqual('committed', committed, [1, 1, 1]);
        expectEqual('state', (await admin.listGroups()).get(group)?.state, 'Empty');
        expectTrue('describeGroups lacks it', (await admin.describeGroups({ groups: [group] })).has(group));
        await admin.deleteGroups({ groups: [group] });

        const dirs = await admin.describeLogDirs({ topics: [{ name: topic, partitions: [0, 1, 2] }] });
        const found = dirs.flatMap(({ results }) => results.flatMap(({ topics }) => topics));
        const indexes = found.flatMap(({ partitions }) =>
          partitions.map(({ partitionIndex }) => partitionIndex),
        );
        expectEqual('log dirs', ascending(new Set(indexes)), [0, 1, 2]);
        const [deleted] = await admin.deleteRecords({
          topics: [{ name: topic, partitions: [{ partition: 0, offset: 1n }] }],
        });
        expectEqual('low watermark', Number(deleted!.partitions[0]!.lowWatermark), 1);
        await admin.deleteTopics({ topics: [topic] });
        await waitUntil('the topic to go', async () => !(await admin.listTopics()).includes(topic));
        return '3 partitions, two configs, offsets altered, group, records and topic deleted';
      });
    },
  },
];

function connection(context: CheckContext) {
  return {
    clientId: 'interop-platformatic',
    bootstrapBrokers: context.bootstrapServers.split(','),
    retries: 5,
  };
}

async function withAdmin<T>(context: CheckContext, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin(connection(context));
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
}

/** Reads `count` records with a new member of `groupId`, commits, leaves. Each as `offset key value name=value…`. */
async function consume(
  context: CheckContext,
  topic: string,
  groupId: string,
  count: number,
): Promise<string[]> {
  const consumer = new Consumer({ ...connection(context), groupId });
  const seen: string[] = [];
  try {
    const stream = await consumer.consume({
      topics: [topic],
      mode: 'committed',
      fallbackMode: 'earliest',
      autocommit: false,
    });
    for await (const message of stream) {
      const headers = [...message.headers].map(([name, value]) => `${name.toString()}=${value.toString()}`);
      const key = message.key === null || message.key === undefined ? 'null' : message.key.toString();
      seen.push([message.offset, key, message.value.toString(), ...headers].join(' '));
      if (seen.length < count) continue;
      await message.commit();
      break;
    }
  } finally {
    await consumer.close(true);
  }
  return seen;
}
