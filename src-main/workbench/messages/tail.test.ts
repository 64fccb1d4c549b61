import { expect, test } from 'vitest';
import type { ReadEvent } from '../../contract/index.ts';
import { batchAt, type FakeLog, FakeCluster, idOf } from '../../client/test-kit.ts';
import { automaticDecoding } from '../decoding/index.ts';
import { textMatcher } from './matcher.ts';
import { ScriptFilter } from './script-filter.ts';
import { tail } from './tail.ts';

const settle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function append(log: FakeLog, ...values: string[]): void {
  const records = values.map((value) => ({ key: null, value: Buffer.from(value) }));
  log.bytes = Buffer.concat([log.bytes, batchAt(log.highWatermark, log.highWatermark, records)]);
  log.highWatermark += values.length;
}

/** Tails topic `t` from its end. */
async function follow(
  cluster: FakeCluster,
  {
    filter = '',
    script = '',
    congested = (): boolean => false,
    grows = true,
    unplaced = [] as number[],
  } = {},
) {
  const client = cluster.client();
  await client.refreshMetadata();
  const abort = new AbortController();
  const events: ReadEvent[] = [];
  const logs = cluster.topics.get('t')!;
  const ended = tail(
    client,
    't',
    logs
      .map(({ highWatermark }, partition) => ({
        partition,
        from: highWatermark,
        to: highWatermark,
        stable: Infinity,
      }))
      .filter(({ partition }) => !unplaced.includes(partition)),
    {
      sieve: {
        matcher: textMatcher(filter),
        script: script === '' ? undefined : await ScriptFilter.compile(script, () => performance.now()),
        decoding: automaticDecoding(),
        invisible: false,
        scriptProblems: { count: 0, first: '' },
      },
      isolation: 'read_uncommitted',
      signal: abort.signal,
      lane: 'tail',
      emit: (event) => events.push(event),
      congested,
      unplaced,
      growsFrom: grows ? logs.length : undefined,
    },
  ).catch((error: Error) => (error.name === 'Failure' ? error.message : error.name));
  return {
    events,
    ended,
    /** What is in the cluster is learnt, as the workbench learns it while somebody looks. */
    look: () => client.refreshMetadata(),
    notices: () =>
      events.flatMap((event) =>
        event.kind === 'notice' ? [`${event.partition ?? 'all'}: ${event.message}`] : [],
      ),
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

test('a script that has to be stopped ends the tail, and is not run again and again in silence', async () => {
  const cluster = calm(new FakeCluster());
  const [log] = cluster.topic('t', []);
  const live = await follow(cluster, { script: 'for (;;) {}; return true' });
  append(log, 'whatever');
  expect(await live.ended).toContain('took longer than 1 s');
});

test('partitions that are added are followed from their start, unless some were chosen', async () => {
  const cluster = calm(new FakeCluster());
  const logs = cluster.topic('t', [], []);
  const [all, chosen] = [await follow(cluster), await follow(cluster, { grows: false })];
  const added: FakeLog = { leader: 1, startOffset: 0, bytes: Buffer.alloc(0), highWatermark: 0 };
  append(added, 'before anybody knew of it');
  logs.push(added);
  await Promise.all([all.look(), chosen.look()]);
  await expect.poll(all.rows).toEqual(['before anybody knew of it']);
  append(logs[0], 'beside it');
  append(added, 'and after');
  await expect
    .poll(() => all.rows().toSorted())
    .toEqual(['and after', 'before anybody knew of it', 'beside it']);
  expect(all.notices()).toEqual(['all: Partitions were added: there are 3 now, and all are followed.']);
  await expect.poll(chosen.rows).toEqual(['beside it']);
  expect(chosen.notices()).toEqual([]);
  await Promise.all([all.stop(), chosen.stop()]);
});

test('a topic that is made anew under the tail is followed from its start, though it has grown past the old end', async () => {
  const cluster = calm(new FakeCluster());
  cluster.topic('t', [[0, 1, null, 'old']], []);
  const live = await follow(cluster);
  cluster.ids.set('t', idOf('another'));
  const [log] = cluster.topic('t', []);
  append(log, 'first', 'second', 'third');
  await live.look();
  await expect.poll(live.rows).toEqual(['first', 'second', 'third']);
  expect(live.notices()).toEqual([
    'all: The topic was made anew: the tail goes on with the new one, from its start.',
  ]);
  await live.stop();
});

test('a batch that cannot be read is said and passed over', async () => {
  const cluster = calm(new FakeCluster());
  const [log] = cluster.topic('t', []);
  const live = await follow(cluster);
  append(log, 'a', 'b');
  log.bytes[61] = 0x7e; // the first record claims to be longer than its batch
  append(log, 'c');
  await expect.poll(live.rows).toEqual(['c']);
  expect(live.notices()).toEqual([
    expect.stringMatching(/^0: Offsets 0 to 1 cannot be read and are passed over: record 0 of/),
  ]);
  await live.stop();
});

test('a leader that stays away is said while the others are followed, and so is its return', async () => {
  const cluster = calm(new FakeCluster([1, 2]));
  const logs = cluster.topic('t', [], []);
  logs[1].leader = 2;
  const live = await follow(cluster);
  cluster.stop(2);
  append(logs[0], 'here');
  await expect
    .poll(live.notices, { timeout: 10_000 })
    .toEqual([
      expect.stringMatching(/^all: Not everything can be followed at the moment \(.+\); it is tried/),
    ]);
  expect(live.rows()).toEqual(['here']);
  cluster.brokers.add(2);
  append(logs[1], 'there');
  await expect.poll(live.rows, { timeout: 10_000 }).toEqual(['here', 'there']);
  await expect.poll(() => live.notices().at(-1)).toBe('all: All is followed again.');
  await live.stop();
});

test('a partition that has no leader when the tail begins is followed once it has one, from its end', async () => {
  const cluster = calm(new FakeCluster());
  const logs = cluster.topic('t', [], [[0, 1, null, 'old']]);
  logs[1].leader = -1;
  const live = await follow(cluster, { unplaced: [1] });
  append(logs[0], 'here');
  await expect.poll(live.rows).toEqual(['here']);
  logs[1].leader = 1;
  // It is there when it has heard where the partition ends.
  const asked = () => cluster.requests.filter((request) => request.endsWith('ListOffsets')).length;
  await expect.poll(asked, { timeout: 10_000 }).toBe(1);
  await settle(100);
  append(logs[1], 'there');
  await expect.poll(live.rows, { timeout: 10_000 }).toEqual(['here', 'there']);
  await live.stop();
});
