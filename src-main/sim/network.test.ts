import { expect, test } from 'vitest';
import type { Connection } from '../env/index.ts';
import { DEFAULT_NETWORK, type NetworkOptions, VirtualNetwork } from './network.ts';
import { VirtualProcess } from './process.ts';
import { Chance } from './random.ts';
import { Scheduler } from './scheduler.ts';

/** A server that sends everything back, on host `b`, and a client on host `a` that logs what happens to it. */
async function echoWorld(options: Partial<NetworkOptions> = {}, seed = 1) {
  const scheduler = new Scheduler();
  const network = new VirtualNetwork(scheduler, new Chance(seed, 'network'), {
    ...DEFAULT_NETWORK,
    ...options,
  });
  const server = new VirtualProcess(scheduler, 'server', 'b');
  const client = new VirtualProcess(scheduler, 'client', 'a');
  const log: string[] = [];
  await network.of(server).listen({ host: 'b', port: 7 }, (connection) => {
    connection.start({ onData: (chunk) => connection.write([chunk]), onClose() {} });
  });
  let connection: Connection | undefined;
  let text = '';
  void network
    .of(client)
    .connect({ host: 'b', port: 7 })
    .then((opened) => {
      connection = opened;
      opened.start({
        onData: (chunk) => (text += chunk.toString()),
        onClose: (error) =>
          log.push(`closed${error === undefined ? '' : ` ${(error as { code?: string }).code}`}`),
        onDrain: () => log.push('drain'),
      });
    })
    .catch((error: Error & { code: string }) => log.push(error.code));
  const run = (ms: number) => scheduler.run(() => false, scheduler.nowMs + ms);
  await run(100);
  return { scheduler, network, server, client, log, run, text: () => text, connection: () => connection! };
}

test('bytes keep their order, whatever the pieces they arrive in', async () => {
  const world = await echoWorld({ cutProbability: 0.5, latencyMs: { least: 0, mean: 20 } });
  let expected = '';
  for (let index = 0; index < 200; index++) {
    const word = `${index},`;
    expected += word;
    world.connection().write([Buffer.from(word)]);
  }
  await world.run(60_000);
  expect(world.text()).toBe(expected);
});

test('nothing passes a blocked link, and everything comes once it is open', async () => {
  const world = await echoWorld();
  world.network.block('b', 'a');
  world.connection().write([Buffer.from('one')]);
  await world.run(5_000);
  world.connection().write([Buffer.from('two')]);
  await world.run(5_000);
  expect(world.text()).toBe('');
  world.network.openAll();
  await world.run(5_000);
  expect([world.text(), world.log]).toEqual(['onetwo', []]);
});

test('a killed server closes its connections and refuses new ones', async () => {
  const world = await echoWorld();
  world.server.kill();
  world.network.processDied(world.server);
  await world.run(100);
  expect(world.log).toEqual(['closed']);
  void world.network
    .of(world.client)
    .connect({ host: 'b', port: 7 })
    .catch((error: { code: string }) => world.log.push(error.code));
  await world.run(100);
  expect(world.log).toEqual(['closed', 'ECONNREFUSED']);
});

test('a machine without power is silent; with power again it knows no old connection', async () => {
  const world = await echoWorld();
  world.server.kill();
  world.network.powerDown('b', world.server);
  world.connection().write([Buffer.from('anybody?')]);
  await world.run(5_000);
  expect(world.log).toEqual([]);
  void world.network
    .of(world.client)
    .connect({ host: 'b', port: 7 }, { timeoutMs: 3_000 })
    .catch((error: { code: string }) => world.log.push(error.code));
  await world.run(5_000);
  expect(world.log).toEqual(['ETIMEDOUT']);
  world.network.powerUp('b');
  await world.run(5_000);
  expect(world.log).toEqual(['ETIMEDOUT', 'closed ECONNRESET']);
});

test('a paused server reads later, and its writers feel it', async () => {
  const world = await echoWorld({ windowBytes: 10_000 });
  world.server.pause();
  const sent: number[] = [];
  for (let index = 0; index < 30; index++)
    world.connection().write([Buffer.alloc(1_000, 'x')], () => sent.push(index));
  await world.run(1_000);
  expect([sent.length, world.connection().queuedBytes]).toEqual([10, 20_000]);
  world.server.resume();
  await world.run(1_000);
  expect([sent.length, world.connection().queuedBytes, world.text().length]).toEqual([30, 0, 30_000]);
});

test('a write that fills the buffer asks the writer to wait for the drain', async () => {
  const world = await echoWorld({ windowBytes: 1_000_000 });
  expect(world.connection().write([Buffer.alloc(10)])).toBe(true);
  expect(world.connection().write([Buffer.alloc(100_000)])).toBe(false);
  await world.run(100);
  expect(world.log).toEqual(['drain']);
});

test('a reset ends both ends; an end that is destroyed still delivers what its kernel took', async () => {
  const world = await echoWorld();
  world.network.resetBetween('a', 'b');
  await world.run(100);
  expect(world.log).toEqual(['closed ECONNRESET']);

  const other = await echoWorld();
  other.connection().write([Buffer.from('last')]);
  other.connection().destroy();
  await other.run(100);
  expect(other.log).toEqual(['closed']);
});

test('the same seed gives the same trace, another seed another one', async () => {
  const traceOf = async (seed: number) => {
    const world = await echoWorld({ cutProbability: 0.3, breakProbability: 0.001 }, seed);
    for (let index = 0; index < 50; index++) {
      world.connection().write([Buffer.alloc(index + 1)]);
      await world.run(7);
    }
    return world.scheduler.trace.hash;
  };
  const [first, again, other] = [await traceOf(1), await traceOf(1), await traceOf(2)];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});
