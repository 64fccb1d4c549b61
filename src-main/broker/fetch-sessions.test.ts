import { expect, test } from 'vitest';
import { ZERO_UUID } from '../base/index.ts';
import { errorName } from '../protocol/index.ts';
import { type FetchPlan, FetchSessions, type FetchTarget, rotate, tell } from './fetch-sessions.ts';

type Request = Parameters<FetchSessions['plan']>[0];

/** `t/0@5 t/1@0` wants partition 0 of t from offset 5, and partition 1 from 0; `-t/2` forgets. */
function request(sessionId: number, sessionEpoch: number, wanted: string): Request {
  const words = wanted.split(' ').filter((word) => word !== '');
  const parse = (word: string) => /^-?(\w+)\/(\d+)(?:@(\d+))?$/.exec(word)!;
  return {
    sessionId,
    sessionEpoch,
    topics: words
      .filter((word) => !word.startsWith('-'))
      .map(parse)
      .map(([, topic, partition, offset]) => ({
        topic,
        topicId: ZERO_UUID,
        partitions: [
          {
            partition: Number(partition),
            fetchOffset: Number(offset),
            currentLeaderEpoch: -1,
            lastFetchedEpoch: -1,
            partitionMaxBytes: 100,
          },
        ],
      })),
    forgottenTopicsData: words
      .filter((word) => word.startsWith('-'))
      .map(parse)
      .map(([, topic, partition]) => ({ topic, topicId: ZERO_UUID, partitions: [Number(partition)] })),
  } as unknown as Request;
}

function show(plan: FetchPlan): string {
  if (plan.kind === 'error') return errorName(plan.errorCode);
  const targets = plan.kind === 'full' ? plan.targets.values() : plan.session.due;
  const list = [...targets].map(
    ({ topic, partition, fetchOffset }) => `${topic}/${partition}@${fetchOffset}`,
  );
  const how = plan.kind === 'full' ? (plan.keep ? 'full' : 'once') : 'incremental';
  return [how, ...list].join(' ');
}

function sessions(maxSessions = 10): FetchSessions {
  let id = 100;
  return new FetchSessions({ maxSessions, evictionMs: 1000, nextSessionId: () => ++id });
}

function targetsOf(plan: FetchPlan): Map<string, FetchTarget> {
  if (plan.kind !== 'full') throw new Error(show(plan));
  return plan.targets;
}

function open(cache: FetchSessions, wanted: string, nowMs = 0): number {
  return cache.create(targetsOf(cache.plan(request(0, 0, wanted), false, nowMs)), false, nowMs);
}

test('a session remembers, changes and forgets partitions', () => {
  const cache = sessions();
  const id = open(cache, 't/0@0 t/1@0');
  const plan = (epoch: number, wanted: string) => show(cache.plan(request(id, epoch, wanted), false, 0));
  expect(plan(1, '')).toBe('incremental t/0@0 t/1@0');
  expect(plan(2, 't/0@7 u/3@1')).toBe('incremental t/0@7 t/1@0 u/3@1');
  expect(plan(3, '-t/1')).toBe('incremental t/0@7 u/3@1');
  expect(plan(3, '')).toBe('INVALID_FETCH_SESSION_EPOCH');
  expect(plan(4, '-t/0 -u/3')).toBe('once');
  expect(plan(5, '')).toBe('FETCH_SESSION_ID_NOT_FOUND');
});

test('asking in full or for the last time ends the session that was', () => {
  const cache = sessions();
  const first = open(cache, 't/0@0');
  expect(show(cache.plan(request(first, 0, 't/0@1'), false, 0))).toBe('full t/0@1');
  expect(cache.size).toBe(0);
  const second = open(cache, 't/0@0');
  expect(show(cache.plan(request(second, -1, 't/0@2'), false, 0))).toBe('once t/0@2');
  expect(cache.size).toBe(0);
});

test('names and ids do not mix within a session', () => {
  const cache = sessions();
  const id = open(cache, 't/0@0');
  expect(show(cache.plan(request(id, 1, ''), true, 0))).toBe('FETCH_SESSION_TOPIC_ID_ERROR');
});

test('epochs begin again at one after the largest', () => {
  const cache = sessions();
  const id = open(cache, 't/0@0');
  const plan = cache.plan(request(id, 1, ''), false, 0);
  if (plan.kind !== 'incremental') throw new Error(show(plan));
  plan.session.epoch = 0x7fffffff;
  expect(show(cache.plan(request(id, 0x7fffffff, ''), false, 0))).toBe('incremental t/0@0');
  expect(plan.session.epoch).toBe(1);
});

test('a full cache keeps what is used and lets go of what is stale, else of what is small and old', () => {
  const cache = sessions(2);
  const small = open(cache, 't/0@0');
  const large = open(cache, 't/0@0 t/1@0 t/2@0');
  expect(open(cache, 'u/0@0 u/1@0')).toBe(0); // Nobody is old yet.
  cache.plan(request(small, 1, ''), false, 1900);
  cache.plan(request(large, 1, ''), false, 1900);
  const middle = open(cache, 'u/0@0 u/1@0', 2000); // Larger than the small one, which is old.
  expect(middle).toBeGreaterThan(0);
  expect(show(cache.plan(request(small, 2, ''), false, 2000))).toBe('FETCH_SESSION_ID_NOT_FOUND');
  const late = open(cache, 'v/0@0', 3500); // `large` was not used for longer than a second.
  expect(late).toBeGreaterThan(0);
  expect(show(cache.plan(request(large, 2, ''), false, 3500))).toBe('FETCH_SESSION_ID_NOT_FOUND');
});

test('a client is told what it does not know yet', () => {
  const cache = sessions();
  const [target] = targetsOf(cache.plan(request(0, 0, 't/0@0'), false, 0)).values();
  const told = (
    highWatermark: number,
    sizeBytes = 0,
    errorCode = 0,
    logStartOffset = 0,
    preferredReadReplica = -1,
  ) => tell(target, { highWatermark, errorCode, logStartOffset, preferredReadReplica }, sizeBytes);
  expect(told(5)).toBe(true);
  expect(told(5)).toBe(false);
  expect(told(5, 100)).toBe(true);
  expect(told(6)).toBe(true);
  expect(told(6, 0, 0, 2)).toBe(true);
  expect(told(6, 0, 6, 2)).toBe(true);
  expect(told(6, 0, 0, 2)).toBe(true); // After an error it hears of it again.
  expect(told(6, 0, 0, 2)).toBe(false);
  expect(told(6, 0, 0, 2, 3)).toBe(true); // To be read elsewhere.
});

test('who gave records waits behind the others', () => {
  const cache = sessions();
  const id = open(cache, 't/0@0 t/1@0 t/2@0');
  const plan = cache.plan(request(id, 1, ''), false, 0);
  if (plan.kind !== 'incremental') throw new Error(show(plan));
  const [first] = plan.session.due;
  rotate(plan.session, [first]);
  expect(show(cache.plan(request(id, 2, ''), false, 0))).toBe('incremental t/1@0 t/2@0 t/0@0');
});
