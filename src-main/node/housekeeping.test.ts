/**
 * What a developer shortens to see it happen, on a disk that refuses to rename or remove what is open, as Windows does:
 * each interval shows in what comes to be on the disk, and none of it fails.
 */
import { expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import { AlterReplicaLogDirs, DeleteRecords, DeleteTopics, DescribeLogDirs } from '../protocol/index.ts';
import { MemoryDisk } from '../sim/memory-disk.ts';
import { buildBatch } from '../wire/index.ts';
import { startTestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, produceTo, valuesIn } from './test-client.ts';

const SHORT = {
  'log.initial.task.delay.ms': '0',
  'log.retention.check.interval.ms': '100',
  'log.cleaner.backoff.ms': '100',
  'log.segment.delete.delay.ms': '400',
  'log.flush.offset.checkpoint.interval.ms': '100',
  'log.flush.start.offset.checkpoint.interval.ms': '100',
  'replica.high.watermark.checkpoint.interval.ms': '100',
};

/** A node over a disk in memory, and what is told of it. */
async function start(properties: Record<string, string>) {
  const disk = new MemoryDisk(() => Date.now());
  const complaints: string[] = [];
  const complain = (message: string) => void complaints.push(message);
  const node = await startTestNode({
    disk: () => disk,
    directories: 2,
    properties,
    log: { info() {}, warn: complain, error: complain },
    onFailure: complain,
  });
  const logOf = (topic: string) => node.node.broker.replicas.get(topic, 0)!.log!;
  return {
    node,
    disk,
    client: await node.connect(),
    logOf,
    /** Names in the topic's folder. */
    names: (topic: string) => disk.list(logOf(topic).directory)!.map(({ name }) => name),
    /** Lines of a checkpoint in any of the log dirs that name the topic. */
    checkpoint: (file: string, topic: string) =>
      node.config.dataDirectories.flatMap((directory) =>
        String(disk.readFile(`${directory}/${file}`) ?? '')
          .split('\n')
          .filter((line) => line.startsWith(`${topic} `)),
      ),
    /** Nothing has failed on the way. */
    async end() {
      const offline = node.facts.backlog().filter(({ kind }) => kind === 'directory-offline');
      await node.stop();
      expect(offline).toEqual([]);
      expect(complaints).toEqual([]);
    },
  };
}

test('retention: segments go with the next look, and their files when the delay is over', async () => {
  const { client, logOf, names, end } = await start(SHORT);
  await createTopic(client, 'short', { configs: { 'retention.bytes': '60' } });
  await produceTo(client, 'short', batchOf(['a', 'b']));
  logOf('short').roll('test');
  await produceTo(client, 'short', batchOf(['c']));
  await expect.poll(() => logOf('short').startOffset, { interval: 20 }).toBe(2);
  const renamedMs = Date.now();
  expect(names('short')).toContain('00000000000000000000.log.deleted');
  await expect
    .poll(() => names('short').some((name) => name.endsWith('.deleted')), { interval: 20 })
    .toBe(false);
  expect(Date.now() - renamedMs).toBeGreaterThan(200);
  expect(valuesIn((await fetchFrom(client, 'short', 2)).records)).toEqual(['2:c']);
  client.close();
  await end();
});

test('checkpoints: high watermark, recovery point and log start are on disk after their intervals', async () => {
  const { client, logOf, checkpoint, end } = await start(SHORT);
  await createTopic(client, 'noted');
  await produceTo(client, 'noted', batchOf(['a', 'b', 'c']));
  await expect.poll(() => checkpoint('replication-offset-checkpoint', 'noted')).toEqual(['noted 0 3']);
  logOf('noted').roll('test');
  await expect.poll(() => checkpoint('recovery-point-offset-checkpoint', 'noted')).toEqual(['noted 0 3']);
  await produceTo(client, 'noted', batchOf(['d']));
  const partitions = [{ partitionIndex: 0, offset: 1 }];
  await client.request(DeleteRecords, { topics: [{ name: 'noted', partitions }], timeoutMs: 5_000 });
  await expect.poll(() => checkpoint('log-start-offset-checkpoint', 'noted')).toEqual(['noted 0 1']);
  client.close();
  await end();
});

test('with Kafka’s own intervals none of that is there yet', async () => {
  const { client, logOf, names, checkpoint, end } = await start({});
  await createTopic(client, 'short', { configs: { 'retention.bytes': '60' } });
  await produceTo(client, 'short', batchOf(['a', 'b']));
  logOf('short').roll('test');
  await produceTo(client, 'short', batchOf(['c']));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(logOf('short').startOffset).toBe(0);
  expect(names('short')).toContain('00000000000000000000.log');
  expect(checkpoint('replication-offset-checkpoint', 'short')).toEqual([]);
  expect(checkpoint('log-start-offset-checkpoint', 'short')).toEqual([]);
  client.close();
  await end();
});

test('compaction: cleaned segments take the place of those that are open to readers', async () => {
  const { client, logOf, names, checkpoint, end } = await start(SHORT);
  const configs = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0' };
  await createTopic(client, 'keyed', { configs });
  const write = async (key: string, value: string) => {
    const record = { key: Buffer.from(key), value: Buffer.from(value) };
    await produceTo(client, 'keyed', buildBatch([record], { timestamp: Date.now() }));
  };
  for (let round = 0; round < 3; round++) {
    for (const key of ['a', 'b']) await write(key, `${key}${round}`);
    logOf('keyed').roll('test');
    await fetchFrom(client, 'keyed', 0);
  }
  await write('c', 'active');
  await expect.poll(() => checkpoint('cleaner-offset-checkpoint', 'keyed')).toEqual(['keyed 0 6']);
  expect(valuesIn((await fetchFrom(client, 'keyed', 0)).records)).toEqual(['4:a2', '5:b2']);
  await expect.poll(() => names('keyed').filter((name) => /deleted|cleaned|swap/.test(name))).toEqual([]);
  client.close();
  await end();
});

test('a topic that is deleted, and one whose replica moves to another log dir while it is read and written', async () => {
  const { node, client, disk, logOf, end } = await start(SHORT);
  await createTopic(client, 'gone');
  await createTopic(client, 'moved');
  for (const topic of ['gone', 'moved'])
    for (const value of ['a', 'b']) await produceTo(client, topic, batchOf([value]));
  const [from, to] = node.config.dataDirectories.toSorted((a) =>
    logOf('moved').directory.startsWith(`${a}/`) ? -1 : 1,
  );
  const dirs = [{ path: to, topics: [{ name: 'moved', partitions: [0] }] }];
  await client.request(AlterReplicaLogDirs, { dirs });
  await produceTo(client, 'moved', batchOf(['c']));
  await fetchFrom(client, 'moved', 0);
  await expect.poll(() => logOf('moved').directory.startsWith(`${to}/`)).toBe(true);
  await produceTo(client, 'moved', batchOf(['d']));
  expect(valuesIn((await fetchFrom(client, 'moved', 0)).records)).toEqual(['0:a', '1:b', '2:c', '3:d']);

  const { directory } = logOf('gone');
  await client.request(DeleteTopics, { topics: [{ name: 'gone', topicId: ZERO_UUID }], timeoutMs: 5_000 });
  const folders = () =>
    node.config.dataDirectories.flatMap((path) => disk.list(path)!.map(({ name }) => `${path}/${name}`));
  await expect.poll(() => folders().includes(directory), { interval: 20 }).toBe(false);
  const waiting = () => folders().filter((path) => /-delete$|-stray$|-future$/.test(path));
  expect(waiting().some((path) => path.includes('/gone-0.'))).toBe(true);
  await expect.poll(waiting).toEqual([]);
  expect(folders().some((path) => path.startsWith(`${from}/moved-0`))).toBe(false);
  const { results } = await client.request(DescribeLogDirs, { topics: null });
  expect(results.map(({ errorCode }) => errorCode)).toEqual([0, 0]);
  client.close();
  await end();
});
