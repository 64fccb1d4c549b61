import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { topicConfig } from '../config/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { formatDirectory, LogManager } from '../log/index.ts';
import {
  emptyImage,
  Image,
  type MetadataDelta,
  type PartitionImage,
  type TopicImage,
} from '../metadata/index.ts';
import { errorName } from '../protocol/index.ts';
import { batchRecordCount, buildBatch } from '../wire/index.ts';
import { ReplicaManager } from './replica-manager.ts';
import { whenCommitted } from './waiting.ts';

// Partitions with several replicas, of which this node (1) has one: what followers do comes as images.

const CLUSTER = '51h5ZQipRaqwIR2fI4ZhQA';
const TOPIC_ID = 'a1B2c3D4e5F6g7H8i9J0kA';
const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

function start(minInsyncReplicas: number) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-replicas-'));
  const env = nodeEnv();
  formatDirectory(env, folder, { nodeId: 1, clusterId: CLUSTER });
  const config = topicConfig({ 'min.insync.replicas': String(minInsyncReplicas) });
  const logs = LogManager.open(env, {
    directories: [folder],
    nodeId: 1,
    clusterId: CLUSTER,
    configOf: () => config,
  });
  const replicas = new ReplicaManager(env, {
    nodeId: 1,
    logs,
    configOf: () => config,
    onPlaceChanged: () => {},
    onDirectoryOffline: () => {},
  });
  const story: string[] = [];
  replicas.listen('t', {
    elected: (partition, epoch) => void story.push(`elected ${partition} in ${epoch}`),
    resigned: (partition) => void story.push(`resigned ${partition}`),
  });
  open.push(() => {
    replicas.stop();
    logs.abandon();
    rmSync(folder, { recursive: true, force: true });
  });

  let topic: TopicImage | undefined;
  const image = () =>
    new Image(
      Object.assign(emptyImage(), {
        topicsByName: new Map(topic === undefined ? [] : [[topic.name, topic]]),
        topicsById: new Map(topic === undefined ? [] : [[topic.id, topic]]),
      }),
    );
  const apply = (after: TopicImage | undefined) => {
    const before = topic;
    topic = after;
    const changedTopics: MetadataDelta['changedTopics'] = [{ before, after, changedPartitions: [0] }];
    replicas.apply(image(), {
      changedTopics,
      changedConfigs: [],
      changedBrokers: [],
      featuresChanged: false,
    });
  };
  /** `1>1,2 e3` : leader 1, in sync 1 and 2, leader epoch 3. */
  const become = (text: string) => {
    const [, leader, isr, epoch] = /^(-?\d+)>([\d,]+) e(\d+)$/.exec(text)!;
    const partition: PartitionImage = {
      partition: 0,
      replicas: [1, 2, 3],
      isr: isr.split(',').map(Number),
      removingReplicas: [],
      addingReplicas: [],
      leader: Number(leader),
      leaderRecoveryState: 0,
      leaderEpoch: Number(epoch),
      partitionEpoch: 0,
      directories: [],
      elr: [],
      lastKnownElr: [],
    };
    apply({ name: 't', id: TOPIC_ID, partitions: [partition] });
  };
  return { replicas, story, become, remove: () => apply(undefined), start: () => replicas.start(image()) };
}

type Started = ReturnType<typeof start>;

function append({ replicas }: Started): number {
  const partition = replicas.leading('t', 0);
  if (typeof partition === 'number') throw new Error(errorName(partition));
  const batch = buildBatch([{ key: null, value: Buffer.from('x') }], { timestamp: 0 });
  expect(batchRecordCount(batch)).toBe(1);
  const outcome = replicas.append(partition, batch, { origin: 'client' });
  if (outcome.kind !== 'appended') throw new Error(outcome.kind);
  return outcome.lastOffset + 1;
}

/** How the waiting for a commit ends. */
function committed({ replicas }: Started, offset: number, deadlineMs?: number): Promise<string> {
  const partition = replicas.leading('t', 0);
  if (typeof partition === 'number') return Promise.resolve(errorName(partition));
  return new Promise((resolve) =>
    whenCommitted(
      replicas.timer,
      partition,
      offset,
      (errorCode) => resolve(errorName(errorCode)),
      deadlineMs,
    ),
  );
}

const soon = () => nodeEnv().clock.monotonicMs() + 30;

test('what only the leader has is not committed, until the others have left the ISR', async () => {
  const node = start(1);
  node.become('1>1,2,3 e5');
  const end = append(node);
  expect(await committed(node, end, soon())).toBe('REQUEST_TIMED_OUT');
  const waiting = committed(node, end, soon() + 60_000);
  node.become('1>1,2 e5');
  expect(node.replicas.get('t', 0)!.log!.highWatermark).toBe(0);
  node.become('1>1 e5');
  expect(await waiting).toBe('NONE');
  expect(node.replicas.get('t', 0)!.log!.highWatermark).toBe(end);
});

test('below min ISR nothing is committed any more', async () => {
  const node = start(2);
  node.become('1>1,2 e1');
  const end = append(node);
  node.become('1>1 e1');
  expect(node.replicas.leading('t', 0)).toMatchObject({ leader: { leaderEpoch: 1 } });
  expect(await committed(node, end, soon())).toBe('REQUEST_TIMED_OUT');
});

test('who waits for a leader that is gone, or a topic that is gone, is told', async () => {
  const node = start(1);
  node.become('1>1,2 e1');
  const first = committed(node, append(node));
  node.become('2>1,2 e2');
  expect(await first).toBe('NOT_LEADER_OR_FOLLOWER');
  expect(errorName(node.replicas.leading('t', 0) as number)).toBe('NOT_LEADER_OR_FOLLOWER');
  expect(errorName(node.replicas.leading('t', 0, 1) as number)).toBe('FENCED_LEADER_EPOCH');
  node.become('1>1,2 e3');
  const second = committed(node, append(node));
  node.remove();
  expect(await second).toBe('UNKNOWN_TOPIC_OR_PARTITION');
  expect(node.replicas.get('t', 0)).toBeUndefined();
  expect(node.story).toEqual(['elected 0 in 1', 'resigned 0', 'elected 0 in 3', 'resigned 0']);
});

test('a new epoch of the same leader is a new term', () => {
  const node = start(1);
  node.become('1>1 e1');
  append(node);
  node.become('1>1 e4');
  append(node);
  expect(node.story).toEqual(['elected 0 in 1', 'resigned 0', 'elected 0 in 4']);
  expect(node.replicas.get('t', 0)!.log!.endOffsetForEpoch(3)).toEqual({ epoch: 1, endOffset: 1 });
});

test('a log that the metadata does not know is set aside', () => {
  const node = start(1);
  node.become('1>1 e1');
  const other = start(1);
  other.replicas.logs.create('unknown', 0, TOPIC_ID, topicConfig());
  other.start();
  expect(other.replicas.logs.get('unknown', 0)).toBeUndefined();
  expect(node.replicas.logs.get('t', 0)).toBeDefined();
});
