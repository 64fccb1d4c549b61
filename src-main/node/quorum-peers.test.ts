import { expect, test } from 'vitest';
import type { Env } from '../env/index.ts';
import { DEFAULT_NETWORK, VirtualNetwork } from '../sim/network.ts';
import { VirtualProcess } from '../sim/process.ts';
import { Chance } from '../sim/random.ts';
import { Scheduler } from '../sim/scheduler.ts';
import type { NodeConfig } from './config.ts';
import { QuorumPeers } from './quorum-peers.ts';

/** Controller 1 on `n1`, and 2 on `n2`, which accepts connections and answers nothing. */
async function worldOf() {
  const scheduler = new Scheduler();
  const network = new VirtualNetwork(scheduler, new Chance(1, 'network'), DEFAULT_NETWORK);
  const [own, other] = ['n1', 'n2'].map((host) => new VirtualProcess(scheduler, host, host));
  const endpoint = { host: 'n2', port: 9093 };
  await network.of(other).listen(endpoint, (connection) => connection.start({ onData() {}, onClose() {} }));
  const env = { clock: own.clock, network: network.of(own) } as Env;
  const controllers = [{ id: 2, ...endpoint }];
  const config = {
    nodeId: 1,
    controllers,
    controllerListener: { name: 'CONTROLLER' },
  } as unknown as NodeConfig;
  const peers = new QuorumPeers(env, config, { voters: () => [], lost() {} });
  const failures: string[] = [];
  const ask = (who: string, timeoutMs: number) =>
    void peers.connection(2, 'requests', timeoutMs).catch(() => {
      failures.push(`${who} at ${Math.round(scheduler.nowMs / 100) / 10} s`);
    });
  const run = (ms: number) => scheduler.run(() => false, scheduler.nowMs + ms);
  return { network, peers, failures, ask, run };
}

test('who waits for a connection waits no longer than it likes, whoever began to open it', async () => {
  const { network, failures, ask, run } = await worldOf();
  network.block('n1', 'n2');
  ask('a patient request', 30_000);
  await run(500);
  ask('a heartbeat', 1_000);
  await run(5_000);
  // The first is no more patient than the connection: it asks again, perhaps somebody else.
  expect(failures).toEqual(['a heartbeat at 1.5 s', 'a patient request at 2 s']);
});

test('a peer that accepts and says nothing holds nobody up', async () => {
  const { failures, ask, run } = await worldOf();
  ask('a patient request', 30_000);
  await run(5_000);
  expect(failures).toEqual(['a patient request at 2 s']);
});
