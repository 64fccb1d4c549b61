import { expect, test } from 'vitest';
import { type Disk, DiskError, type File } from '../env/index.ts';
import { DescribeLogDirs, errorName } from '../protocol/index.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, produceTo, valuesIn } from './test-client.ts';

/** A disk whose writes below some path fail from now on, as a full or dying one's do. */
function fragile(broken: { path: string | undefined }) {
  const fail = (path: string) => broken.path !== undefined && path.startsWith(broken.path);
  const check = (operation: string, path: string) => {
    if (fail(path))
      throw new DiskError(operation, path, Object.assign(new Error('disk'), { code: 'ENOSPC' }));
  };
  const guard = (file: File): File => ({
    path: file.path,
    read: (...args) => file.read(...args),
    write: (chunks, position) => {
      check('write', file.path);
      file.write(chunks, position);
    },
    truncate: (size) => file.truncate(size),
    size: () => file.size(),
    sync: () => file.sync(),
    syncLater: () => file.syncLater(),
    close: () => file.close(),
  });
  return (disk: Disk): Disk => ({
    ...disk,
    open: (path, mode) => {
      if (mode !== 'read') check('open', path);
      return guard(disk.open(path, mode));
    },
    makeDirectory: (path) => {
      check('mkdir', path);
      disk.makeDirectory(path);
    },
  });
}

/** Two topics, one in each log dir, and which is where. */
async function filled(node: TestNode) {
  const client = await node.connect();
  for (const name of ['one', 'two', 'three', 'four']) {
    await createTopic(client, name);
    await produceTo(client, name, batchOf(['a']));
  }
  const at = (topic: string) =>
    node.config.dataDirectories.findIndex((directory) =>
      node.node.broker.replicas.get(topic, 0)!.log!.directory.startsWith(`${directory}/`),
    );
  const names = ['one', 'two', 'three', 'four'];
  return {
    client,
    first: names.find((name) => at(name) === 0)!,
    second: names.find((name) => at(name) === 1)!,
  };
}

test('a log dir that fails takes its partitions along; the others go on, nothing is acknowledged falsely', async () => {
  const broken = { path: undefined as string | undefined };
  await using node = await startTestNode({ directories: 2, disk: fragile(broken) });
  const { client, first, second } = await filled(node);
  broken.path = node.config.dataDirectories[1];
  expect(errorName((await produceTo(client, second, batchOf(['lost']))).errorCode)).toBe(
    'KAFKA_STORAGE_ERROR',
  );
  expect(errorName((await fetchFrom(client, second, 0)).errorCode)).toBe('KAFKA_STORAGE_ERROR');
  expect(errorName((await produceTo(client, first, batchOf(['b']))).errorCode)).toBe('NONE');
  expect(valuesIn((await fetchFrom(client, first, 0)).records)).toEqual(['0:a', '1:b']);
  const { results } = await client.request(DescribeLogDirs, { topics: null });
  expect(results.map(({ errorCode }) => errorName(errorCode))).toEqual(['NONE', 'KAFKA_STORAGE_ERROR']);
  const offline = node.facts.backlog().filter(({ kind }) => kind === 'directory-offline');
  expect(offline).toMatchObject([{ directory: broken.path, reason: expect.stringContaining('ENOSPC') }]);
  await createTopic(client, 'later');
  expect(errorName((await produceTo(client, 'later', batchOf(['x']))).errorCode)).toBe('NONE');
});

test('the node cannot live without the directory of the metadata', async () => {
  const broken = { path: undefined as string | undefined };
  const failures: string[] = [];
  await using node = await startTestNode({
    directories: 2,
    disk: fragile(broken),
    onFailure: (message) => void failures.push(message),
  });
  const { client, first } = await filled(node);
  broken.path = `${node.config.dataDirectories[0]}/${first}-0`;
  expect(errorName((await produceTo(client, first, batchOf(['lost']))).errorCode)).toBe(
    'KAFKA_STORAGE_ERROR',
  );
  expect(failures).toEqual([expect.stringMatching(/cannot do without, failed/)]);
  broken.path = undefined;
});

test('damaged bytes on disk concern their partition only', async () => {
  await using node = await startTestNode();
  const client = await node.connect();
  await createTopic(client, 'hurt');
  await createTopic(client, 'sound');
  for (const topic of ['hurt', 'sound'])
    for (const value of ['a', 'b']) await produceTo(client, topic, batchOf([value]));
  const { directory } = node.node.broker.replicas.get('hurt', 0)!.log!;
  const file = node.env.disk.open(`${directory}/00000000000000000000.log`, 'write');
  file.write([Buffer.alloc(12)], 69);
  file.close();
  expect(errorName((await fetchFrom(client, 'hurt', 1)).errorCode)).toBe('CORRUPT_MESSAGE');
  expect(valuesIn((await fetchFrom(client, 'sound', 1)).records)).toEqual(['1:b']);
});
