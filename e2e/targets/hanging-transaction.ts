/** A transaction that no coordinator knows of, as brokers before KIP-890 could be brought to have. */
import { alterConfigs, KafkaClient, parseBootstrap, Transaction } from '../../src-main/client/index.ts';
import { nodeEnv } from '../../src-main/env/node/index.ts';
import { Produce } from '../../src-main/protocol/index.ts';
import { buildBatch } from '../../src-main/wire/index.ts';

/** The last version of Produce in which a partition is not added to the transaction by its leader. */
const CLASSIC_PRODUCE = 11;
const CHECK = 'transaction.partition.verification.enable';
const BROKER_TAKES_IT_UP_MS = 30_000;

/**
 * Writes a transactional batch of a producer whose coordinator was never told of the partition. Kafka checks that since
 * 3.6; the check is switched off for as long as that takes. Answers with the producer's id.
 */
export async function leaveHanging(
  bootstrapServers: string,
  place: { readonly topic: string; readonly partition: number },
  transactionalId: string,
): Promise<number> {
  const client = clientOf(bootstrapServers);
  const setCheck = (value: string | null) =>
    alterConfigs(client, [{ type: 'broker', name: '', changes: { [CHECK]: value } }]);
  try {
    await setCheck('false');
    const { identity } = await Transaction.begin(client, transactionalId, { timeoutMs: 60_000 });
    const body = produceBody(client, place, transactionalId, identity);
    const { clock } = client.env;
    for (const giveUpMs = clock.monotonicMs() + BROKER_TAKES_IT_UP_MS; ;) {
      const answer = await client.request(Produce, await body(), {
        to: { leaderOf: place },
        maxVersion: CLASSIC_PRODUCE,
      });
      const { errorCode } = answer.responses[0].partitionResponses[0];
      if (errorCode === 0) return identity.producerId;
      // The broker has not heard yet that it is not to check.
      if (clock.monotonicMs() > giveUpMs) throw new Error(`the batch was refused with code ${errorCode}`);
      await client.pause(200);
    }
  } finally {
    await setCheck(null).catch(() => {}); // what went wrong before says more
    client.close();
  }
}

/** Longer than whoever looks at the transaction needs, and the most that a coordinator allows by default. */
const OPEN_MS = 900_000;

/** Begins a transaction with one record in a partition; whoever asked ends it. */
export async function beginTransaction(
  bootstrapServers: string,
  place: { readonly topic: string; readonly partition: number },
  transactionalId: string,
): Promise<{ end: (outcome: 'commit' | 'abort') => Promise<void> }> {
  const client = clientOf(bootstrapServers);
  const transaction = await Transaction.begin(client, transactionalId, { timeoutMs: OPEN_MS });
  await transaction.addPartitions([place]);
  const body = produceBody(client, place, transactionalId, transaction.identity);
  await client.request(Produce, await body(), {
    to: { leaderOf: place },
    maxVersion: transaction.produceMaxVersion,
    errorCode: ({ responses }) => responses[0].partitionResponses[0].errorCode,
  });
  return {
    async end(outcome) {
      await transaction.end(outcome);
      client.close();
    },
  };
}

function clientOf(bootstrapServers: string): KafkaClient {
  return new KafkaClient(nodeEnv(), { clientId: 'producer', bootstrap: parseBootstrap(bootstrapServers) });
}

function produceBody(
  client: KafkaClient,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  transactionalId: string,
  identity: Transaction['identity'],
) {
  const records = buildBatch([{ key: null, value: Buffer.from('{"open":true}') }], {
    timestamp: Date.now(),
    ...identity,
    baseSequence: 0,
    transactional: true,
  });
  return async () => {
    await client.leaderOf(topic, partition);
    const topicId = client.metadata.topics.get(topic)!.id;
    return {
      transactionalId,
      acks: -1,
      timeoutMs: 15_000,
      topicData: [{ name: topic, topicId, partitionData: [{ index: partition, records }] }],
    };
  };
}
