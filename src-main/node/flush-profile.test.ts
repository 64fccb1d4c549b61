/** `log.flush.interval.messages=1`: an acknowledgement waits for the disk, so that a node that is alone loses nothing. */
import { expect, test } from 'vitest';
import { MemoryDisk } from '../sim/memory-disk.ts';
import { buildBatch } from '../wire/index.ts';
import { startTestNode } from './in-process.ts';
import { createTopic, fetchFrom, produceTo, valuesIn } from './test-client.ts';

const PROFILE = { 'log.flush.interval.messages': '1' };
const ROUNDS = 6;

/** Power is lost after each of several acknowledgements; what was acknowledged then, and what a start finds of it. */
async function livesOf(properties: Record<string, string>, acks: number) {
  const disk = new MemoryDisk(() => Date.now());
  // The folder itself was there before.
  disk.makeDirectory('/flush-profile/data-1');
  for (const path of ['/', '/flush-profile', '/flush-profile/data-1']) disk.syncDirectory(path);
  const clusterId = 'Zmx1c2gtcHJvZmlsZS10ZQ';
  const dataDirectory = '/flush-profile';
  const start = () => startTestNode({ disk: () => disk, clusterId, dataDirectory, properties });
  const acked: string[] = [];
  let found: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const node = await start();
    const client = await node.connect();
    if (round === 0) await createTopic(client, 'kept', { configs: { 'segment.bytes': String(1 << 20) } });
    found = [];
    for (;;) {
      const { records, highWatermark } = await fetchFrom(client, 'kept', found.length);
      found.push(...valuesIn(records).map((value) => value.slice(0, 20)));
      if (found.length >= highWatermark) break;
    }
    if (acked.some((value, offset) => found[offset] !== value)) {
      client.close();
      await node.node.abandon();
      break;
    }
    // The second time a segment is rolled.
    for (let count = 0; count < 4; count++) {
      const value = `round ${round} count ${count} `.padEnd(20).padEnd(200_000, 'v');
      const batch = buildBatch([{ key: null, value: Buffer.from(value) }], { timestamp: Date.now() });
      const { errorCode, baseOffset } = await produceTo(client, 'kept', batch, { acks });
      expect(errorCode).toBe(0);
      acked[baseOffset] = `${baseOffset}:${value}`.slice(0, 20);
    }
    client.close();
    await node.node.abandon();
    disk.losePower();
  }
  return { acked, found };
}

test.each([-1, 1])(
  'acks %d: a node that is alone loses no acknowledged record with its power',
  async (acks) => {
    const { acked, found } = await livesOf(PROFILE, acks);
    expect(acked.length).toBe(4 * ROUNDS);
    // The last round was acknowledged after the last look.
    expect(found).toEqual(acked.slice(0, 4 * (ROUNDS - 1)));
  },
);

test('without it the same lives lose records: the test above can fail', async () => {
  const { acked, found } = await livesOf({}, -1);
  expect(found.length).toBeLessThan(acked.length);
  expect(acked.some((value, offset) => found[offset] !== value)).toBe(true);
});

test.each([-1, 1])('acks %d: the answer comes after the fsync of what it answers', async (acks) => {
  const disk = new MemoryDisk(() => Date.now());
  const events: string[] = [];
  await using node = await startTestNode({ disk: () => disk, properties: PROFILE });
  const client = await node.connect();
  await createTopic(client, 'kept');
  await produceTo(client, 'kept', buildBatch([{ key: null, value: null }], { timestamp: Date.now() }));
  disk.hook = ({ kind, path }) => {
    if (path.endsWith('/kept-0/00000000000000000000.log')) events.push(kind);
  };
  for (let count = 0; count < 3; count++) {
    const batch = buildBatch([{ key: null, value: null }], { timestamp: Date.now() });
    await produceTo(client, 'kept', batch, { acks });
    events.push('answer');
  }
  client.close();
  disk.hook = () => {};
  expect(events).toEqual(Array.from({ length: 3 }, () => ['write', 'sync', 'answer']).flat());
});
