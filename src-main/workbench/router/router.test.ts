import { expect, test } from 'vitest';
import { nodeClock } from '../../env/node/index.ts';
import { KafkaError } from '../../client/index.ts';
import { ErrorCode } from '../../protocol/index.ts';
import { onTopic, type Outlet, type Schema, z } from './index.ts';
import { type AnyRoute, Router } from './router.ts';

type Run = (input: any, argument: any) => Promise<unknown>;

/** A router with these routes and one screen; what it sends is gathered, and acknowledged when the test says so. */
function setUp(routes: Record<string, { kind: AnyRoute['kind']; input?: Schema<unknown>; run: Run }>) {
  const frames: any[] = [];
  const unsent: (() => void)[] = [];
  const closed: string[] = [];
  const internal: string[] = [];
  let hold = false;
  const router = new Router({
    clock: nodeClock(),
    route: (name) => (name in routes ? Promise.resolve({ input: z.unknown(), ...routes[name] }) : undefined),
    sendFrame: (_screen, frame, onSent) => {
      frames.push(JSON.parse(frame));
      if (hold) unsent.push(onSent);
      else onSent();
    },
    closeScreen: (_screen, reason) => closed.push(reason),
    onInternalError: ({ detail }) => internal.push(detail!),
  });
  router.screenOpened(1);
  return {
    router,
    frames,
    closed,
    internal,
    say: (frame: object) => router.frame(1, JSON.stringify(frame)),
    /** The screen stops reading. */
    stall: () => (hold = true),
    resume: () => {
      hold = false;
      for (const sent of unsent.splice(0)) sent();
    },
  };
}

const settle = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

test('a call is answered once; an unknown one is refused', async () => {
  const { say, frames } = setUp({ double: { kind: 'procedure', run: async (n: number) => n * 2 } });
  say({ id: 1, call: 'double', input: 21 });
  say({ id: 2, call: 'nothing', input: null });
  say({ id: 3, listen: 'double', input: 1 });
  await settle();
  expect(frames.toSorted((a, b) => a.id - b.id)).toEqual([
    { id: 1, value: 42 },
    {
      id: 2,
      error: {
        code: 'not-found',
        message: "The workbench knows no 'nothing'.",
        said: { code: 'workbench.unknown', values: { name: 'nothing' } },
      },
    },
    {
      id: 3,
      error: {
        code: 'not-found',
        message: "'double' is a procedure.",
        said: { code: 'workbench.otherKind', values: { name: 'double', kind: 'procedure' } },
      },
    },
  ]);
});

test('bad input is refused with the name of the field', async () => {
  const { say, frames } = setUp({
    read: {
      kind: 'procedure',
      input: z.extend(onTopic, {
        limit: z.int().check(z.minimum(1), z.maximum(9)),
        from: z.discriminatedUnion('kind', [z.object({ kind: z.literal('live') })]),
        mode: z.enum(['a', 'b']),
      }),
      run: async () => null,
    },
  });
  const good = { cluster: 'local', topic: 't', limit: 1, from: { kind: 'live' }, mode: 'a' };
  const cases: [object | null, string][] = [
    [null, 'The input must be an object.'],
    [{ ...good, cluster: '' }, "'cluster' must not be empty."],
    [{ ...good, topic: '' }, "'topic' must not be empty."],
    [{ ...good, topic: 'a b' }, "'topic' may have letters, digits, '.', '_' and '-' only."],
    [{ ...good, topic: 'x'.repeat(250) }, "'topic' must be at most 249 characters."],
    [{ ...good, limit: 0 }, "'limit' must be at least 1."],
    [{ ...good, limit: 10 }, "'limit' must be at most 9."],
    [{ ...good, limit: 1.5 }, "'limit' must be a whole number."],
    [{ ...good, from: { kind: 'never' } }, "'from.kind' is none of the kinds there are."],
    [{ ...good, mode: 'c' }, "'mode' must be one of a, b."],
  ];
  for (const [index, [input]] of cases.entries()) say({ id: index, call: 'read', input });
  await settle();
  const messages = frames
    .toSorted((a, b) => a.id - b.id)
    .map(({ error }) => `${error.code}: ${error.message}`);
  expect(messages).toEqual(cases.map(([, message]) => `invalid-input: ${message}`));
});

test('what breaks the contract closes the screen, and ends its work', async () => {
  const cases: [string, string][] = [
    ['{', 'a frame is not JSON'],
    ['7', 'a frame is not an object'],
    ['{"call":"x"}', 'a frame has no id'],
    ['{"id":1}', 'a frame neither calls, listens nor cancels'],
    ['{"id":9,"call":"wait"}', 'the id 9 is in use'],
  ];
  for (const [frame, reason] of cases) {
    let aborted = false;
    const { router, say, closed } = setUp({
      wait: {
        kind: 'stream',
        run: (_input, { signal }: Outlet<unknown>) =>
          new Promise<void>((resolve) =>
            signal.addEventListener('abort', () => ((aborted = true), resolve())),
          ),
      },
    });
    say({ id: 9, listen: 'wait' });
    await settle(1);
    router.frame(1, frame);
    expect([frame, closed, aborted]).toEqual([frame, [reason], true]);
  }
});

test('cancelling ends a listen at once: nothing is sent after it', async () => {
  let outlet: Outlet<number> | undefined;
  const { say, frames } = setUp({
    count: {
      kind: 'stream',
      run: (_input, given: Outlet<number>) =>
        new Promise<void>((resolve) => {
          outlet = given;
          given.signal.addEventListener('abort', () => resolve());
        }),
    },
  });
  say({ id: 5, listen: 'count', input: null });
  await settle(1);
  outlet!.send(1);
  say({ id: 5, cancel: true });
  outlet!.send(2);
  await settle();
  expect(frames).toEqual([{ id: 5, event: 1 }]);
  expect(outlet!.signal.aborted).toBe(true);
});

test('when a screen is gone its streams end', async () => {
  const ended: string[] = [];
  const { router, say, frames } = setUp({
    wait: {
      kind: 'stream',
      run: async (name: string, outlet: Outlet<unknown>) => {
        await new Promise((resolve) => outlet.signal.addEventListener('abort', resolve));
        await outlet.drained();
        ended.push(name);
      },
    },
  });
  say({ id: 1, listen: 'wait', input: 'a' });
  say({ id: 2, listen: 'wait', input: 'b' });
  await settle(1);
  router.screenClosed(1);
  await settle();
  expect([ended, frames]).toEqual([['a', 'b'], []]);
});

test('snapshots: the first at once, then the latest a quarter of a second later', async () => {
  const { say, frames } = setUp({
    watch: {
      kind: 'stream',
      run: async (_input, outlet: Outlet<number>) => {
        for (let n = 1; n <= 5; n++) outlet.latest(n);
        await settle(300);
      },
    },
  });
  say({ id: 1, listen: 'watch', input: null });
  await settle(20);
  expect(frames).toEqual([{ id: 1, event: 1 }]);
  await settle(400);
  expect(frames.slice(1)).toEqual([
    { id: 1, event: 5 },
    { id: 1, end: true },
  ]);
});

test('a screen that does not read holds back snapshots and whoever waits, not the others', async () => {
  let drainedAfter = -1;
  const bench = setUp({
    flood: {
      kind: 'stream',
      run: async (_input, outlet: Outlet<string>) => {
        bench.stall();
        let sent = 0;
        while (!outlet.congested) {
          outlet.send('x'.repeat(100_000));
          sent++;
        }
        outlet.latest('snapshot 1');
        outlet.latest('snapshot 2');
        await outlet.drained();
        drainedAfter = sent;
      },
    },
    ping: { kind: 'procedure', run: async () => 'pong' },
  });
  bench.say({ id: 1, listen: 'flood', input: null });
  await settle();
  expect(drainedAfter).toBe(-1);
  bench.say({ id: 2, call: 'ping', input: null });
  await settle();
  expect(bench.frames.at(-1)).toEqual({ id: 2, value: 'pong' });
  bench.resume();
  await settle();
  expect(drainedAfter).toBeGreaterThan(10);
  expect(bench.frames.slice(-2)).toEqual([
    { id: 1, event: 'snapshot 2' },
    { id: 1, end: true },
  ]);
});

test('errors come as a person should read them', async () => {
  const { say, frames, internal } = setUp({
    kafka: {
      kind: 'procedure',
      run: async () => {
        throw new KafkaError(
          ErrorCode.TOPIC_ALREADY_EXISTS,
          'creating orders',
          "Topic 'orders' already exists.",
        );
      },
    },
    bug: {
      kind: 'procedure',
      run: async () => {
        throw new TypeError('cannot read this');
      },
    },
  });
  say({ id: 1, call: 'kafka', input: null });
  say({ id: 2, call: 'bug', input: null });
  await settle();
  const [kafka, bug] = frames.toSorted((a, b) => a.id - b.id);
  expect(kafka.error).toEqual({
    code: 'kafka',
    kafka: 'TOPIC_ALREADY_EXISTS',
    message: "Creating orders: Topic 'orders' already exists.",
    said: {
      code: 'kafka.answered',
      values: { reason: "Creating orders: Topic 'orders' already exists." },
    },
    nextStep: 'Choose another name, or open the topic that exists.',
    nextSaid: { code: 'next.TOPIC_ALREADY_EXISTS', values: {} },
  });
  expect(bug.error.code).toBe('internal');
  expect(internal[0]).toContain('cannot read this');
});
