import { expect, test } from 'vitest';
import { startTestBench } from './test-kit.ts';

const cluster = 'local';

test('settings of the cluster: what holds, what changes, and nodes started again to run with it', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const settings = await screen.call('clusterSettings.get', { cluster });
  expect(settings).toMatchObject({
    restartDeadNodes: true,
    defaults: 'local',
    fastFailover: true,
    properties: [{ node: 2, name: 'broker.rack', value: 'b' }],
    outdated: [],
  });
  // Of a cluster of one node: what is Kafka's value anyway is not listed.
  expect(settings.localDefaults).toContainEqual({
    name: 'group.initial.rebalance.delay.ms',
    kafka: '3000',
    local: '0',
  });
  expect(settings.localDefaults.some(({ name }) => name === 'default.replication.factor')).toBe(false);

  const slow = await screen.call('clusterSettings.change', { cluster, fastFailover: false });
  expect(slow).toMatchObject({ fastFailover: false, restartDeadNodes: true, outdated: [1] });
  // Our own key has a switch of its own, and is not among what was set by hand.
  expect(slow.properties.map(({ name }) => name)).toEqual(['broker.rack']);
  const off = await screen.call('clusterSettings.change', { cluster, restartDeadNodes: false });
  expect(off).toMatchObject({ fastFailover: false, restartDeadNodes: false, outdated: [1] });

  expect(settings.logDirs).toBe(1);
  const wider = await screen.call('clusterSettings.change', { cluster, logDirs: 2 });
  expect(wider).toMatchObject({ logDirs: 2, fastFailover: false, outdated: [1] });
  await expect(screen.call('clusterSettings.change', { cluster, logDirs: 10 })).rejects.toThrow();

  expect((await screen.call('clusterSettings.apply', { cluster })).outdated).toEqual([]);
  const acts = bench.asked.filter(({ kind }) => kind === 'stop-node' || kind === 'start-node');
  expect(acts).toEqual([
    { kind: 'stop-node', node: 1 },
    { kind: 'start-node', node: 1 },
  ]);
  const fast = await screen.call('clusterSettings.change', { cluster, fastFailover: true });
  expect(fast).toMatchObject({ fastFailover: true, outdated: [1] });
  await expect(screen.call('clusterSettings.change', { cluster, defaults: 'mine' as never })).rejects.toThrow(
    'invalid-input',
  );
});
