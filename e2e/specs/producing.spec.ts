import { Kafka, logLevel, type IHeaders, type KafkaMessage } from 'kafkajs';
import { expect, test } from '../fixtures/launch.ts';
import { createTopic, send } from '../steps/messages.ts';
import { inFront } from '../steps/screens.ts';

test.use({ nodes: 1 });

interface Written {
  key: Buffer | null;
  value: Buffer | null;
  headers?: IHeaders;
  partition?: number;
}

const kafkaOf = (bootstrapServers: string) =>
  new Kafka({ brokers: bootstrapServers.split(','), logLevel: logLevel.NOTHING });

/** Writes records as another program would. */
async function write(bootstrapServers: string, topic: string, messages: readonly Written[]): Promise<void> {
  const producer = kafkaOf(bootstrapServers).producer();
  await producer.connect();
  await producer.send({ topic, messages: [...messages] });
  await producer.disconnect();
}

/** Reads what a topic has with a client that is none of ours, until there are so many. */
async function readAll(
  bootstrapServers: string,
  topic: string,
  count: number,
): Promise<(KafkaMessage & { partition: number })[]> {
  const consumer = kafkaOf(bootstrapServers).consumer({
    groupId: `spec-${topic}-${count}-${Date.now()}`,
    maxWaitTimeInMs: 200,
  });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const read: (KafkaMessage & { partition: number })[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${topic} has ${read.length} of ${count}`)), 60_000);
      void consumer.run({
        eachMessage: async ({ message, partition }) => {
          read.push({ ...message, partition });
          if (read.length < count) return;
          clearTimeout(late);
          resolve();
        },
      });
    });
  } finally {
    await consumer.disconnect();
  }
  return read;
}

test('a record of bytes is edited and sent again, and what was not touched keeps every byte', async ({
  product: { page, ready },
}) => {
  const binary = Buffer.from([0, 1, 0xfe, 0xff]);
  const headers = { raw: binary, empty: Buffer.alloc(0), text: Buffer.from('plain') };
  await createTopic(page, 'bytes', 1);
  await write(ready.bootstrapServers, 'bytes', [{ key: binary, value: Buffer.from([0xff, 0]), headers }]);
  await inFront(page, 'read-again').click();
  await inFront(page, 'messages-table').getByRole('row').nth(1).click();
  await inFront(page, 'resend').click();
  await expect(page.getByPlaceholder('4 B, sent as they were')).toBeVisible();
  await inFront(page, 'add-header').click();
  await page.getByRole('textbox', { name: 'Header' }).last().fill('none');
  const isNull = page.getByRole('button', { name: 'Null value of header none' });
  await isNull.click();
  await send(page);

  await page.getByRole('button', { name: 'to the topic' }).click();
  await inFront(page, 'read-again').click();
  await expect(inFront(page, 'messages-table').getByRole('row')).toHaveCount(3);
  await inFront(page, 'messages-table').getByRole('row').nth(1).click();
  await inFront(page, 'resend').click();
  await expect(isNull).toHaveAttribute('aria-pressed', 'true');
  await send(page);
  const [first, again, third] = await readAll(ready.bootstrapServers, 'bytes', 3);
  for (const record of [again, third]) {
    expect(record.key).toEqual(binary);
    expect(record.value).toEqual(Buffer.from([0xff, 0]));
    expect(record.headers).toEqual({ ...first.headers, none: null });
  }
  expect(again.headers!.raw).toEqual(binary);
});
