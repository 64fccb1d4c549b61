import { expect, test } from 'vitest';
import type { Connection, Endpoint, Env } from '../env/index.ts';
import { PeerWatch } from './peer-watch.ts';

const AT: Endpoint[] = [
  { host: 'h', port: 1 },
  { host: 'h', port: 2 },
];
type Outcome = 'refused' | 'connected' | 'silent';

/** A clock that jumps to whatever is waited for, and a network that answers as the script says, attempt by attempt. */
function watchOver(script: (port: number, attempt: number) => Outcome, endpoints = AT) {
  let nowMs = 0;
  const attempts = new Map<number, number>();
  const events: string[] = [];
  let brokerEpoch = 7;
  const clock = {
    monotonicMs: () => nowMs,
    schedule: (delayMs: number, action: () => void) => {
      setImmediate(() => {
        nowMs += delayMs;
        action();
      });
      return { cancel: () => {} };
    },
  };
  const connect = ({ port }: Endpoint, { timeoutMs = 0 } = {}) => {
    const attempt = (attempts.get(port) ?? 0) + 1;
    attempts.set(port, attempt);
    switch (script(port, attempt)) {
      case 'refused':
        return Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
      case 'connected':
        return Promise.resolve({ destroy: () => events.push(`closed ${port}`) } as unknown as Connection);
      case 'silent':
        nowMs += timeoutMs;
        return Promise.reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' }));
    }
  };
  const watch = new PeerWatch({ clock, network: { connect } } as unknown as Env, {
    endpointsOf: () => endpoints,
    brokerEpochOf: () => brokerEpoch,
    gone: (id, epoch) => events.push(`gone ${id}, epoch ${epoch}, at ${nowMs} ms`),
  });
  const settled = async () => {
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    return events;
  };
  return { watch, settled, register: (epoch: number) => (brokerEpoch = epoch), now: () => nowMs };
}

test('nobody listens at any port any more: the process is gone, at once', async () => {
  const { watch, settled } = watchOver(() => 'refused');
  watch.suspect(3);
  watch.suspect(3);
  expect(await settled()).toEqual(['gone 3, epoch 7, at 0 ms']);
});

test('ports that close one after the other', async () => {
  const { watch, settled } = watchOver((port, attempt) => (attempt > port ? 'refused' : 'connected'));
  watch.suspect(3);
  expect(await settled()).toEqual(['closed 1', 'closed 2', 'closed 2', 'gone 3, epoch 7, at 40 ms']);
});

test('a mere reset is no death: somebody listens', async () => {
  const { watch, settled, now } = watchOver(() => 'connected');
  watch.suspect(3);
  expect((await settled()).filter((event) => event.startsWith('gone'))).toEqual([]);
  expect(now()).toBeLessThanOrEqual(120);
});

test('one port refuses and the other is served: something else is wrong with it', async () => {
  const { watch, settled } = watchOver((port) => (port === 1 ? 'refused' : 'connected'));
  watch.suspect(3);
  expect((await settled()).filter((event) => event.startsWith('gone'))).toEqual([]);
});

test('silence is no answer: the machine may be paused, or the network cut', async () => {
  const { watch, settled } = watchOver(() => 'silent');
  watch.suspect(3);
  expect(await settled()).toEqual([]);
});

test('a node of which nobody knows an address is not looked for', async () => {
  const { watch, settled } = watchOver(() => 'refused', []);
  watch.suspect(3);
  expect(await settled()).toEqual([]);
});

test('what is gone is the process that was registered before the look', async () => {
  const { watch, settled, register } = watchOver((_, attempt) => (attempt > 1 ? 'refused' : 'connected'));
  watch.suspect(3);
  register(8);
  expect((await settled()).at(-1)).toBe('gone 3, epoch 7, at 20 ms');
});
