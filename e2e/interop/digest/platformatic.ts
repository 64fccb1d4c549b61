import { Consumer, Producer } from '@platformatic/kafka';
import type { CheckContext } from '../check.ts';
import { DigestBuilder } from './digest.ts';
import type { Digests } from './digest.ts';
import { readSlice } from './read-workload.ts';
import type { Workload } from './workload.ts';

const RECORDS_PER_SEND = 500;
/** A reader that sees nothing for this long has reached an end before it should. */
const SILENCE_MS = 30_000;

const connection = (context: CheckContext) => ({
  clientId: 'interop-platformatic',
  bootstrapBrokers: context.bootstrapServers.split(','),
  retries: 5,
});

export async function produceWithPlatformatic(
  context: CheckContext,
  topic: string,
  workload: Workload,
): Promise<void> {
  for (const { codec, path } of workload.slices) {
    const producer = new Producer({ ...connection(context), idempotent: true, acks: -1, compression: codec });
    try {
      const messages = (await readSlice(path)).map(({ partition, key, value, headers }) => ({
        topic,
        partition,
        // Null is what it writes as null, whatever its types say.
        key: key as Buffer,
        value: value as Buffer,
        headers: new Map(headers.map(([name, data]) => [Buffer.from(name), data as Buffer])),
      }));
      for (let at = 0; at < messages.length; at += RECORDS_PER_SEND) {
        await producer.send({ messages: messages.slice(at, at + RECORDS_PER_SEND) });
      }
    } finally {
      await producer.close();
    }
  }
}

export async function digestWithPlatformatic(
  context: CheckContext,
  topic: string,
  recordCount: number,
): Promise<Digests> {
  const consumer = new Consumer({ ...connection(context), groupId: context.unique('digest-platformatic') });
  const builder = new DigestBuilder();
  try {
    const stream = await consumer.consume({ topics: [topic], mode: 'earliest', autocommit: false });
    let timer: NodeJS.Timeout | undefined;
    const listen = () => {
      clearTimeout(timer);
      const silent = () =>
        stream.destroy(new Error(`silence after ${builder.count} of ${recordCount} records`));
      timer = setTimeout(silent, SILENCE_MS);
    };
    listen();
    try {
      for await (const { partition, offset, key, value, headerEntries } of stream) {
        const headers = headerEntries.map(([name, data]) => [name.toString('utf8'), data] as const);
        builder.add(partition, Number(offset), { key: key ?? null, value: value ?? null, headers });
        if (builder.count % 1_000 === 0) listen();
        if (builder.count >= recordCount) break;
      }
    } finally {
      clearTimeout(timer);
    }
  } finally {
    await consumer.close(true);
  }
  return builder.digests();
}
