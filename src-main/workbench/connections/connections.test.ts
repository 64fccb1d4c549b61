import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConnectionSettings, SendRequest } from '../../contract/index.ts';
import { startTestNode } from '../../node/in-process.ts';
import { startTestBench, type TestScreen } from '../test-kit.ts';

const settingsOf = (port: number, more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
  name: 'staging',
  bootstrapServers: `127.0.0.1:${port}`,
  colour: 'purple',
  readOnly: false,
  ...more,
});
const message = (cluster: string): SendRequest => ({
  cluster,
  topic: 'orders',
  partition: null,
  key: { kind: 'null' },
  value: { kind: 'text', text: cluster },
  headers: [],
  timestampMs: null,
  compression: 'none',
  acks: 'all',
});
const makeTopic = (screen: TestScreen, cluster: string) =>
  screen.call('topics.create', { cluster, name: 'orders', partitions: 1, replicationFactor: 1, configs: {} });
const valuesIn = async (screen: TestScreen, cluster: string) => {
  const events = await screen.listen('messages.read', {
    cluster,
    topic: 'orders',
    partitions: [],
    from: { kind: 'oldest' },
    limit: 10,
    filter: { text: '', clauses: [], script: '' },
    isolation: 'read_uncommitted',
    until: null,
    invisible: false,
  }).ended;
  return events.flatMap((event) => (event.kind === 'rows' ? event.rows.map(({ value }) => value.text) : []));
};

test('a local and a remote cluster stand side by side, and nothing of one is taken for the other', async () => {
  const remote = await startTestNode();
  await using bench = await startTestBench();
  const screen = bench.screen();
  const list = screen.listen('connections.watch', {});
  expect(await list.until(() => true)).toMatchObject([{ id: 'local', kind: 'local' }]);
  const { id } = await screen.call('connections.save', { id: null, settings: settingsOf(remote.port) });
  expect(await list.until((all) => all.length === 2)).toMatchObject([
    { id: 'local' },
    { id, kind: 'remote', idle: true, lastKnown: null, settings: { name: 'staging', colour: 'purple' } },
  ]);

  const overview = await screen
    .listen('overview.watch', { cluster: id })
    .until(({ stale, value }) => !stale && value.nodes.length === 1);
  expect(overview.value).toMatchObject({
    clusterId: remote.config.clusterId,
    bootstrapServers: `127.0.0.1:${remote.port}`,
    nodes: [{ port: remote.port, pid: null }],
    rates: { bytesInPerSecond: null, recordsOutPerSecond: null },
  });
  for (const cluster of ['local', id]) {
    await makeTopic(screen, cluster);
    await screen.call('messages.send', message(cluster));
    expect(await valuesIn(screen, cluster)).toEqual([cluster]);
  }
  await screen.call('topics.delete', { cluster: id, topic: 'orders' });
  expect(await valuesIn(screen, 'local')).toEqual(['local']);
  expect(await list.until((all) => all[1]?.lastKnown != null)).toMatchObject([
    {},
    {
      idle: false,
      state: { state: 'connected' },
      lastKnown: { clusterId: remote.config.clusterId, nodes: 1 },
    },
  ]);
  await remote.stop();
});

test('what only a local cluster has is refused for a remote one, with the reason', async () => {
  const remote = await startTestNode();
  await using bench = await startTestBench();
  const screen = bench.screen();
  const { id: cluster } = await screen.call('connections.save', {
    id: null,
    settings: settingsOf(remote.port),
  });
  const localOnly = { error: { code: 'local-only' } };
  await makeTopic(screen, cluster);
  for (const verb of ['start', 'stop', 'kill', 'pause', 'resume'] as const)
    await expect(screen.call(`nodes.${verb}`, { cluster, nodeId: 1 })).rejects.toMatchObject(localOnly);
  await expect(screen.call('topics.files', { cluster, topic: 'orders' })).rejects.toMatchObject(localOnly);
  await expect(screen.call('sample.start', { cluster })).rejects.toMatchObject(localOnly);
  for (const ended of [
    screen.listen('facts.watch', { cluster, count: 10 }).ended,
    screen.listen('traffic.watch', { cluster, sinceMs: 0 }).ended,
    screen.listen('quorum.watch', { cluster }).ended,
    screen.listen('replication.watch', { cluster, topic: 'orders', partition: 0 }).ended,
    screen.listen('sample.watch', { cluster }).ended,
  ])
    await expect(ended).rejects.toMatchObject(localOnly);
  // Nothing of it reached the local cluster's host.
  expect(bench.asked.filter(({ kind }) => kind !== 'watch-nodes')).toEqual([]);
  await remote.stop();
});

test('a read-only connection refuses every change before it is sent, and takes it up once it may', async () => {
  const remote = await startTestNode();
  await using bench = await startTestBench();
  const screen = bench.screen();
  const settings = settingsOf(remote.port);
  const { id: cluster } = await screen.call('connections.save', { id: null, settings });
  await makeTopic(screen, cluster);
  await screen.call('messages.send', message(cluster));
  await screen.call('connections.save', { id: cluster, settings: { ...settings, readOnly: true } });
  const onTopic = { cluster, topic: 'orders' };
  const readOnly = { error: { code: 'read-only' } };
  const reset = { cluster, groupId: 'g', topic: 'orders', partitions: [], to: { kind: 'earliest' } } as const;
  for (const change of [
    () => screen.call('messages.send', message(cluster)),
    () => makeTopic(screen, cluster),
    () => screen.call('topics.delete', onTopic),
    () => screen.call('topics.purge', { ...onTopic, partitions: [] }),
    () => screen.call('topics.addPartitions', { ...onTopic, totalPartitions: 9 }),
    () => screen.call('topics.alterConfigs', { ...onTopic, changes: { 'retention.ms': '1' } }),
    () => screen.call('groups.delete', { cluster, groupId: 'g' }),
    () => screen.call('groups.resetOffsets', { ...reset, preview: false }),
  ])
    await expect(change()).rejects.toMatchObject(readOnly);
  expect(await screen.call('groups.resetOffsets', { ...reset, preview: true })).toMatchObject([{ after: 0 }]);
  expect(await valuesIn(screen, cluster)).toEqual([cluster]);
  await screen.call('connections.save', { id: cluster, settings });
  await screen.call('messages.send', message(cluster));
  expect(await valuesIn(screen, cluster)).toEqual([cluster, cluster]);
  await remote.stop();
});

test('connections survive the process; what was last known is there at once, and goes with the connection', async () => {
  const remote = await startTestNode();
  const node = await startTestNode();
  const databasePath = join(tmpdir(), `sluice-connections-${node.config.clusterId}.sqlite`);
  let id: string;
  {
    await using bench = await startTestBench({ node, databasePath });
    const screen = bench.screen();
    ({ id } = await screen.call('connections.save', { id: null, settings: settingsOf(remote.port) }));
    await makeTopic(screen, id);
    await screen.listen('topics.watch', { cluster: id }).until(({ value }) => value.length === 1);
  }
  await remote.stop();
  {
    await using bench = await startTestBench({ node, databasePath });
    const screen = bench.screen();
    const list = screen.listen('connections.watch', {});
    expect((await list.until(() => true))[1]).toMatchObject({ id, idle: true, lastKnown: { nodes: 1 } });
    const topics = screen.listen('topics.watch', { cluster: id });
    expect(await topics.until(() => true)).toMatchObject({ stale: true, value: [{ name: 'orders' }] });
    const state = screen.listen('connection.watch', { cluster: id });
    await state.until(({ state: now }) => now === 'disconnected');
    await screen.call('connections.remove', { id });
    expect(await list.until((all) => all.length === 1)).toMatchObject([{ id: 'local' }]);
    await expect(screen.listen('topics.watch', { cluster: id }).ended).rejects.toMatchObject({
      error: { code: 'not-found' },
    });
  }
  await node.stop();
  for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath + suffix, { force: true });
});

test('a connection that is pointed at another cluster forgets the old one', async () => {
  const [first, second] = await Promise.all([startTestNode(), startTestNode()]);
  await using bench = await startTestBench();
  const screen = bench.screen();
  const { id: cluster } = await screen.call('connections.save', {
    id: null,
    settings: settingsOf(first.port),
  });
  await makeTopic(screen, cluster);
  const topics = screen.listen('topics.watch', { cluster });
  await topics.until(({ value }) => value.length === 1);
  await screen.call('connections.save', { id: cluster, settings: settingsOf(second.port) });
  await topics.until(({ value, stale }) => !stale && value.length === 0);
  await Promise.all([first.stop(), second.stop()]);
});

test('what makes no connection is refused with the field at fault', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const save = (more: Partial<ConnectionSettings>, id: string | null = null) =>
    screen.call('connections.save', { id, settings: settingsOf(9092, more) });
  await save({});
  for (const [more, message] of [
    [{}, "There is a connection called 'staging' already."],
    [{ name: 'local' }, "There is a connection called 'local' already."],
    [{ name: ' ' }, "'settings.name' must not be empty."],
    [{ name: 'b', bootstrapServers: 'kafka' }, "'bootstrapServers': 'kafka' is not host:port."],
  ] as const)
    await expect(save(more)).rejects.toMatchObject({ error: { code: 'invalid-input', message } });
  await expect(save({ name: 'c' }, 'nobody')).rejects.toMatchObject({ error: { code: 'not-found' } });
});
