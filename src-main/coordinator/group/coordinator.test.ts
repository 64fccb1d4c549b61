/** The coordinator over a log in memory: what is answered when, and what survives a move. */
import { expect, test } from 'vitest';
import { type Env } from '../../env/index.ts';
import { noFacts, silentLog } from '../../env/node/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { batchRecordCount, buildBatch, setBatchBaseOffset } from '../../wire/index.ts';
import type { CoordinatorPartitions } from '../runtime/index.ts';
import { GroupCoordinator } from './coordinator.ts';
import type { GroupConfig } from './types.ts';

const CONFIG: GroupConfig = {
  minSessionTimeoutMs: 1_000,
  maxSessionTimeoutMs: 60_000,
  initialRebalanceDelayMs: 0,
  maxGroupSize: 100,
  offsetMetadataMaxBytes: 4096,
  offsetsRetentionMs: 1_000_000,
  offsetsRetentionCheckIntervalMs: 100_000,
};

/** One partition's log whose high watermark moves when the test says so. */
class FakePartition implements CoordinatorPartitions {
  batches: { base: number; bytes: Buffer }[] = [];
  endOffset = 0;
  highWatermark = 0;
  commitsAtOnce = true;
  refuseWith = 0;
  waiters: { offset: number; done: (errorCode: number) => void }[] = [];

  append(_partition: number, _leaderEpoch: number, batch: Buffer) {
    if (this.refuseWith !== 0)
      return { kind: 'refused' as const, errorCode: this.refuseWith, message: 'refused' };
    const base = this.endOffset;
    setBatchBaseOffset(batch, 0, base);
    this.endOffset += batchRecordCount(batch);
    this.batches.push({ base, bytes: batch });
    if (this.commitsAtOnce) this.highWatermark = this.endOffset;
    return {
      kind: 'appended' as const,
      baseOffset: base,
      lastOffset: this.endOffset - 1,
      logAppendTimeMs: -1,
      logStartOffset: 0,
      sizeBytes: batch.length,
      records: this.endOffset - base,
    };
  }

  whenCommitted(_partition: number, _leaderEpoch: number, offset: number, done: (errorCode: number) => void) {
    if (this.highWatermark >= offset) done(ErrorCode.NONE);
    else this.waiters.push({ offset, done });
  }

  commit(errorCode: number = ErrorCode.NONE) {
    if (errorCode === ErrorCode.NONE) this.highWatermark = this.endOffset;
    for (const { done } of this.waiters.splice(0)) done(errorCode);
  }

  read(_partition: number, offset: number) {
    const rest = this.batches.filter(({ base }) => base >= Math.max(offset, 0));
    if (rest.length === 0) return undefined;
    const chunks = rest.map(({ bytes }) => bytes);
    const last = rest.at(-1)!;
    const nextOffset = last.base + batchRecordCount(last.bytes);
    return { chunks, sizeBytes: 1, baseOffset: rest[0].base, nextOffset, release() {} };
  }
}

function setUp() {
  const log = new FakePartition();
  const timers: (() => void)[] = [];
  const env = {
    clock: {
      wallMs: () => 1_700_000_000_000,
      monotonicMs: () => 0,
      schedule: (_delayMs: number, action: () => void) => {
        timers.push(action);
        return { cancel() {} };
      },
    },
    random: { next: () => 0.5, bytes: (size: number) => new Uint8Array(size).fill(7) },
    log: silentLog,
    facts: noFacts,
  } as unknown as Env;
  const make = () => new GroupCoordinator(env, log, { config: CONFIG, partitionCount: () => 1 });
  return { log, make };
}

const ORDERS = { topic: 'orders', topicId: 'AAAAAAAAAAAAAAAAAAAAAw' };
const offset = (value: number) => ({
  topic: 'orders',
  partition: 0,
  offset: {
    offset: value,
    leaderEpoch: 3,
    metadata: 'm',
    commitTimestampMs: 1,
    expireTimestampMs: -1,
    topicId: ORDERS.topicId,
  },
});
const nobody = { memberId: '', instanceId: null };

test('a commit is answered when its record is committed, and reads wait behind it', async () => {
  const { log, make } = setUp();
  const groups = make();
  await groups.elected(0, 1);
  log.commitsAtOnce = false;
  const order: string[] = [];
  const commit = groups.commit('g', -1, nobody, [offset(5)]).then((code) => order.push(`commit ${code}`));
  const read = groups
    .fetchOffsets('g', null)
    .then((found) => order.push(`read ${typeof found === 'number' ? found : found[0]?.offset}`));
  await Promise.resolve();
  expect(order).toEqual([]);
  log.commit();
  await Promise.all([commit, read]);
  expect(order).toEqual(['commit 0', 'read 5']);
});

test('what cannot be read is not guessed: the groups of the partition have no coordinator', async () => {
  const { log, make } = setUp();
  const key = Buffer.from('0001000167000174' + '00000002', 'hex');
  log.append(0, 1, buildBatch([{ key, value: Buffer.from('7fff', 'hex') }], { timestamp: 1 }));
  const groups = make();
  await groups.elected(0, 1);
  expect(await groups.commit('g', -1, nobody, [offset(5)])).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
});

test('a coordinator that takes over reads offsets and groups from the log', async () => {
  const { log, make } = setUp();
  const first = make();
  await first.elected(0, 1);
  const joined = await first.join(
    {
      groupId: 'g',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 10_000,
      memberId: '',
      groupInstanceId: null,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.from('s') }],
      reason: null,
    },
    { apiVersion: 3, clientId: 'c', clientHost: '/127.0.0.1' },
  );
  const assignments = [{ memberId: joined.memberId, assignment: Buffer.from('mine') }];
  const me = {
    groupId: 'g',
    generationId: 1,
    memberId: joined.memberId,
    groupInstanceId: null,
    protocolType: null,
    protocolName: null,
  };
  expect(await first.sync({ ...me, assignments })).toMatchObject({
    errorCode: 0,
    assignment: Buffer.from('mine'),
  });
  expect(await first.commit('g', 1, { memberId: joined.memberId, instanceId: null }, [offset(9)])).toBe(
    ErrorCode.NONE,
  );
  first.stop();
  expect(await first.heartbeat('g', 1, { memberId: joined.memberId, instanceId: null })).toBe(
    ErrorCode.NOT_COORDINATOR,
  );

  const second = make();
  expect(second.availability('g')).toBe(ErrorCode.NOT_COORDINATOR);
  await second.elected(0, 2);
  expect(await second.heartbeat('g', 1, { memberId: joined.memberId, instanceId: null })).toBe(
    ErrorCode.NONE,
  );
  expect(
    await second.fetchOffsets('g', [
      { ...ORDERS, partition: 0 },
      { ...ORDERS, partition: 1 },
    ]),
  ).toEqual([{ ...offset(9).offset, topic: 'orders', partition: 0 }, undefined]);
  expect(await second.describe('g', 6)).toMatchObject({
    groupState: 'Stable',
    members: [{ memberAssignment: Buffer.from('mine') }],
  });
  expect(second.list(['stable'], [])).toMatchObject({ groups: [{ groupId: 'g', groupType: 'classic' }] });
  expect(log.endOffset).toBe(2);
});

test('a refused append leaves memory untouched', async () => {
  const { log, make } = setUp();
  const groups = make();
  await groups.elected(0, 1);
  log.refuseWith = ErrorCode.NOT_ENOUGH_REPLICAS;
  expect(await groups.commit('g', -1, nobody, [offset(5)])).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE);
  log.refuseWith = 0;
  expect(await groups.fetchOffsets('g', null)).toEqual([]);
});

test('when a commit is lost the core is dropped and the log is read again', async () => {
  const { log, make } = setUp();
  const groups = make();
  await groups.elected(0, 1);
  expect(await groups.commit('g', -1, nobody, [offset(5)])).toBe(ErrorCode.NONE);
  log.commitsAtOnce = false;
  const lost = groups.commit('g', -1, nobody, [offset(6)]);
  log.batches.pop();
  log.commit(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  expect(await lost).toBe(ErrorCode.NOT_COORDINATOR);
  log.commitsAtOnce = true;
  await groups.elected(0, 2);
  expect(await groups.fetchOffsets('g', [{ ...ORDERS, partition: 0 }])).toMatchObject([{ offset: 5 }]);
});

test('offsets of a topic that was deleted go with it, and none counts for another topic of its name', async () => {
  const { log, make } = setUp();
  const groups = make();
  await groups.elected(0, 1);
  const anew = 'AAAAAAAAAAAAAAAAAAAABA';
  await groups.commit('g', -1, nobody, [offset(5)]);
  expect(await groups.fetchOffsets('g', [{ ...ORDERS, topicId: anew, partition: 0 }])).toEqual([undefined]);
  groups.topicsDeleted([
    { name: 'orders', id: anew },
    { name: 'others', id: ORDERS.topicId },
  ]);
  expect(await groups.fetchOffsets('g', [{ ...ORDERS, partition: 0 }])).toMatchObject([{ offset: 5 }]);
  expect(log.endOffset).toBe(1);
  groups.topicsDeleted([{ name: 'orders', id: ORDERS.topicId }]);
  expect(await groups.fetchOffsets('g', null)).toEqual([]);
  const next = make();
  await next.elected(0, 2);
  expect(await next.fetchOffsets('g', null)).toEqual([]);
});
