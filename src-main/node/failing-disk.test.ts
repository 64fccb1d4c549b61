import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Disk, DiskError, type File } from '../env/index.ts';
import { DescribeLogDirs, errorName } from '../protocol/index.ts';
import { startTestCluster } from './in-process-cluster.ts';
import { startTestNode, type TestNode } from './in-process.ts';
import { batchOf, createTopic, fetchFrom, produceTo, valuesIn } from './test-client.ts';

/** A disk whose writes below some path fail from now on, as a full or dying one's do. */
function fragile(broken: { path: string | undefined; operations?: readonly string[]; code?: string }) {
  const fail = (path: string) => broken.path !== undefined && path.startsWith(broken.path);
  const check = (operation: string, path: string) => {
    if (fail(path) && broken.operations?.includes(operation) !== false)
      throw new DiskError(
        operation,
        path,
        Object.assign(new Error('disk'), { code: broken.code ?? 'ENOSPC' }),
      );
  };
  const guard = (file: File): File => ({
    path: file.path,
    read: (...args) => file.read(...args),
    write: (chunks, position) => {
      check('write', file.path);
      file.write(chunks, position);
    },
    truncate: (size) => {
      check('truncate', file.path);
      file.truncate(size);
    },
    size: () => file.size(),
    sync: () => {
      check('fsync', file.path);
      file.sync();
    },
    syncLater: async () => {
      check('fsync', file.path);
      await file.syncLater();
    },
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
    rename: (from, to) => {
      check('rename', from);
      disk.rename(from, to);
    },
    syncDirectory: (path) => {
      check('fsync', path);
      disk.syncDirectory(path);
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

// What fails, and what was going on: an append, a flush of every record, a roll with its new files and its write-back in
// the background, a checkpoint that is renamed into place.
for (const { what, operations, code, work } of [
  { what: 'a full disk under an append', operations: ['write'], code: 'ENOSPC', work: 'append' },
  { what: 'an I/O error under an append', operations: ['write'], code: 'EIO', work: 'append' },
  { what: 'an fsync that fails, of each record', operations: ['fsync'], code: 'EIO', work: 'append' },
  {
    what: 'no room for the files of a new segment',
    operations: ['open', 'write'],
    code: 'ENOSPC',
    work: 'roll',
  },
  { what: 'an fsync that fails in the background', operations: ['fsync'], code: 'EIO', work: 'roll' },
  { what: 'an I/O error under a rename', operations: ['rename'], code: 'EIO', work: 'new epoch' },
] as const) {
  test(`${what}: the log dir is offline and says why, and nothing is acknowledged`, async () => {
    const broken: Parameters<typeof fragile>[0] = { path: undefined, operations, code };
    const flush: Record<string, string> = what.includes('each record')
      ? { 'log.flush.interval.messages': '1' }
      : {};
    await using node = await startTestNode({ directories: 2, disk: fragile(broken), properties: flush });
    const { client, first, second } = await filled(node);
    const log = node.node.broker.replicas.get(second, 0)!.log!;
    broken.path = `${node.config.dataDirectories[1]}/`;
    let answer = 'NONE';
    if (work === 'append') answer = errorName((await produceTo(client, second, batchOf(['lost']))).errorCode);
    else if (work === 'roll')
      node.node.broker.replicas.attempt(node.node.broker.replicas.get(second, 0)!, () => log.roll('test'));
    else
      node.node.broker.replicas.attempt(node.node.broker.replicas.get(second, 0)!, () =>
        log.advanceStart(1, 'delete-records'),
      );
    await expect
      .poll(() => node.facts.backlog().filter(({ kind }) => kind === 'directory-offline'))
      .toMatchObject([{ directory: node.config.dataDirectories[1], reason: expect.stringContaining(code) }]);
    if (work === 'append') expect(answer).toBe('KAFKA_STORAGE_ERROR');
    expect(errorName((await produceTo(client, second, batchOf(['later']))).errorCode)).toBe(
      'KAFKA_STORAGE_ERROR',
    );
    expect(errorName((await produceTo(client, first, batchOf(['b']))).errorCode)).toBe('NONE');
    // The controller heard of it with a heartbeat: the partition has no leader any more.
    await expect.poll(() => node.node.broker.image().topicsByName.get(second)!.partitions[0].leader).toBe(-1);
    // It works again, but what was not synced is in doubt: nothing is taken back before a start looks at it.
    broken.path = undefined;
    expect(errorName((await produceTo(client, second, batchOf(['later']))).errorCode)).not.toBe('NONE');
  });
}

test(
  'when the disk has room again the node asks to be started anew, and has everything',
  { timeout: 60_000 },
  async () => {
    const broken = { path: undefined as string | undefined };
    const wanted: string[] = [];
    let node = await startTestNode({
      directories: 2,
      disk: fragile(broken),
      onRestartWanted: (reason) => void wanted.push(reason),
    });
    try {
      const { client, second } = await filled(node);
      broken.path = node.config.dataDirectories[1];
      await produceTo(client, second, batchOf(['lost']));
      client.close();
      broken.path = undefined;
      await expect
        .poll(() => wanted[0], { timeout: 40_000 })
        .toMatch(/works again \(it had failed: .*ENOSPC/);
      node = await node.restart();
      await expect
        .poll(() => node.node.broker.image().topicsByName.get(second)!.partitions[0].leader, {
          timeout: 20_000,
        })
        .toBe(1);
      const again = await node.connect();
      expect(valuesIn((await fetchFrom(again, second, 0)).records)).toEqual(['0:a']);
      expect(errorName((await produceTo(again, second, batchOf(['b']))).errorCode)).toBe('NONE');
      again.close();
    } finally {
      await node[Symbol.asyncDispose]();
    }
  },
);

// One of three voters can write its vote no more, in one way or another, when the leader of the quorum is gone: with two
// left a leader would need it.
for (const { operations, code } of [
  { operations: ['open'], code: 'EIO' },
  { operations: ['write'], code: 'ENOSPC' },
  { operations: ['fsync'], code: 'EIO' },
  { operations: ['rename'], code: 'EIO' },
])
  test(`a vote that cannot be kept is not given (${code} under ${operations[0]}): the node ends, and votes after a start`, async () => {
    const broken: { path: string | undefined; operations: string[]; code: string } = {
      path: undefined,
      operations,
      code,
    };
    const failures: string[] = [];
    let hurt = 0;
    await using cluster = await startTestCluster(3, {
      disk: (id, disk) => (id === 3 || id === 2 ? fragile(brokenOn(id))(disk) : disk),
      onFailure: (id, message) => void failures.push(`${id}: ${message}`),
    });
    function brokenOn(id: number) {
      return {
        operations,
        code,
        get path() {
          return id === hurt ? broken.path : undefined;
        },
      };
    }
    const leader = cluster.leaderId;
    hurt = leader === 3 ? 2 : 3;
    const other = [1, 2, 3].find((id) => id !== leader && id !== hurt)!;
    const folder = join(cluster.nodes[hurt - 1].config.dataDirectories[0], '__cluster_metadata-0');
    const stored = () => readFileSync(join(folder, 'quorum-state'), 'utf8');
    const before = stored();
    broken.path = join(folder, 'quorum-state');
    await cluster.kill(leader, { seen: true });

    await expect
      .poll(() => failures, { timeout: 20_000 })
      .toEqual([expect.stringMatching(new RegExp(`^${hurt}: .*quorum-state.*${code}`))]);
    // Long enough for several elections of the one that is left, which gets no vote but its own.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(cluster.at(other).state().quorum.leaderId).not.toBe(other);
    expect(stored()).toBe(before);

    await cluster.kill(hurt, { seen: true });
    broken.path = undefined;
    await cluster.start(hurt);
    await expect
      .poll(() => cluster.at(other).state().quorum.leaderId, { timeout: 20_000 })
      .toBeOneOf([hurt, other]);
    expect(stored()).not.toBe(before);
    const client = await cluster.connect(hurt);
    await createTopic(client, 'afterwards');
    client.close();
    expect(failures).toHaveLength(1);
  }, 90_000);

test('a node that stops waits for its vote to be stored, however slow the disk: the next one on the folder writes it, too', async () => {
  const slow = (disk: Disk): Disk => ({
    ...disk,
    open: (path, mode) => {
      const file = disk.open(path, mode);
      if (!path.endsWith('quorum-state.tmp')) return file;
      const sync = file.syncLater.bind(file);
      return Object.assign(file, {
        syncLater: async () => {
          await new Promise((resolve) => setTimeout(resolve, 400));
          await sync();
        },
      });
    },
  });
  let node = await startTestNode({ disk: slow });
  try {
    for (let restarts = 0; restarts < 2; restarts++) node = await node.restart();
    const client = await node.connect();
    await createTopic(client, 'afterwards');
    client.close();
  } finally {
    await node[Symbol.asyncDispose]();
  }
});
