import { afterEach, expect, test, vi } from 'vitest';
import { topicConfig } from '../config/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { CorruptSegmentError } from '../log/index.ts';
import { errorName } from '../protocol/index.ts';
import { batchRecordCount, buildBatch } from '../wire/index.ts';
import { nodeWithReplicas, partitionImage, TOPIC_ID } from './replicas.test-kit.ts';
import type { LedPartition } from './partition.ts';
import { whenCommitted } from './waiting.ts';

// Partitions with several replicas, of which this node (1) has one: what followers do comes as images.

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

function start(minInsyncReplicas: number) {
  const config = topicConfig({ 'min.insync.replicas': String(minInsyncReplicas) });
  const { replicas, image, apply, close } = nodeWithReplicas(nodeEnv(), () => config);
  open.push(close);
  const story: string[] = [];
  replicas.listen('t', {
    elected: (partition, epoch) => void story.push(`elected ${partition} in ${epoch}`),
    resigned: (partition) => void story.push(`resigned ${partition}`),
  });
  /** `1>1,2 e3` : leader 1, in sync 1 and 2, leader epoch 3. */
  const become = (text: string) => {
    const [, leader, isr, epoch] = /^(-?\d+)>([\d,]+) e(\d+)$/.exec(text)!;
    const partition = partitionImage(0, {
      isr: isr.split(',').map(Number),
      leader: Number(leader),
      leaderEpoch: Number(epoch),
    });
    apply({ name: 't', id: TOPIC_ID, partitions: [partition] }, [0]);
  };
  return {
    replicas,
    story,
    become,
    remove: () => apply(undefined, [0]),
    start: () => replicas.start(image()),
  };
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

test('an append that meets damaged bytes is refused, and the damage is reported', () => {
  const node = start(1);
  node.become('1>1,2 e1');
  append(node);
  const partition = node.replicas.get('t', 0)!;
  vi.spyOn(partition.log!, 'appendAsLeader').mockImplementation(() => {
    throw new CorruptSegmentError('the batch at 0 does not match its CRC');
  });
  const batch = buildBatch([{ key: null, value: Buffer.from('x') }], { timestamp: 0 });
  const outcome = node.replicas.append(partition as LedPartition, batch, { origin: 'client' });
  expect(outcome).toMatchObject({ kind: 'refused', message: 'the batch at 0 does not match its CRC' });
  expect(errorName((outcome as { errorCode: number }).errorCode)).toBe('KAFKA_STORAGE_ERROR');
  expect(partition.damage).toBe('the batch at 0 does not match its CRC');
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
