import { afterEach, expect, test, vi } from 'vitest';
import { topicConfig } from '../config/index.ts';
import type { Clock, Env } from '../env/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import type { PartitionImage } from '../metadata/index.ts';
import { errorName, type Fetch, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import { batchPositions, buildBatch } from '../wire/index.ts';
import type { Broker } from './broker.ts';
import { FetchSessions } from './fetch-sessions.ts';
import { NO_RESPONSE, type RequestContext } from './handler.ts';
import { fetch } from './handlers/fetch.ts';
import { nodeWithReplicas, partitionImage, TOPIC_ID } from './replicas.test-kit.ts';
import { whenDeletedEverywhere } from './waiting.ts';

// The whole way of a fetch on one node (1), which has a replica of every partition; what follower 2 and consumers send is
// told here, by hand and in virtual time.

const open: (() => void)[] = [];
afterEach(() => open.splice(0).forEach((close) => close()));

class ManualClock implements Clock {
  nowMs = 1_000;
  readonly #timers = new Set<{ atMs: number; action: () => void }>();

  wallMs = () => 1_750_000_000_000 + this.nowMs;
  monotonicMs = () => this.nowMs;

  schedule(delayMs: number, action: () => void) {
    const timer = { atMs: this.nowMs + delayMs, action };
    this.#timers.add(timer);
    return { cancel: () => void this.#timers.delete(timer) };
  }

  async pass(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.action();
      await Promise.resolve();
    }
    this.nowMs = untilMs;
  }
}

/** When followers hear of a commit without records (commit-news.ts), and how deadlines are rounded up. */
const COMMIT_NEWS_MS = 4;
const TICK_MS = 8;

interface Reader {
  readonly replicaId: number;
  readonly brokerEpoch: number;
  readonly isolationLevel?: number;
}
const FOLLOWER: Reader = { replicaId: 2, brokerEpoch: 20 };
const CONSUMER: Reader = { replicaId: -1, brokerEpoch: -1 };

function start(partitionCount: number) {
  const clock = new ManualClock();
  const env: Env = { ...nodeEnv(), clock };
  let config = topicConfig({ 'min.insync.replicas': '1' });
  const { replicas, image, topic, apply, close } = nodeWithReplicas(env, () => config);
  open.push(close);
  const all = Array.from({ length: partitionCount }, (_, index) => index);
  const become = (change: Partial<PartitionImage>, partitions = all) => {
    const before = topic()?.partitions ?? all.map((index) => partitionImage(index));
    const after = before.map((one) => (partitions.includes(one.partition) ? { ...one, ...change } : one));
    apply({ name: 't', id: TOPIC_ID, partitions: after }, partitions);
  };

  const closers = new Set<() => void>();
  const context = {
    apiVersion: 18,
    receivedMs: 0,
    connection: {
      listener: 'PLAINTEXT',
      onClose: (action: () => void) => {
        closers.add(action);
        return () => closers.delete(action);
      },
    },
    onSent: (action: () => void) => action(),
  };
  let sessionId = 100;
  const fetchSessions = new FetchSessions({ maxSessions: 10, nextSessionId: () => ++sessionId });
  const broker = {
    env,
    replicas,
    image,
    config: { fetchMaxBytes: 1 << 20, replicaSelectorClass: null },
    fetchSessions,
  } as unknown as Broker;

  /** One request; undefined when its connection ended meanwhile. */
  const ask = async (reader: Reader, request: object, maxWaitMs: number) => {
    const body = {
      replicaState: { replicaId: reader.replicaId, replicaEpoch: reader.brokerEpoch },
      isolationLevel: reader.isolationLevel ?? 0,
      maxWaitMs,
      minBytes: 1,
      maxBytes: 1 << 20,
      rackId: '',
      topics: [],
      forgottenTopicsData: [],
      ...request,
    } as unknown as RequestOf<typeof Fetch>;
    const at = { ...context, receivedMs: clock.nowMs } as unknown as RequestContext;
    const response = await fetch.handle(body, at, broker);
    return response === NO_RESPONSE ? undefined : (response as ResponseInput<typeof Fetch>);
  };
  return {
    replicas,
    clock,
    fetchSessions,
    closers,
    all,
    ask,
    become,
    removeTopic: () => apply(undefined, []),
    setConfig: (properties: Record<string, string>) => {
      config = topicConfig(properties);
      replicas.configureAll();
    },
    partition: (index: number) => replicas.get('t', index)!,
    append(index: number, value = 'x') {
      const led = replicas.leading('t', index);
      if (typeof led === 'number') throw new Error(errorName(led));
      const batch = buildBatch([{ key: null, value: Buffer.from(value) }], { timestamp: 0 });
      expect(replicas.append(led, batch, { origin: 'client' }).kind).toBe('appended');
    },
    /** Partitions that are looked at, out of those that the session of a reader has. */
    resting: (replicaId: number) =>
      all.filter((index) =>
        [...(replicas.get('t', index)?.resting ?? [])].some((reader) => reader.replicaId === replicaId),
      ),
  };
}

type Scene = ReturnType<typeof start>;

/** A follower or consumer that behaves: it names what moves, and knows what it was told. */
class Session {
  readonly #scene: Scene;
  readonly #reader: Reader;
  #id = 0;
  #epoch = 0;
  readonly #places = new Map<
    number,
    { offset: number; epoch: number; highWatermark: number; start: number }
  >();
  readonly #changed = new Set<number>();

  constructor(scene: Scene, reader: Reader, partitions = scene.all) {
    this.#scene = scene;
    this.#reader = reader;
    for (const index of partitions) {
      this.#places.set(index, { offset: 0, epoch: -1, highWatermark: 0, start: 0 });
      this.#changed.add(index);
    }
  }

  /** It is cut back, or the leader epoch it reads in is another one. */
  moveTo(index: number, offset: number): void {
    this.#places.get(index)!.offset = offset;
    this.#changed.add(index);
  }

  forget(index: number): void {
    this.#places.delete(index);
  }

  /** One fetch: `0[2 records] 4!NOT_LEADER_OR_FOLLOWER`, what the answer says of which partitions. */
  async poll(maxWaitMs = 0, reader = this.#reader): Promise<string> {
    const forgotten = this.#id === 0 ? [] : this.#scene.all.filter((index) => !this.#places.has(index));
    const partitions = [...this.#changed].map((partition) => {
      const place = this.#places.get(partition)!;
      return {
        partition,
        currentLeaderEpoch: -1,
        fetchOffset: place.offset,
        lastFetchedEpoch: place.epoch,
        logStartOffset: place.start,
        partitionMaxBytes: 1 << 20,
        highWatermark: place.highWatermark,
      };
    });
    this.#changed.clear();
    const named = { topic: '', topicId: TOPIC_ID };
    const request = {
      sessionId: this.#id,
      sessionEpoch: this.#epoch,
      topics: partitions.length === 0 ? [] : [{ ...named, partitions }],
      forgottenTopicsData: forgotten.length === 0 ? [] : [{ ...named, partitions: forgotten }],
    };
    const response = await this.#scene.ask(reader, request, maxWaitMs);
    if (response === undefined) return 'cancelled';
    if (response.errorCode !== 0) return errorName(response.errorCode!);
    this.#id = response.sessionId!;
    this.#epoch++;
    const words: string[] = [];
    for (const topic of response.responses) {
      for (const row of topic.partitions) {
        if (row.errorCode !== 0) {
          words.push(`${row.partitionIndex}!${errorName(row.errorCode)}`);
          continue;
        }
        const records = [row.records ?? []].flat() as Buffer[];
        const batches = [...batchPositions(Buffer.concat(records))].length;
        const place = this.#places.get(row.partitionIndex)!;
        place.offset += batches;
        if (batches > 0) place.epoch = 1;
        place.highWatermark = Math.min(row.highWatermark, place.offset);
        place.start = row.logStartOffset ?? 0;
        this.#changed.add(row.partitionIndex);
        words.push(`${row.partitionIndex}[${batches}]`);
      }
    }
    return words.join(' ');
  }

  /** Until all of it rests. */
  async settle(): Promise<void> {
    for (let polls = 0; polls < 6; polls++) {
      await this.poll();
      await this.#scene.clock.pass(10);
    }
  }
}

async function atRest(partitionCount: number, reader: Reader = FOLLOWER) {
  const scene = start(partitionCount);
  scene.become({});
  for (const index of scene.all) scene.append(index);
  // The records of partitions that consumers read must be committed, which takes both followers.
  const other = new Session(scene, { replicaId: 3, brokerEpoch: 30 });
  const follower = new Session(scene, FOLLOWER);
  for (let round = 0; round < 2; round++) {
    await other.settle();
    await follower.settle();
  }
  if (reader === FOLLOWER) return { scene, session: follower, other };
  const session = new Session(scene, reader);
  await session.settle();
  return { scene, session, other };
}

const READERS: [string, Reader][] = [
  ['a follower', FOLLOWER],
  ['a consumer', CONSUMER],
  ['a consumer of committed transactions', { ...CONSUMER, isolationLevel: 1 }],
];

test.each([1, 2000])(
  'a poll of %i quiet partitions looks at none, and at one after one append',
  async (count) => {
    const { scene, session } = await atRest(count);
    const looks = vi.spyOn(scene.replicas, 'leading');
    const fetched = vi.spyOn(scene.replicas.commits, 'followerFetched');
    const waiters = scene.all.map((index) => vi.spyOn(scene.partition(index).dataWaiters, 'add'));
    const work = () => {
      const counts = [looks, fetched, ...waiters].map(({ mock }) => mock.calls.length);
      for (const spy of [looks, fetched, ...waiters]) spy.mockClear();
      const [leading, progress, ...waits] = counts;
      return { leading, progress, waits: waits.reduce((sum, one) => sum + one, 0) };
    };
    for (let poll = 0; poll < 3; poll++) {
      const waiting = session.poll(500);
      await scene.clock.pass(510);
      expect(await waiting).toBe('');
      expect(work()).toEqual({ leading: 0, progress: 0, waits: 0 });
    }
    const woken = session.poll(500);
    scene.append(count - 1);
    work();
    expect(await woken).toBe(`${count - 1}[1]`);
    expect(work()).toEqual({ leading: 1, progress: 0, waits: 0 });
    expect(await session.poll()).toBe('');
    expect(work()).toEqual({ leading: 1, progress: 1, waits: 0 });
  },
  60_000,
);

test.each(READERS)('%s rests where it has everything and knows it', async (_, reader) => {
  const { scene } = await atRest(3, reader);
  expect(scene.resting(reader.replicaId)).toEqual([0, 1, 2]);
});

/** Whatever can change the answer to a fetch, or give it another meaning; done to partition 1 of three. */
const CHANGES: Record<string, (scene: Scene) => void> = {
  'an append': (scene) => scene.append(1),
  'a log start that moves': (scene) => void scene.partition(1).log!.advanceStart(1, 'delete-records'),
  'an epoch that begins': (scene) => scene.partition(1).log!.assignEpoch(9, 1),
  'a truncation': (scene) => scene.partition(1).log!.truncateTo(0, 'test'),
  'a log that starts anew': (scene) => scene.partition(1).log!.truncateFullyAndStartAt(7),
  'another ISR': (scene) => scene.become({ isr: [1, 2], partitionEpoch: 1 }, [1]),
  'a new epoch of the leader': (scene) => scene.become({ leaderEpoch: 2, partitionEpoch: 1 }, [1]),
  'another leader': (scene) => scene.become({ leader: 3, leaderEpoch: 2, partitionEpoch: 1 }, [1]),
  'no leader': (scene) => scene.become({ leader: -1, leaderEpoch: 2, partitionEpoch: 1 }, [1]),
  'a replica that goes elsewhere': (scene) => scene.become({ replicas: [2, 3], partitionEpoch: 1 }, [1]),
  'a log dir that fails': (scene) => {
    scene.partition(1).log = undefined;
  },
  'a replica that is damaged': (scene) => {
    scene.partition(1).isUnhealthy = true;
  },
  'somebody who waits for followers': (scene) => void scene.partition(1).onProgress(() => {}),
};

for (const [what, change] of Object.entries(CHANGES)) {
  test.each(READERS)(
    `${what} ends the rest of %s there, and nowhere else`,
    async (_, { replicaId, ...rest }) => {
      const { scene } = await atRest(3, { replicaId, ...rest });
      const { resting } = scene.partition(1);
      expect(scene.resting(replicaId)).toEqual([0, 1, 2]);
      change(scene);
      expect([...resting]).toEqual([]);
      expect(scene.resting(replicaId)).toEqual([0, 2]);
    },
  );
}

test.each(READERS)(
  'a topic that goes away, or is set up otherwise, ends the rest of %s in all of it',
  async (_, reader) => {
    const { scene, session } = await atRest(2, reader);
    scene.setConfig({ 'min.insync.replicas': '2' });
    expect(scene.resting(reader.replicaId)).toEqual([]);
    expect(await session.poll()).toBe('');
    expect(scene.resting(reader.replicaId)).toEqual([0, 1]);
    scene.removeTopic();
    expect(await session.poll()).toBe('0!UNKNOWN_TOPIC_ID 1!UNKNOWN_TOPIC_ID');
  },
);

test('what is due is answered: records, a log start, an end of leadership', async () => {
  const { scene, session } = await atRest(3);
  scene.append(2);
  scene.partition(0).log!.advanceStart(1, 'delete-records');
  scene.become({ leader: 3, leaderEpoch: 2, partitionEpoch: 1 }, [1]);
  expect(await session.poll()).toBe('0[0] 1!NOT_LEADER_OR_FOLLOWER 2[1]');
  // An error stays due: the next fetch tells it again.
  expect(await session.poll()).toBe('1!NOT_LEADER_OR_FOLLOWER');
  scene.become({ leader: 1, leaderEpoch: 3, partitionEpoch: 2 }, [1]);
  expect(await session.poll()).toBe('1[0]');
});

test('who waits is woken by what it rested on', async () => {
  const { scene, session } = await atRest(3);
  const records = session.poll(60_000);
  scene.append(1);
  expect(await records).toBe('1[1]');
  const commit = session.poll(60_000);
  // The other follower gets it, too, and says so: it is committed, of which those that wait hear a moment later.
  expect(await new Session(scene, { replicaId: 3, brokerEpoch: 30 }, [1]).poll()).toBe('1[2]');
  const again = new Session(scene, { replicaId: 3, brokerEpoch: 30 }, [1]);
  again.moveTo(1, 2);
  await again.poll();
  await scene.clock.pass(20);
  expect(await commit).toBe('1[0]');
  await session.poll();
  expect(scene.resting(2)).toEqual([0, 1, 2]);
  const leader = session.poll(60_000);
  scene.become({ leader: 3, leaderEpoch: 2, partitionEpoch: 1 }, [0]);
  expect(await leader).toBe('0!NOT_LEADER_OR_FOLLOWER');
});

test('a consumer at rest is woken by the commit, not by the append', async () => {
  const { scene, session, other } = await atRest(2, CONSUMER);
  const follower = new Session(scene, FOLLOWER);
  let answer: string | undefined;
  const waiting = session.poll(60_000).then((said) => (answer = said));
  scene.append(1);
  await scene.clock.pass(50);
  expect(answer).toBeUndefined();
  for (const each of [other, follower]) await each.settle();
  expect(await waiting).toBe('1[1]');
});

test('a connection that ends leaves nobody waiting', async () => {
  const { scene, session } = await atRest(2);
  const waiting = session.poll(60_000);
  scene.append(0);
  scene.append(1);
  const { dataWaiters } = scene.partition(1);
  expect(await waiting).toBe('0[1] 1[1]');
  expect(dataWaiters.size).toBe(0);
  await session.settle();
  const cut = session.poll(60_000);
  for (const close of scene.closers) close();
  expect(await cut).toBe('cancelled');
  scene.append(1);
  expect(dataWaiters.size).toBe(0);
});

test('each fetch of a session is one of all that rests in it, and nothing else is', async () => {
  const { scene, session } = await atRest(1);
  const follower = () => scene.partition(0).leader!.followers.get(2)!;
  for (let poll = 0; poll < 100; poll++) {
    const waiting = session.poll(500);
    await scene.clock.pass(510);
    await waiting;
  }
  const lastPollMs = scene.clock.nowMs - 510;
  expect(follower()).toMatchObject({ lastFetchMs: lastPollMs, lastCaughtUpMs: lastPollMs, endOffset: 1 });
  await scene.clock.pass(30_000);
  scene.append(0);
  // What was heard until the append stays, and nothing is added to it.
  expect(follower()).toMatchObject({
    lastFetchMs: lastPollMs,
    lastCaughtUpMs: lastPollMs,
    leaderEndAtFetch: 1,
    endOffset: 1,
  });
});

test('a follower that is not in sync, or cannot be yet, does not rest', async () => {
  const { scene, session } = await atRest(1);
  scene.become({ isr: [1, 3], partitionEpoch: 1 });
  const fetched = vi.spyOn(scene.replicas.commits, 'followerFetched');
  for (let poll = 0; poll < 3; poll++) expect(await session.poll()).toBe('');
  expect(fetched).toHaveBeenCalledTimes(3);
  expect(scene.resting(2)).toEqual([]);
  scene.become({ isr: [1, 2, 3], partitionEpoch: 2 });
  await session.poll();
  expect(scene.resting(2)).toEqual([0]);
});

test('what a follower names it rests on no longer: it was cut back, or came again', async () => {
  const { scene, session } = await atRest(2);
  session.moveTo(1, 0);
  expect(await session.poll()).toBe('1[1]');
  await session.settle();
  expect(scene.resting(2)).toEqual([0, 1]);
  session.forget(1);
  expect(await session.poll()).toBe('');
  expect(scene.resting(2)).toEqual([0]);
  scene.append(1);
  expect(await session.poll()).toBe('');
});

test('a broker that was started anew takes over what its old session rested on', async () => {
  const { scene, session } = await atRest(1);
  const anew = new Session(scene, { replicaId: 2, brokerEpoch: 21 });
  anew.moveTo(0, 1);
  await anew.settle();
  expect(scene.partition(0).resting.size).toBe(2); // With follower 3.
  const heardMs = scene.clock.nowMs;
  await scene.clock.pass(1_000);
  // The old process counts for nothing any more.
  expect(await session.poll()).toBe('0!NOT_LEADER_OR_FOLLOWER');
  expect(scene.partition(0).leader!.followers.get(2)!.lastFetchMs).toBeLessThanOrEqual(heardMs);
});

test('another epoch of the broker, or another isolation level, is another reader', async () => {
  const { scene, session } = await atRest(1);
  const fetched = vi.spyOn(scene.replicas.commits, 'followerFetched');
  await session.poll(0, { replicaId: 2, brokerEpoch: 22 });
  expect(fetched).toHaveBeenCalledTimes(1);
  expect(scene.partition(0).leader!.followers.get(2)!.brokerEpoch).toBe(22);
  const consumer = await atRest(1, CONSUMER);
  const [before] = consumer.scene.partition(0).resting;
  await consumer.session.poll(0, { ...CONSUMER, isolationLevel: 1 });
  expect(consumer.scene.partition(0).resting.has(before)).toBe(before.replicaId >= 0);
});

test('a session that ends takes what rests for it along', async () => {
  const { scene } = await atRest(2, CONSUMER);
  expect(scene.resting(-1)).toEqual([0, 1]);
  for (let count = 0; count < 10; count++) {
    await scene.clock.pass(130_000);
    await new Session(scene, CONSUMER, [0]).poll();
  }
  expect(scene.resting(-1)).toEqual([]);
});

test('whoever waits until records are deleted everywhere hears every fetch', async () => {
  const { scene, session, other } = await atRest(1);
  const led = scene.replicas.leading('t', 0);
  if (typeof led === 'number') throw new Error(errorName(led));
  vi.spyOn(led.leader, 'lowWatermark').mockReturnValueOnce(0).mockReturnValueOnce(0).mockReturnValue(1);
  const deleted = whenDeletedEverywhere(scene.replicas.timer, led, 1, scene.clock.nowMs + 60_000);
  await session.poll();
  await other.poll();
  expect(await deleted).toEqual({ lowWatermark: 1 });
  expect(scene.resting(2)).toEqual([]);
  await session.poll();
  expect(scene.resting(2)).toEqual([0]);
});

test('a follower that was given full batches is held up for a moment with a part of them, until as many have come again', async () => {
  const { scene, session } = await atRest(1);
  const batch = 'x'.repeat(16_000);
  const answered = (poll: Promise<string>) => {
    const seen: { answer?: string } = {};
    void poll.then((answer) => (seen.answer = answer));
    return seen;
  };
  for (let count = 0; count < 4; count++) scene.append(0, batch);
  expect(await session.poll(500)).toBe('0[4]');

  // As much as it was given before: it comes at once, and not in two halves.
  const group = answered(session.poll(500));
  for (let count = 0; count < 3; count++) scene.append(0, batch);
  await scene.clock.pass(0.5);
  expect(group.answer).toBeUndefined();
  scene.append(0, batch);
  await scene.clock.pass(0);
  await vi.waitFor(() => expect(group.answer).toBe('0[4]'));

  // The moment begins with the first of them, however long nothing came before that.
  const next = answered(session.poll(500));
  await scene.clock.pass(2 * TICK_MS);
  scene.append(0, batch);
  await scene.clock.pass(1.9);
  for (let count = 0; count < 3; count++) scene.append(0, batch);
  await scene.clock.pass(0);
  await vi.waitFor(() => expect(next.answer).toBe('0[4]'));

  // A part that is there already waits as long, and goes then;
  scene.append(0, batch);
  const late = answered(session.poll(500));
  await scene.clock.pass(1.9);
  expect(late.answer).toBeUndefined();
  await scene.clock.pass(0.2);
  await vi.waitFor(() => expect(late.answer).toBe('0[1]'));

  // from then on nothing more is expected.
  const small = answered(session.poll(500));
  await scene.clock.pass(20);
  expect(small.answer).toBeUndefined();
  scene.append(0);
  await vi.waitFor(() => expect(small.answer).toBe('0[1]'));
});

test('a follower that is held up hears of a commit with the records, or once it is not held up any more', async () => {
  const { scene, session, other } = await atRest(1);
  const { log } = scene.partition(0);
  const batch = 'x'.repeat(16_000);
  /** Records that the other follower has already. */
  const fill = async () => {
    for (let count = 0; count < 4; count++) scene.append(0, batch);
    for (let polls = 0; polls < 2; polls++) await other.poll();
  };
  const poll = () => {
    const seen: { answer?: string } = {};
    void session.poll(500).then((said) => (seen.answer = said));
    return seen;
  };
  await fill();
  expect(await session.poll(500)).toBe('0[4]');

  // This poll commits them. The news of it comes due while the follower is held up in its next.
  const first = poll();
  expect(log!.highWatermark).toBe(log!.endOffset);
  const dueMs = Math.ceil((scene.clock.nowMs + COMMIT_NEWS_MS) / TICK_MS) * TICK_MS;
  await fill();
  await scene.clock.pass(0);
  await vi.waitFor(() => expect(first.answer).toBe('0[4]'));
  await scene.clock.pass(dueMs - 0.5 - scene.clock.nowMs);
  scene.append(0, batch);
  const second = poll();
  await scene.clock.pass(0.7);
  for (let turn = 0; turn < 20; turn++) await scene.clock.pass(0);
  expect(second.answer).toBeUndefined();
  await scene.clock.pass(1.4);
  await vi.waitFor(() => expect(second.answer).toBe('0[1]'));

  // Nothing comes that it could be held up with: the news is told as to everybody.
  for (let polls = 0; polls < 2; polls++) await other.poll();
  await scene.clock.pass(2 * TICK_MS);
  const third = poll();
  await scene.clock.pass(3);
  expect(third.answer).toBeUndefined();
  await scene.clock.pass(2 * TICK_MS);
  await vi.waitFor(() => expect(third.answer).toBe('0[0]'));
});

test('a follower of small records is answered at once', async () => {
  const { scene, session } = await atRest(1);
  scene.append(0);
  expect(await session.poll(500)).toBe('0[1]');
  const poll = session.poll(500);
  scene.append(0);
  expect(await poll).toBe('0[1]');
});
