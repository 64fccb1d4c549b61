import { afterEach, expect, test } from 'vitest';
import type { Connection, FactBody } from '../env/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { DEFAULT_LIMITS, type FrameHandler, type FrameOutcome, Server, type ServerLimits } from './index.ts';

const facts: FactBody[] = [];
const env = nodeEnv({ facts: { report: (fact) => void facts.push(fact) } });
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close(0);
  facts.length = 0;
});

type Handle = (frame: Buffer) => ReturnType<FrameHandler['handle']>;

async function serve(
  handle: Handle,
  limits: Partial<ServerLimits> = {},
  mayOvertake: FrameHandler['mayOvertake'] = () => true,
): Promise<Server> {
  let connectionId = 0;
  const server = await Server.listen(env, {
    name: 'TEST',
    hosts: ['127.0.0.1', '::1', '203.0.113.7'],
    port: 0,
    limits: { ...DEFAULT_LIMITS, ...limits },
    handler: { handle: (_connection, frame) => handle(frame), mayOvertake },
    nextConnectionId: () => ++connectionId,
  });
  servers.push(server);
  return server;
}

const echo = (frame: Buffer): FrameOutcome => ({
  kind: 'reply',
  chunks: [framed(frame.toString('latin1'))],
});

function framed(text: string): Buffer {
  const frame = Buffer.alloc(4 + text.length);
  frame.writeInt32BE(text.length, 0);
  frame.write(text, 4, 'latin1');
  return frame;
}

/** A client that collects what it is sent, and when it was cut off. */
async function dial(server: Server): Promise<{
  connection: Connection;
  closed: Promise<void>;
  received: () => string;
  until: (text: string) => Promise<void>;
}> {
  const connection = await env.network.connect({ host: '127.0.0.1', port: server.port });
  let received = '';
  let wake = () => {};
  const closed = Promise.withResolvers<void>();
  connection.start({
    onData: (chunk) => {
      received += chunk.toString('latin1');
      wake();
    },
    onClose: () => closed.resolve(),
  });
  const until = async (text: string) => {
    while (!received.includes(text)) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { connection, closed: closed.promise, received: () => received, until };
}

function closeReasons(): string[] {
  return facts.flatMap((fact) => (fact.kind === 'connection-closed' ? [fact.reason] : []));
}

test('frames come back in order however they are cut, also when some take longer', async () => {
  const server = await serve(async (frame) => {
    if (frame.toString().startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, 20));
    return echo(frame);
  });
  const { connection, until, received } = await dial(server);
  const bytes = Buffer.concat(['slow1', 'b', 'slow2', 'd'].map(framed));
  for (let at = 0; at < bytes.length; at += 3) connection.write([bytes.subarray(at, at + 3)]);
  await until('d');
  expect(
    received()
      .replaceAll(/[^a-z0-9]+/g, ' ')
      .trim(),
  ).toBe('slow1 b slow2 d');
});

test('a request waits for the one before it, and only so much is read ahead', async () => {
  let handling = 0;
  let together = 0;
  const release = Promise.withResolvers<void>();
  const server = await serve(
    async (frame) => {
      together = Math.max(together, ++handling);
      await release.promise;
      handling--;
      return echo(frame);
    },
    { maxQueuedRequestBytes: 64 * 1024 },
  );
  const { connection, until } = await dial(server);
  const big = framed('x'.repeat(10_000));
  for (let index = 0; index < 600; index++) connection.write([big]);
  connection.write([framed('end')]);
  await expect.poll(() => server.heldBytes).toBeGreaterThan(64 * 1024);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(server.heldBytes).toBeLessThan(1024 * 1024);
  expect(connection.queuedBytes).toBeGreaterThan(1024 * 1024);
  release.resolve();
  await until('end');
  expect(together).toBe(1);
  await expect.poll(() => server.heldBytes).toBe(0);
});

test('behind a request that only waits for its answer the next ones are handled, and answers keep their order', async () => {
  const handled: string[] = [];
  const answers = new Map<string, (outcome: FrameOutcome) => void>();
  const server = await serve((frame) => {
    const name = frame.toString();
    handled.push(name);
    if (!name.startsWith('commit')) return echo(frame);
    const { promise, resolve } = Promise.withResolvers<FrameOutcome>();
    answers.set(name, resolve);
    return { kind: 'pipelined', outcome: promise };
  });
  const { connection, until, received } = await dial(server);
  connection.write(['commit1', 'commit2', 'plain', 'commit3'].map(framed));
  await expect.poll(() => handled.join()).toBe('commit1,commit2,plain,commit3');
  answers.get('commit2')!(echo(Buffer.from('commit2')));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(received()).toBe('');
  answers.get('commit1')!(echo(Buffer.from('commit1')));
  await until('plain');
  answers.get('commit3')!(echo(Buffer.from('commit3')));
  await until('commit3');
  expect(
    received()
      .replaceAll(/[^a-z0-9]+/g, ' ')
      .trim(),
  ).toBe('commit1 commit2 plain commit3');
  await expect.poll(() => server.heldBytes).toBe(0);
});

test('what may not overtake an answer that is waited for is handled after it', async () => {
  const handled: string[] = [];
  const release = Promise.withResolvers<void>();
  const server = await serve(
    (frame) => {
      const name = frame.toString();
      handled.push(name);
      if (!name.startsWith('commit')) return echo(frame);
      return { kind: 'pipelined', outcome: release.promise.then(() => echo(frame)) };
    },
    {},
    (frame) => frame.toString().startsWith('commit'),
  );
  const { connection, until } = await dial(server);
  connection.write(['commit1', 'commit2', 'plain', 'commit3'].map(framed));
  await expect.poll(() => handled.join()).toBe('commit1,commit2');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(handled.join()).toBe('commit1,commit2');
  release.resolve();
  await until('commit3');
  expect(handled.join()).toBe('commit1,commit2,plain,commit3');
  await expect.poll(() => server.heldBytes).toBe(0);

  const gone = await dial(
    await serve(
      () => new Promise(() => {}),
      {},
      () => false,
    ),
  );
  gone.connection.write(['never answered', 'never handled'].map(framed));
  gone.connection.destroy();
});

test('answers that are waited for are bounded: a client that pipelines without end is not read from', async () => {
  let handled = 0;
  const release = Promise.withResolvers<void>();
  const server = await serve(
    (frame) => {
      handled++;
      return { kind: 'pipelined', outcome: release.promise.then(() => echo(frame)) };
    },
    { maxQueuedRequestBytes: 64 * 1024 },
  );
  const { connection, until } = await dial(server);
  for (let index = 0; index < 1_000; index++) connection.write([framed('x'.repeat(10_000))]);
  connection.write([framed('end')]);
  await expect.poll(() => server.heldBytes).toBeGreaterThan(64 * 1024);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(handled).toBeLessThan(200);
  expect(server.heldBytes).toBeLessThan(3 * 1024 * 1024);
  release.resolve();
  await until('end');
  expect(handled).toBe(1_001);
  await expect.poll(() => server.heldBytes).toBe(0);
});

test('an error behind answers that are waited for ends the connection after them', async () => {
  const release = Promise.withResolvers<void>();
  const server = await serve((frame) =>
    frame.toString() === 'bad'
      ? { kind: 'close', reason: 'bad' }
      : { kind: 'pipelined', outcome: release.promise.then(() => echo(frame)) },
  );
  const { connection, closed, received } = await dial(server);
  connection.write(['good', 'bad', 'late'].map(framed));
  await new Promise((resolve) => setTimeout(resolve, 20));
  release.resolve();
  await closed;
  expect(received()).toContain('good');
  expect(received()).not.toContain('late');
});

test('a client that does not read its responses is not read from', async () => {
  let handled = 0;
  const server = await serve(
    () => {
      handled++;
      return { kind: 'reply', chunks: [Buffer.alloc(256 * 1024)] };
    },
    { maxOutboundBytes: 1024 * 1024, maxQueuedRequestBytes: 1024 },
  );
  const { connection } = await dial(server);
  connection.pauseReading();
  for (let index = 0; index < 300; index++) connection.write([framed('give')]);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(handled).toBeLessThan(100);
  connection.resumeReading();
  await expect.poll(() => handled, { timeout: 10_000 }).toBe(300);
});

test('a frame that does not end is given up, one that ends late but in time is not', async () => {
  const server = await serve(echo, { partialFrameMs: 150 });
  const stuck = await dial(server);
  stuck.connection.write([framed('hello').subarray(0, 6)]);
  const slow = await dial(server);
  slow.connection.write([framed('hello').subarray(0, 6)]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  slow.connection.write([framed('hello').subarray(6)]);
  await slow.until('hello');
  await stuck.closed;
  await expect.poll(closeReasons).toEqual(['a request was not complete after 150 ms']);
});

test('an idle connection ends, one that works stays', async () => {
  const server = await serve(echo, { maxIdleMs: 200 });
  const idle = await dial(server);
  const busy = await dial(server);
  const timer = setInterval(() => busy.connection.write([framed('a')]), 50);
  await idle.closed;
  clearInterval(timer);
  await expect.poll(closeReasons).toEqual(['idle for 200 ms']);
  expect(server.connections.size).toBe(1);
});

test('more connections than allowed are turned away', async () => {
  const server = await serve(echo, { maxConnections: 2 });
  const first = await dial(server);
  await dial(server);
  const third = await dial(server);
  await third.closed;
  first.connection.write([framed('still here')]);
  await first.until('still here');
});

test('the connection that takes more memory than all may have together is closed', async () => {
  const server = await serve(echo, { maxHeldBytes: 300_000 });
  const greedy = await dial(server);
  const modest = await dial(server);
  modest.connection.write([framed('x'.repeat(1000)).subarray(0, 500)]);
  greedy.connection.write([framed('x'.repeat(1_000_000)).subarray(0, 900_000)]);
  await greedy.closed;
  await expect.poll(closeReasons).toEqual(['the requests of all connections take more memory than allowed']);
  expect(server.heldBytes).toBe(500);
});

test.each([
  ['a negative length', Buffer.from([0xff, 0xff, 0xff, 0xff]), /frame of -1 bytes/],
  ['a length of zero', Buffer.from([0, 0, 0, 0]), /frame of 0 bytes/],
  ['a length beyond the limit', Buffer.from([0x7f, 0, 0, 0]), /frame of \d+ bytes, 1 to/],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n'), /speaks HTTP/],
  ['TLS', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]), /speaks TLS/],
])('%s closes the connection without an answer', async (_name, bytes, reason) => {
  const server = await serve(echo);
  const client = await dial(server);
  client.connection.write([bytes]);
  await client.closed;
  expect(client.received()).toBe('');
  await expect.poll(() => closeReasons()[0]).toMatch(reason);
});

test('a length that is claimed takes no memory before its bytes come', async () => {
  const server = await serve(echo);
  for (let index = 0; index < 50; index++) {
    const { connection } = await dial(server);
    const claim = Buffer.alloc(8);
    claim.writeInt32BE(100 * 1024 * 1024, 0);
    connection.write([claim]);
  }
  await expect.poll(() => server.heldBytes).toBe(50 * 8);
});

test('what was answered before the end still leaves', async () => {
  const server = await serve((frame) =>
    frame.toString() === 'bye' ? { kind: 'close', reason: 'asked to' } : echo(frame),
  );
  const client = await dial(server);
  client.connection.write([framed('one'), framed('two'), framed('bye'), framed('three')]);
  await client.closed;
  expect(
    client
      .received()
      .replaceAll(/[^a-z]+/g, ' ')
      .trim(),
  ).toBe('one two');
  await expect.poll(closeReasons).toEqual(['asked to']);
});
