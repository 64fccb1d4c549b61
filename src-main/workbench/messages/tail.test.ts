import { expect, test } from 'vitest';
import type { ReadEvent } from '../../contract/index.ts';
import { batchAt, type FakeLog, FakeCluster } from '../../client/test-kit.ts';
import { automaticDecoding } from '../decoding/index.ts';
import { textMatcher } from './matcher.ts';
import { tail } from './tail.ts';

const settle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function append(log: FakeLog, ...values: string[]): void {
  const records = values.map((value) => ({ key: null, value: Buffer.from(value) }));
  log.bytes = Buffer.concat([log.bytes, batchAt(log.highWatermark, log.highWatermark, records)]);
  log.highWatermark += values.length;
}

/** Tails topic `t` from its end. */
async function follow(cluster: FakeCluster, { filter = '', congested = (): boolean => false } = {}) {
  const client = cluster.client();
  await client.refreshMetadata();
  const abort = new AbortController();
  const events: ReadEvent[] = [];
  const logs = cluster.topics.get('t')!;
  const ended = tail(
    client,
    't',
    logs.map(({ highWatermark }, partition) => ({
      partition,
      from: highWatermark,
      to: highWatermark,
      stable: Infinity,
    })),
    {
      sieve: {
        matcher: textMatcher(filter),
        script: undefined,
        decoding: automaticDecoding(),
        invisible: false,
        scriptProblems: { count: 0, first: '' },
      },
      isolation: 'read_uncommitted',
      signal: abort.signal,
      lane: 'tail',
      emit: (event) => events.push(event),
      congested,
    },
  ).catch((error: Error) => error.name);
  return {
    events,
    rows: () =>
      events.flatMap((event) => (event.kind === 'rows' ? event.rows.map(({ value }) => value.text) : [])),
    dropped: () => events.reduce((sum, event) => sum + (event.kind === 'dropped' ? event.count : 0), 0),
    stop: () => (abort.abort(), ended),
  };
}

/** These brokers answer a long poll at once; the way there keeps the loops of a test from spinning. */
function calm(cluster: FakeCluster): FakeCluster {
  cluster.latencyMs = 10;
  return cluster;
}

test('only what is appended from now on is shown, if it matches', async () => {
  const cluster = calm(new FakeCluster([1, 2]));
  const logs = cluster.topic('t', [[0, 1, null, 'old']], []);
  logs[1].leader = 2;
  const live = await follow(cluster, { filter: 'a' });
  append(logs[0], 'banana', 'cherry');
  append(logs[1], 'apple');
  await settle(250);
  expect(live.rows().toSorted()).toEqual(['apple', 'banana']);
  await live.stop();
});

test('the tail follows a leader that moves, and says when records were deleted under it', async () => {
  const cluster = calm(new FakeCluster([1, 2]));
  const [log] = cluster.topic('t', [[0, 1, null, 'old']]);
  const live = await follow(cluster);
  log.leader = 2;
  append(log, 'after the move');
  await settle(900);
  expect(live.rows()).toEqual(['after the move']);
  log.startOffset = 10;
  log.highWatermark = 10;
  log.bytes = Buffer.alloc(0);
  await settle(200);
  append(log, 'after the purge');
  await settle(250);
  expect(live.rows()).toEqual(['after the move', 'after the purge']);
  expect(live.events).toContainEqual({
    kind: 'notice',
    partition: 0,
    message: 'Records were deleted; the tail goes on at 10.',
  });
  await live.stop();
});

test('more than a person can follow is counted, and a slow screen gets the newest when it is back', async () => {
  const cluster = calm(new FakeCluster());
  const [log] = cluster.topic('t', []);
  let slow = true;
  const live = await follow(cluster, { congested: () => slow });
  append(log, ...Array.from({ length: 6_000 }, (_, index) => `${index}`));
  await settle(300);
  expect(live.rows()).toEqual([]);
  slow = false;
  await settle(250);
  expect([live.rows().length, live.rows().at(-1), live.dropped()]).toEqual([2_000, '5999', 4_000]);
  // What a burst used up comes back at 300 a flush.
  append(log, ...Array.from({ length: 5_000 }, (_, index) => `later ${index}`));
  await settle(250);
  const later = live.rows().slice(2_000);
  expect(later.at(-1)).toBe('later 4999');
  expect(later.length).toBeGreaterThanOrEqual(300);
  expect(later.length).toBeLessThan(2_000);
  expect(live.dropped()).toBe(4_000 + 5_000 - later.length);
  await live.stop();
});

test('a burst out of quiet is shown whole', async () => {
  const cluster = calm(new FakeCluster());
  const [log] = cluster.topic('t', []);
  const live = await follow(cluster);
  append(log, ...Array.from({ length: 2_000 }, (_, index) => `${index}`));
  await settle(300);
  expect(live.rows()).toEqual(Array.from({ length: 2_000 }, (_, index) => `${index}`));
  expect(live.dropped()).toBe(0);
  await live.stop();
});
