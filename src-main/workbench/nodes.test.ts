import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestNode } from '../node/in-process.ts';
import { startTestBench } from './test-kit.ts';

const cluster = 'local';
const onNode = { cluster, nodeId: 1 };

test('features, log dirs with what lies in each, and a replica that moves from one to the other', async () => {
  const node = await startTestNode({ directories: 2 });
  {
    await using bench = await startTestBench({ node });
    const screen = bench.screen();
    const { features, silent } = await screen.call('nodes.features', { cluster });
    expect(silent).toEqual([]);
    const version = features.find(({ name }) => name === 'metadata.version')!;
    expect(version.finalizedLevel).toBeGreaterThan(0);
    expect(version.brokers).toEqual([{ id: 1, min: expect.any(Number), max: expect.any(Number) }]);

    await screen.call('topics.create', {
      cluster,
      name: 't',
      partitions: 1,
      replicationFactor: 1,
      configs: {},
    });
    const placed = async () =>
      (await screen.call('nodes.logDirectories', onNode)).map(({ path, replicas }) => ({
        path,
        has: replicas.some(({ topic, future }) => topic === 't' && !future),
      }));
    const before = await placed();
    expect(before).toHaveLength(2);
    const to = before.find(({ has }) => !has)!.path;
    await screen.call('nodes.moveReplica', { ...onNode, topic: 't', partition: 0, path: to });
    await expect
      .poll(async () => (await placed()).filter(({ has }) => has).map(({ path }) => path), {
        timeout: 10_000,
      })
      .toEqual([to]);
    await expect(
      screen.call('nodes.moveReplica', { ...onNode, topic: 't', partition: 0, path: '/nowhere' }),
    ).rejects.toMatchObject({ error: { kafka: 'LOG_DIR_NOT_FOUND' } });

    mkdirSync(join(node.dataDirectory, 'node-1'), { recursive: true });
    appendFileSync(join(node.dataDirectory, 'node-1', 'node.log'), 'it is up\n');
    const log = screen.listen('nodes.log', onNode);
    expect(await log.until(({ text }) => text !== '')).toMatchObject({ text: 'it is up\n' });
    log.cancel();
  }
  await node.stop();
});

test('a config of brokers is set for one and for all, told by its source, refused with the reason, and reset', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const name = 'log.retention.ms';
  const told = async () => {
    const configs = await screen.call('brokers.configs', onNode);
    const { value, source } = configs.find((one) => one.name === name)!;
    return `${value} ${source}`;
  };
  const set = (scope: 'broker' | 'cluster', value: string | null, key = name) =>
    screen.call('brokers.alterConfigs', { ...onNode, scope, changes: { [key]: value } });
  const before = await told();
  await set('cluster', '7200000');
  expect(await told()).toBe('7200000 cluster');
  await set('broker', '3600000');
  expect(await told()).toBe('3600000 broker');
  await expect(set('broker', 'soon')).rejects.toThrow(/soon/);
  await expect(set('broker', '2', 'node.id')).rejects.toThrow(/node\.id/);
  await set('broker', null);
  expect(await told()).toBe('7200000 cluster');
  await set('cluster', null);
  expect(await told()).toBe(before);
});
