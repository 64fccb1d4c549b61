/** The load by @platformatic/kafka. */
import { ProduceAcks, Producer } from '@platformatic/kafka';
import { produceAtPace, programArguments } from './program.ts';

const given = programArguments();
const makeProducer = () =>
  new Producer({
    clientId: 'chaos-platformatic',
    bootstrapBrokers: given.bootstrapServers,
    idempotent: true,
    acks: ProduceAcks.ALL,
    connectTimeout: 3_000,
    requestTimeout: 5_000,
    retryDelay: 100,
    metadataMaxAge: 60_000,
  });

let producer = makeProducer();
await produceAtPace(
  given,
  async (partition, values) => {
    // One partition a send: what it sends together it goes on sending to one leader, even when leaders part.
    const messages = values.map((value) => ({ topic: given.topic, partition, value }));
    const { offsets } = await producer.send({ messages });
    return offsets?.[0]?.offset ?? null;
  },
  async () => {
    const old = producer;
    producer = makeProducer();
    await old.close(true);
  },
);
await producer.close(true);
process.exit(0);
