import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  AlterReplicaLogDirs,
  CreateTopics,
  DescribeLogDirs,
  ErrorCode,
  errorName,
  IncrementalAlterConfigs,
} from '../protocol/index.ts';
import { type Disk, DiskError } from '../env/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, produceTo, valuesIn } from './test-client.ts';

// The metadata has the log dir of each replica, as its broker says (KIP-858).

const TOPICS = ['one', 'two', 'three', 'four'];

const partitionOf = ({ node }: TestNode, topic: string) =>
  node.broker.image().topicsByName.get(topic)!.partitions[0];

/** The id of the log dir in which the replica really lies. */
function actualDirectory({ node }: TestNode, topic: string): string {
  const { replicas } = node.broker;
  return replicas.logs.directoryOf(replicas.get(topic, 0)!.log!)!.directoryId!;
}

async function directoriesAgree(node: TestNode): Promise<void> {
  await expect
    .poll(() => TOPICS.map((topic) => partitionOf(node, topic).directories[0]), { timeout: 20_000 })
    .toEqual(TOPICS.map((topic) => actualDirectory(node, topic)));
}

test('the controller learns where replicas lie, also after a log dir was replaced', async () => {
  let node = await startTestNode({ directories: 2 });
  try {
    const client = await node.connect();
    for (const topic of TOPICS) await createTopic(client, topic);
    for (const topic of TOPICS) await produceTo(client, topic, batchOf([topic]));
    client.close();
    await directoriesAgree(node);
    const second = node.node.broker.replicas.logs.directories()[1];
    const [lost] = TOPICS.filter((topic) => actualDirectory(node, topic) === second.directoryId);
    const [kept] = TOPICS.filter((topic) => actualDirectory(node, topic) !== second.directoryId);
    expect([lost, kept]).not.toContain(undefined);

    const replaced = node.restart.bind(node);
    await node.node.stop();
    rmSync(second.path, { recursive: true });
    node = await replaced();

    await directoriesAgree(node);
    expect(actualDirectory(node, lost)).not.toBe(second.directoryId);
    await expect.poll(() => partitionOf(node, lost).leader, { timeout: 20_000 }).toBe(1);
    const again = await node.connect();
    expect(valuesIn((await fetchFrom(again, kept, 0)).records)).toEqual([`0:${kept}`]);
    expect((await produceTo(again, lost, batchOf(['new']))).errorCode).toBe(0);
    again.close();
  } finally {
    await node[Symbol.asyncDispose]();
  }
});

test('a replica moves between log dirs while it is written to, and the metadata says where it lies', async () => {
  let node = await startTestNode({ directories: 2 });
  try {
    const client = await node.connect();
    await createTopic(client, 'one');
    for (let index = 0; index < 50; index++) await produceTo(client, 'one', batchOf([`value ${index}`]));
    const [first, second] = node.node.broker.replicas.logs.directories();
    const target = actualDirectory(node, 'one') === first.directoryId ? second : first;
    const move = async (path: string, name: string, partition = 0) => {
      const dirs = [{ path, topics: [{ name, partitions: [partition] }] }];
      const { results } = await client.request(AlterReplicaLogDirs, { dirs });
      return results.map(({ topicName, partitions }) => `${topicName} ${errorName(partitions[0].errorCode)}`);
    };
    expect(await move(`${target.path}/no`, 'one')).toEqual(['one LOG_DIR_NOT_FOUND']);
    expect(await move(target.path, 'nobody')).toEqual(['nobody UNKNOWN_TOPIC_OR_PARTITION']);
    expect(await move(target.path, 'one')).toEqual(['one NONE']);
    await produceTo(client, 'one', batchOf(['while it moves']));
    const places = async () => {
      const { results } = await client.request(DescribeLogDirs, {
        topics: [{ topic: 'one', partitions: [0] }],
      });
      return results.flatMap(({ logDir, topics }) =>
        topics.flatMap(({ partitions }) =>
          partitions.map(({ isFutureKey, offsetLag }) => `${logDir} ${isFutureKey} ${offsetLag}`),
        ),
      );
    };
    await expect.poll(places, { timeout: 20_000 }).toEqual([`${target.path} false 0`]);
    await expect
      .poll(() => partitionOf(node, 'one').directories[0], { timeout: 20_000 })
      .toBe(target.directoryId);
    expect((await produceTo(client, 'one', batchOf(['afterwards']))).errorCode).toBe(0);
    client.close();
    const restart = node.restart.bind(node);
    await node.node.stop();
    node = await restart();
    const again = await node.connect();
    const values = valuesIn((await fetchFrom(again, 'one', 0)).records);
    expect(values).toHaveLength(52);
    expect(values.slice(-2)).toEqual(['50:while it moves', '51:afterwards']);
    expect(actualDirectory(node, 'one')).toBe(target.directoryId);
    again.close();
  } finally {
    await node[Symbol.asyncDispose]();
  }
});

test('a cordoned log dir gets no new replicas; a broker whose dirs all are gets none at all', async () => {
  await using node = await startTestNode({ directories: 2 });
  const client = await node.connect();
  const [first, second] = node.config.dataDirectories;
  const cordon = async (value: string) => {
    const configs = [{ name: 'cordoned.log.dirs', configOperation: 0, value }];
    const resources = [{ resourceType: 4, resourceName: '1', configs }];
    const { responses } = await client.request(IncrementalAlterConfigs, { resources, validateOnly: false });
    return responses[0].errorCode;
  };
  const cordoned = async () => {
    const { results } = await client.request(DescribeLogDirs, { topics: null });
    return results.filter(({ isCordoned }) => isCordoned).map(({ logDir }) => logDir);
  };
  const known = () => node.node.broker.image().brokers.get(1)!.cordonedDirectories;
  expect(known()).toBe(null);

  // Written as in log.dirs, and no other way: so Kafka has it.
  expect(await cordon(`${second}/`)).toBe(ErrorCode.INVALID_REQUEST);
  expect(await cordon(second)).toBe(ErrorCode.NONE);
  await expect.poll(() => known()?.length).toBe(1);
  expect(await cordoned()).toEqual([second]);
  const pathOf = (topic: string) => {
    const { replicas } = node.node.broker;
    return replicas.logs.directoryOf(replicas.get(topic, 0)!.log!)!.path;
  };
  for (const topic of TOPICS) await createTopic(client, topic);
  expect(TOPICS.map(pathOf)).toEqual(TOPICS.map(() => first));

  expect(await cordon('*')).toBe(ErrorCode.NONE);
  await expect.poll(() => known()?.length).toBe(2);
  const topic = { name: 'nowhere', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] };
  const refused = await client.request(CreateTopics, { topics: [topic] });
  expect(refused.topics[0].errorCode).toBe(ErrorCode.INVALID_REPLICATION_FACTOR);

  expect(await cordon('')).toBe(ErrorCode.NONE);
  await expect.poll(known).toEqual([]);
  expect(await cordoned()).toEqual([]);
  await createTopic(client, 'somewhere');
  expect(pathOf('somewhere')).toBe(second);
  client.close();
});

/** What may keep the second log dir from being opened, and what the node says of it. */
const FAILURES: Readonly<
  Record<string, { spoil(path: string): void; mend(path: string): void; disk?: string; says: RegExp }>
> = {
  'its meta.properties is damaged': {
    spoil: (path) => writeFileSync(join(path, 'meta.properties'), Buffer.alloc(100)),
    mend: () => {},
    says: /meta\.properties: version is missing/,
  },
  'its meta.properties is lost': {
    spoil: (path) => rmSync(join(path, 'meta.properties')),
    mend: () => {},
    says: /meta\.properties is missing, though there are logs/,
  },
  'its meta.properties cannot be read': {
    spoil: (path) => {
      rmSync(join(path, 'meta.properties'));
      mkdirSync(join(path, 'meta.properties'));
    },
    mend: (path) => rmSync(join(path, 'meta.properties'), { recursive: true }),
    says: /meta\.properties.*EISDIR/,
  },
  'its .lock cannot be opened': {
    spoil: (path) => {
      rmSync(join(path, '.lock'));
      mkdirSync(join(path, '.lock'));
    },
    mend: (path) => rmSync(join(path, '.lock'), { recursive: true }),
    says: /\.lock.*EISDIR/,
  },
  'a file is in its place': {
    spoil: (path) => {
      rmSync(`${path}.aside`, { recursive: true, force: true });
      renameSync(path, `${path}.aside`);
      writeFileSync(path, 'no folder');
    },
    mend: (path) => {
      rmSync(path);
      renameSync(`${path}.aside`, path);
    },
    says: /data-2/,
  },
  'its disk answers with errors': { spoil: () => {}, mend: () => {}, disk: 'EIO', says: /EIO/ },
};

/** A disk on which nothing below a path can be opened, read or made. */
function failing(broken: { path: string | undefined; code: string }) {
  const check = (operation: string, path: string) => {
    if (broken.path !== undefined && path.startsWith(broken.path))
      throw new DiskError(operation, path, Object.assign(new Error('disk'), { code: broken.code }));
  };
  return (disk: Disk): Disk => ({
    ...disk,
    open: (path, mode) => (check('open', path), disk.open(path, mode)),
    makeDirectory: (path) => (check('mkdir', path), disk.makeDirectory(path)),
    readFile: (path) => (check('read', path), disk.readFile(path)),
    list: (path) => (check('list', path), disk.list(path)),
    stat: (path) => (check('stat', path), disk.stat(path)),
    lock: (path) => (check('lock', path), disk.lock(path)),
  });
}

test.each(Object.keys(FAILURES))(
  'a log dir that cannot be opened is offline, the others go on: %s',
  { timeout: 60_000 },
  async (why) => {
    const { spoil, mend, disk: code, says } = FAILURES[why];
    const broken: { path: string | undefined; code: string } = { path: undefined, code: code ?? '' };
    let node = await startTestNode({ directories: 2, disk: failing(broken) });
    try {
      const client = await node.connect();
      for (const topic of TOPICS) {
        await createTopic(client, topic);
        await produceTo(client, topic, batchOf([topic]));
      }
      client.close();
      await directoriesAgree(node);
      const second = node.node.broker.replicas.logs.directories()[1];
      const gone = TOPICS.filter((topic) => actualDirectory(node, topic) === second.directoryId);
      const kept = TOPICS.filter((topic) => !gone.includes(topic));
      expect([gone.length > 0, kept.length > 0]).toEqual([true, true]);
      const before = readFileSync(join(second.path, 'meta.properties'));

      const restart = node.restart.bind(node);
      await node.node.stop();
      if (code !== undefined) broken.path = second.path;
      spoil(second.path);
      node = await restart();

      const [, offline] = node.node.broker.replicas.logs.directories();
      expect(offline).toMatchObject({
        path: second.path,
        directoryId: undefined,
        offline: expect.stringMatching(says),
      });
      expect(node.facts.backlog().filter(({ kind }) => kind === 'directory-offline')).toMatchObject([
        { directory: second.path, reason: expect.stringMatching(says) },
      ]);
      // What it has is not made anew elsewhere, nor led; everything else is.
      for (const topic of gone) {
        expect(partitionOf(node, topic).leader, topic).toBe(-1);
        expect(node.node.broker.replicas.get(topic, 0)!.log, topic).toBeUndefined();
      }
      const during = await node.connect();
      for (const topic of kept) {
        await expect.poll(() => partitionOf(node, topic).leader, { timeout: 20_000 }).toBe(1);
        expect(valuesIn((await fetchFrom(during, topic, 0)).records)).toEqual([`0:${topic}`]);
        expect((await produceTo(during, topic, batchOf(['more']))).errorCode).toBe(0);
      }
      expect((await fetchFrom(during, gone[0], 0)).errorCode).not.toBe(0);
      await createTopic(during, 'later');
      expect(node.node.broker.replicas.get('later', 0)!.log!.directory).not.toContain(second.path);
      const { results } = await during.request(DescribeLogDirs, { topics: null });
      expect(results.map(({ logDir, errorCode }) => `${logDir} ${errorName(errorCode)}`)).toContain(
        `${second.path} KAFKA_STORAGE_ERROR`,
      );
      during.close();

      // Mended, it is taken back with everything in it.
      const again = node.restart.bind(node);
      await node.node.stop();
      broken.path = undefined;
      mend(second.path);
      writeFileSync(join(second.path, 'meta.properties'), before);
      node = await again();
      const after = await node.connect();
      for (const topic of TOPICS) {
        await expect.poll(() => partitionOf(node, topic).leader, { timeout: 20_000 }).toBe(1);
        const values = kept.includes(topic) ? [`0:${topic}`, '1:more'] : [`0:${topic}`];
        expect(valuesIn((await fetchFrom(after, topic, 0)).records), topic).toEqual(values);
      }
      after.close();
    } finally {
      await node[Symbol.asyncDispose]();
    }
  },
);

test('no node starts where the configuration must be wrong, or the log dir of the metadata fails', async () => {
  let node = await startTestNode({ directories: 2 });
  try {
    const [first, second] = node.config.dataDirectories;
    const restart = node.restart.bind(node);
    const refused = async (says: string | RegExp, file: string, text: (before: string) => string) => {
      const before = readFileSync(file, 'utf8');
      writeFileSync(file, text(before));
      await expect(restart()).rejects.toThrow(says);
      writeFileSync(file, before);
    };
    await node.node.stop();
    const properties = (directory: string) => join(directory, 'meta.properties');
    const { clusterId } = node.config;
    for (const directory of [first, second]) {
      const other = 'otherAAAAAAAAAAAAAAAAw';
      await refused(
        `${directory} belongs to cluster ${other}, not to ${clusterId}`,
        properties(directory),
        (text) => text.replace(clusterId, other),
      );
      await refused(`${directory} belongs to node 7, not to node 1`, properties(directory), (text) =>
        text.replace('node.id=1', 'node.id=7'),
      );
    }
    await refused(/^.*data-2 has the directory.id of another/, properties(second), () =>
      readFileSync(properties(first), 'utf8'),
    );
    await refused(`${properties(first)}: version is missing`, properties(first), () => '');
    node = await restart();
    // In use: by this very node.
    await expect(
      startTestNode({ directories: 2, dataDirectory: node.dataDirectory, clusterId }),
    ).rejects.toThrow(`${first} is in use: another process holds its .lock`);
  } finally {
    await node[Symbol.asyncDispose]();
  }
});
