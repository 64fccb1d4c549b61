import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateTopics, ErrorCode } from '../protocol/index.ts';
import { batchFault, batchPositions, buildBatch, buildTransactionMarker } from '../wire/index.ts';
import { eventually } from './eventually.ts';
import { startTestCluster, type TestCluster } from './in-process-cluster.ts';
import { batchOf, fetchFrom, produceTo, valuesIn } from './test-client.ts';

// Whatever happens to the files of one replica of three: nothing that was acknowledged is lost, nobody is given a wrong
// byte, the replica is whole again without anybody doing anything, and the node says which file it was.

type Damage = 'flip' | 'truncate' | 'zero' | 'stale' | 'delete';
const DAMAGES: readonly Damage[] = ['flip', 'truncate', 'zero', 'stale', 'delete'];

const CLOSED = '00000000000000000004';
const ACTIVE = '00000000000000000008';
const COMPACTED = '00000000000000000000';
/** What to damage, by a short name that topics carry. */
const PARTITION_FILES: Readonly<Record<string, string>> = {
  log: `${CLOSED}.log`,
  active: `${ACTIVE}.log`,
  index: `${CLOSED}.index`,
  timeindex: `${CLOSED}.timeindex`,
  txnindex: `${CLOSED}.txnindex`,
  snapshot: `${ACTIVE}.snapshot`,
  epochs: 'leader-epoch-checkpoint',
  metadata: 'partition.metadata',
};
/** Of a topic that was compacted: its closed segments have become one, with holes in its offsets. */
const COMPACTED_FILES: Readonly<Record<string, string>> = {
  log: `${COMPACTED}.log`,
  active: `${ACTIVE}.log`,
  index: `${COMPACTED}.index`,
  timeindex: `${COMPACTED}.timeindex`,
  snapshot: `${ACTIVE}.snapshot`,
  epochs: 'leader-epoch-checkpoint',
};
const namesOf = (files: Readonly<Record<string, string>>, kind = '') =>
  Object.keys(files).flatMap((file) => DAMAGES.map((damage) => `${kind}${file}-${damage}`));
const MATRICES: readonly [string, readonly string[]][] = [
  ['a partition', namesOf(PARTITION_FILES)],
  ['a compacted partition', namesOf(COMPACTED_FILES, 'compacted-')],
];
const isCompacted = (topic: string) => topic.includes('compacted-');
const BATCHES = 10;
/** Of the batches of a compacted topic; the cleaner looks at those before the active segment. */
const KEYS = ['a', 'b', 'a', 'c', 'b', 'd', 'e', 'c', 'f', 'a'];
const isCleaned = (offset: number) => offset < 8 && KEYS.lastIndexOf(KEYS[offset], 7) !== offset;
const HURT = 3;

const messages: string[] = [];
const note = (message: string) => void messages.push(message);

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster(3, {
    log: { info: note, warn: note, error: note },
    properties: {
      'replica.lag.time.max.ms': '2000',
      'replica.fetch.backoff.ms': '50',
      'sluice.log.scrub.interval.ms': '300',
      'sluice.log.scrub.bytes.per.second': '100000000',
      'index.interval.bytes': '0',
      'log.index.interval.bytes': '0',
      'log.cleaner.backoff.ms': '100',
    },
  });
}, 60_000);
afterAll(() => cluster[Symbol.asyncDispose]());

const partitionOn = (id: number, topic: string) => cluster.at(id).broker.replicas.get(topic, 0)!;
const imageOf = (topic: string) => cluster.at(1).broker.image().topicsByName.get(topic)!.partitions[0];
const folderOf = (id: number, topic: string) =>
  join(cluster.nodes[id - 1].config.dataDirectories[0], `${topic}-0`);

async function createTopics(names: readonly string[], prefix: string): Promise<void> {
  const connection = await cluster.connect(1);
  const { topics } = await connection.request(CreateTopics, {
    topics: names.map((name) => ({
      name: prefix + name,
      numPartitions: 1,
      replicationFactor: -1,
      assignments: [],
      configs: [
        { name: 'index.interval.bytes', value: '0' },
        ...(isCompacted(prefix + name)
          ? [
              { name: 'cleanup.policy', value: 'compact' },
              { name: 'min.cleanable.dirty.ratio', value: '0' },
            ]
          : []),
      ],
    })),
  });
  connection.close();
  expect(topics.map(({ errorCode }) => errorCode)).toEqual(names.map(() => ErrorCode.NONE));
}

const leaderOf = (topic: string) =>
  eventually(() => [1, 2, 3].find((id) => cluster.nodes[id - 1].node && partitionOn(id, topic)?.leader));

/** Ten acknowledged batches in three segments, with the same segments everywhere. */
async function fill(topic: string): Promise<void> {
  if (topic.includes('txnindex')) return fillWithTransactions(topic);
  for (let count = 0; count < BATCHES; count++) {
    if (count === 4 || count === 8) {
      await eventually(() => [1, 2, 3].every((id) => partitionOn(id, topic).log!.endOffset === count));
      for (const id of [1, 2, 3]) partitionOn(id, topic).log!.roll('test');
    }
    const connection = await cluster.connect(await leaderOf(topic));
    const options = { timestamp: 1_750_000_000_000 + count };
    const batch = isCompacted(topic)
      ? buildBatch([{ key: Buffer.from(KEYS[count]), value: Buffer.from(valueOf(count)) }], options)
      : batchOf([valueOf(count)], options);
    expect((await produceTo(connection, topic, batch)).errorCode).toBe(ErrorCode.NONE);
    connection.close();
  }
  await eventually(() => [1, 2, 3].every((id) => partitionOn(id, topic).log!.highWatermark === BATCHES));
}

/** Each replica has cleaned by itself. */
async function cleaned(topic: string): Promise<void> {
  const closed = () =>
    [1, 2, 3].map((id) => readdirSync(folderOf(id, topic)).filter((name) => /^\d+\.log$/.test(name)).length);
  await expect.poll(closed, { timeout: 30_000, interval: 50, message: topic }).toEqual([2, 2, 2]);
}

/** In the middle segment ends a transaction that began before it; the numbers are offsets. */
const TRANSACTIONS: readonly ('plain' | 'begin' | 'commit' | 'abort')[] = [
  'begin',
  'abort',
  'plain',
  'begin',
  'abort',
  'begin',
  'commit',
  'plain',
  'begin',
  'abort',
];
const ABORTED = [0, 3, 8];
const PRODUCER = 4711;

async function fillWithTransactions(topic: string): Promise<void> {
  let baseSequence = 0;
  for (const [offset, what] of TRANSACTIONS.entries()) {
    if (offset === 4 || offset === 8) {
      await eventually(() => [1, 2, 3].every((id) => partitionOn(id, topic).log!.endOffset === offset));
      for (const id of [1, 2, 3]) partitionOn(id, topic).log!.roll('test');
    }
    const id = await leaderOf(topic);
    const options = { timestamp: 1_750_000_000_000 + offset, producerId: PRODUCER, producerEpoch: 0 };
    const batch =
      what === 'plain'
        ? batchOf([valueOf(offset)], { timestamp: options.timestamp })
        : what === 'begin'
          ? batchOf([valueOf(offset)], { ...options, baseSequence: baseSequence++, transactional: true })
          : buildTransactionMarker(what, { ...options, coordinatorEpoch: 0 });
    const origin = what === 'commit' || what === 'abort' ? 'coordinator' : 'client';
    const { replicas } = cluster.at(id).broker;
    const partition = partitionOn(id, topic) as Parameters<typeof replicas.append>[0];
    expect(replicas.append(partition, batch, { origin }).kind).toBe('appended');
  }
  await eventually(() => [1, 2, 3].every((id) => partitionOn(id, topic).log!.highWatermark === BATCHES));
}

/** Whoever reads committed records leaves out what was aborted, and nothing else. */
async function readsCommitted(topic: string): Promise<void> {
  const connection = await cluster.connect(await leaderOf(topic));
  for (let from = 0; from < BATCHES; from++) {
    const fetched = await fetchFrom(connection, topic, from, { readCommitted: true });
    expect(fetched.errorCode, topic).toBe(ErrorCode.NONE);
    const aborted = (fetched.abortedTransactions ?? []).map(({ firstOffset }) => firstOffset);
    // An answer ends with its segment.
    const end = [4, 8, BATCHES].find((offset) => offset > from)!;
    expect(aborted, `${topic} from ${from}`).toEqual(
      ABORTED.filter((first) => first < end && TRANSACTIONS.indexOf('abort', first) >= from),
    );
  }
  connection.close();
}

const valueOf = (count: number) => `value ${count} `.padEnd(300, 'v');

/** Changes a file as a disk might. */
function hurt(path: string, damage: Damage): void {
  if (damage === 'delete') return rmSync(path);
  const bytes = readFileSync(path);
  switch (damage) {
    case 'flip':
      bytes[Math.floor(bytes.length / 2)] ^= 0x10;
      break;
    case 'truncate':
      return writeFileSync(path, bytes.subarray(0, Math.floor(bytes.length / 2) + 1));
    case 'zero':
      bytes.fill(0, Math.floor(bytes.length / 4));
      break;
    case 'stale':
      // A sector of it is what another place of it was.
      bytes.copy(bytes, Math.floor(bytes.length / 2), 0, Math.max(1, Math.floor(bytes.length / 3)));
  }
  writeFileSync(path, bytes, { flag: 'r+' });
}

/** In the same order, so that the same topics are damaged whatever leads where. */
function hurtAll(prefix: string, names: readonly string[]): void {
  for (const name of names) {
    const [damage, file] = name.split('-').toReversed() as [Damage, string];
    const files = isCompacted(name) ? COMPACTED_FILES : PARTITION_FILES;
    hurt(join(folderOf(HURT, prefix + name), files[file]), damage);
  }
}

/** Batches of all segments as they lie on a node's disk. Throws for bytes that are none. */
function bytesOf(id: number, topic: string): string {
  const folder = folderOf(id, topic);
  const segments = readdirSync(folder).filter((name) => name.endsWith('.log'));
  const parts = segments.sort().map((name) => {
    const bytes = readFileSync(join(folder, name));
    let end = 0;
    for (const at of batchPositions(bytes)) {
      const fault = batchFault(bytes, at, bytes.length);
      if (fault !== undefined) throw new Error(`${folder}/${name}: ${fault}`);
      end = at + bytes.readInt32BE(at + 8) + 12;
    }
    if (end !== bytes.length) throw new Error(`${folder}/${name}: ${bytes.length - end} bytes are no batch`);
    return bytes;
  });
  return Buffer.concat(parts).toString('base64');
}

/** The damaged replica is in sync again, and has what the others have, byte for byte. */
async function isWhole(topic: string): Promise<void> {
  const why = () => {
    try {
      if (imageOf(topic).isr.length < 3) return `isr ${imageOf(topic).isr.join(',')}`;
      const { log, isUnhealthy } = partitionOn(HURT, topic);
      if (isUnhealthy) return 'unhealthy';
      if (log?.endOffset !== partitionOn(1, topic).log?.endOffset) return `ends at ${log?.endOffset}`;
      return bytesOf(HURT, topic) === bytesOf(1, topic) ? '' : 'other bytes';
    } catch (error) {
      return String(error);
    }
  };
  await expect.poll(why, { timeout: 60_000, interval: 100, message: topic }).toBe('');
}

/** Reads through the node's own port, whoever leads: all that comes is what was written. */
async function readsRight(topic: string): Promise<void> {
  if (topic.includes('txnindex')) return readsCommitted(topic);
  const connection = await cluster.connect(await leaderOf(topic));
  const values: string[] = [];
  for (let offset = 0; offset < BATCHES;) {
    const { records, errorCode } = await fetchFrom(connection, topic, offset, { maxWaitMs: 0 });
    expect(errorCode, topic).toBe(ErrorCode.NONE);
    const found = valuesIn(records);
    expect(found.length, `${topic} at ${offset}`).toBeGreaterThan(0);
    values.push(...found);
    offset = parseInt(found.at(-1)!) + 1;
  }
  connection.close();
  const written = Array.from({ length: BATCHES }, (_, count) => `${count}:${valueOf(count)}`);
  expect(values).toEqual(written.filter((_, offset) => !isCompacted(topic) || !isCleaned(offset)));
}

test.each(MATRICES)(
  'a node that is down: every file of %s, every kind of damage',
  { timeout: 240_000 },
  async (_, names) => {
    await createTopics(names, 'down-');
    for (const name of names) await fill(`down-${name}`);
    for (const name of names) if (isCompacted(name)) await cleaned(`down-${name}`);
    await cluster.stopNode(HURT);
    hurtAll('down-', names);
    messages.length = 0;
    await cluster.start(HURT);
    for (const name of names) {
      await isWhole(`down-${name}`);
      await readsRight(`down-${name}`);
    }
    for (const name of names) {
      // An index that is cut at an entry, and a snapshot that another one stands in for, are as good as whole ones.
      if (/^(compacted-)?(index-truncate|snapshot)/.test(name)) continue;
      // What no reader has asked for is found by the scrubber.
      await expect
        .poll(() => messages.filter((message) => message.includes(`down-${name}-0`)), { message: name })
        .not.toEqual([]);
    }
  },
);

test.each(MATRICES)(
  'a node that is up: every file of %s, every kind of damage',
  { timeout: 240_000 },
  async (_, names) => {
    await createTopics(names, 'up-');
    for (const name of names) await fill(`up-${name}`);
    for (const name of names) if (isCompacted(name)) await cleaned(`up-${name}`);
    const leaders = new Set(await Promise.all(names.map((name) => leaderOf(`up-${name}`))));
    expect(leaders.size).toBe(3);
    messages.length = 0;
    hurtAll('up-', names);
    for (const name of names) {
      if (!/^(compacted-)?(log|active)-/.test(name)) continue;
      await isWhole(`up-${name}`);
      await readsRight(`up-${name}`);
      expect(
        messages.filter((message) => message.includes(`up-${name}-0`)),
        name,
      ).not.toEqual([]);
    }
    // What is in memory stands in for the files that are read at a start only; they are written anew with what changes.
    for (const name of names) await readsRight(`up-${name}`);
    await cluster.kill(HURT, { seen: true });
    await cluster.start(HURT);
    for (const name of names) {
      await isWhole(`up-${name}`);
      await readsRight(`up-${name}`);
    }
  },
);

/** Damaged together: none of them keeps the node from making do without. */
const DIRECTORY_FILES: readonly (readonly string[])[] = [
  [
    'recovery-point-offset-checkpoint',
    'log-start-offset-checkpoint',
    'replication-offset-checkpoint',
    'cleaner-offset-checkpoint',
    '__cluster_metadata-0/partition.metadata',
    '__cluster_metadata-0/leader-epoch-checkpoint',
  ],
  ['meta.properties'],
  ['__cluster_metadata-0/quorum-state'],
  ['__cluster_metadata-0/00000000000000000000.log'],
  ['__cluster_metadata-0/00000000000000000000-0000000000.checkpoint'],
];

test(
  'files of the whole log dir: the node makes do, or says which file keeps it from starting',
  { timeout: 240_000 },
  async () => {
    await createTopics(['dir'], '');
    await fill('dir');
    const refused: string[] = [];
    for (const files of DIRECTORY_FILES) {
      for (const damage of DAMAGES) {
        await cluster.stopNode(HURT);
        const before = new Map<string, Buffer>();
        for (const file of files) {
          const path = join(cluster.nodes[HURT - 1].config.dataDirectories[0], file);
          if (statSync(path, { throwIfNoEntry: false }) === undefined) writeFileSync(path, '0\n1\ndir 0 3\n');
          before.set(path, readFileSync(path));
          hurt(path, damage);
        }
        try {
          await cluster.start(HURT);
        } catch (error) {
          expect(String(error), `${files[0]} ${damage}`).toContain(files[0].split('/').at(-1));
          refused.push(`${files[0]} ${damage}`);
          for (const [path, bytes] of before) writeFileSync(path, bytes);
          await cluster.start(HURT);
        }
        await isWhole('dir');
        await readsRight('dir');
      }
    }
    // Never guessed: whose folder it is, and whom this voter voted for.
    expect(refused).toContain('meta.properties delete');
    expect(refused).toContain('__cluster_metadata-0/quorum-state delete');
    expect(
      refused.filter((each) => !/meta.properties|quorum-state|checkpoint$|0000.checkpoint/.test(each)),
    ).toEqual([]);
  },
);
