import { once } from 'node:events';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ConnectionSettings,
  type ConnectionStep,
  PLAIN_CONNECTION,
  PLAIN_REGISTRY,
  type SendRequest,
} from '../../contract/index.ts';
import { startTestNode } from '../../node/in-process.ts';
import { startTestRegistry } from '../registry/test-kit.ts';
import { startTestBench, type TestScreen } from '../test-kit.ts';

const settingsOf = (port: number, more: Partial<ConnectionSettings> = {}): ConnectionSettings => ({
  ...PLAIN_CONNECTION,
  name: 'staging',
  bootstrapServers: `127.0.0.1:${port}`,
  colour: 'purple',
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
  const { id } = await screen.call('connections.save', {
    id: null,
    settings: settingsOf(remote.port),
    secrets: {},
  });
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
  const quorum = await screen.listen('quorum.watch', { cluster: id }).until(({ stale }) => !stale);
  expect(quorum.value).toMatchObject({
    leaderId: 1,
    replicas: [{ id: 1, voter: true, role: 'leader', lag: 0, fetchedAgoMs: 0 }],
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
    secrets: {},
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
  const { id: cluster } = await screen.call('connections.save', { id: null, settings, secrets: {} });
  await makeTopic(screen, cluster);
  await screen.call('messages.send', message(cluster));
  await screen.call('connections.save', {
    id: cluster,
    settings: { ...settings, readOnly: true },
    secrets: {},
  });
  const onTopic = { cluster, topic: 'orders' };
  const readOnly = { error: { code: 'read-only' } };
  const reset = { cluster, groupId: 'g', topic: 'orders', partitions: [], to: { kind: 'earliest' } } as const;
  for (const change of [
    () => screen.call('messages.send', message(cluster)),
    () => makeTopic(screen, cluster),
    () => screen.call('topics.delete', onTopic),
    () => screen.call('topics.deleteMany', { cluster, topics: ['t'] }),
    () => screen.call('topics.recreate', onTopic),
    () => screen.call('reassignments.electPreferred', { cluster, topics: null }),
    () =>
      screen.call('reassignments.begin', {
        cluster,
        moves: [{ topic: 't', partition: 0, before: [1], after: [1], copiedBytes: 0 }],
        throttleBytesPerSecond: null,
      }),
    () => screen.call('topics.purge', { ...onTopic, partitions: [], to: { kind: 'end' } }),
    () => screen.call('topics.addPartitions', { ...onTopic, totalPartitions: 9 }),
    () => screen.call('topics.alterConfigs', { ...onTopic, changes: { 'retention.ms': '1' } }),
    () =>
      screen.call('brokers.alterConfigs', {
        cluster,
        nodeId: 1,
        scope: 'cluster',
        changes: { 'log.retention.ms': '1' },
      }),
    () => screen.call('groups.delete', { cluster, groupId: 'g' }),
    () => screen.call('groups.removeMember', { cluster, groupId: 'g', memberId: 'm', instanceId: null }),
    () => screen.call('groups.resetOffsets', { ...reset, preview: false }),
  ])
    await expect(change()).rejects.toMatchObject(readOnly);
  expect(await screen.call('groups.resetOffsets', { ...reset, preview: true })).toMatchObject({
    rows: [{ after: 0 }],
  });
  expect(await valuesIn(screen, cluster)).toEqual([cluster]);
  await screen.call('connections.save', { id: cluster, settings, secrets: {} });
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
    ({ id } = await screen.call('connections.save', {
      id: null,
      settings: settingsOf(remote.port),
      secrets: {},
    }));
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
    secrets: {},
  });
  await makeTopic(screen, cluster);
  const topics = screen.listen('topics.watch', { cluster });
  await topics.until(({ value }) => value.length === 1);
  await screen.call('connections.save', { id: cluster, settings: settingsOf(second.port), secrets: {} });
  await topics.until(({ value, stale }) => !stale && value.length === 0);
  await Promise.all([first.stop(), second.stop()]);
});

test('what makes no connection is refused with the field at fault', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const save = (more: Partial<ConnectionSettings>, id: string | null = null) =>
    screen.call('connections.save', { id, settings: settingsOf(9092, more), secrets: {} });
  await save({});
  for (const [more, message] of [
    [{}, "There is a connection called 'staging' already."],
    [{ name: 'local' }, "There is a connection called 'local' already."],
    [{ name: ' ' }, 'The name of the connection must not be empty.'],
    [
      { name: 'b', bootstrapServers: 'kafka' },
      "The bootstrap servers cannot be used: 'kafka' is not host:port.",
    ],
  ] as const)
    await expect(save(more)).rejects.toMatchObject({ error: { code: 'invalid-input', message } });
  await expect(save({ name: 'c' }, 'nobody')).rejects.toMatchObject({ error: { code: 'not-found' } });
});

const stepsOf = (events: readonly ConnectionStep[]) =>
  events
    .filter(({ state }) => state !== 'running')
    .map(({ step, state, problem }) => [step, problem ?? state].join(' '));

test('a connection is tried before it is saved, and says at which step it fails', async () => {
  const remote = await startTestNode();
  await using bench = await startTestBench();
  const screen = bench.screen();
  const tried = async (more: Partial<ConnectionSettings>, secrets = {}) =>
    stepsOf(
      await screen.listen('connections.test', {
        id: null,
        settings: settingsOf(remote.port, { name: '', ...more }),
        secrets,
      }).ended,
    );
  const passed = ['security', 'resolve', 'connect', 'protocol', 'metadata', 'brokers'].map(
    (step) => `${step} passed`,
  );
  expect(await tried({})).toEqual(passed);
  expect(await tried({ bootstrapServers: `127.0.0.1:1,127.0.0.1:${remote.port}` })).toContain(
    'metadata passed',
  );
  expect(await tried({ bootstrapServers: `127.0.0.1:${remote.node.controllerPort}` })).toContain(
    'metadata controller',
  );
  const web = createServer().listen(0, '127.0.0.1');
  await once(web, 'listening');
  const { port } = web.address() as AddressInfo;
  expect(await tried({ bootstrapServers: `127.0.0.1:${port}` })).toContain('protocol speaks-http');
  web.close();
  expect(await tried({ bootstrapServers: '127.0.0.1:1' })).toEqual([
    'security passed',
    'resolve passed',
    'connect refused',
  ]);
  expect((await tried({ protocol: 'SSL' })).at(-1)).toBe('tls no-tls');
  const truststore = { kind: 'path', path: '/nowhere/ca.pem' } as const;
  expect(await tried({ protocol: 'SSL', tls: { ...PLAIN_CONNECTION.tls, truststore } })).toEqual([
    'security security',
  ]);
  expect(await tried({ protocol: 'SASL_PLAINTEXT' })).toEqual(['security security']);
  await remote.stop();
});

test('secrets are kept where it was asked for, and nobody gets to see one again', async () => {
  const node = await startTestNode();
  const databasePath = join(tmpdir(), `sluice-secrets-${node.config.clusterId}.sqlite`);
  const secret = 'very-secret-indeed';
  const settings = settingsOf(9_092, {
    protocol: 'SASL_PLAINTEXT',
    sasl: { ...PLAIN_CONNECTION.sasl, mechanism: 'PLAIN', username: 'alice' },
    secretsIn: 'file',
  });
  const onDisk = () =>
    ['', '-wal']
      .map((suffix) => readFileSync(databasePath + suffix, { flag: 'a+' }).toString('latin1'))
      .join('');
  let kept: string;
  let memory: string;
  {
    await using bench = await startTestBench({ node, databasePath });
    const screen = bench.screen();
    expect(await screen.call('connections.keepers', null)).toEqual(['file', 'memory']);
    ({ id: kept } = await screen.call('connections.save', {
      id: null,
      settings,
      secrets: { password: secret },
    }));
    const inMemory = { ...settings, name: 'memory', secretsIn: 'memory' } as const;
    ({ id: memory } = await screen.call('connections.save', {
      id: null,
      settings: inMemory,
      secrets: { password: secret },
    }));
    const list = await screen.listen('connections.watch', {}).until((all) => all.length === 3);
    expect(list.map(({ secrets }) => secrets)).toEqual([
      [],
      [{ name: 'password', lost: false }],
      [{ name: 'password', lost: false }],
    ]);
    expect(JSON.stringify(list)).not.toContain(secret);
    const { text } = await screen.call('connections.export', { id: kept });
    expect(text).toContain('username="alice"');
    expect(text).not.toContain(secret);
    expect(onDisk()).toContain('alice');
    expect(onDisk()).not.toContain(secret);
    const key = join(node.dataDirectory, 'secrets.key');
    if (process.platform !== 'win32') expect(statSync(key).mode & 0o777).toBe(0o600);
  }
  {
    await using bench = await startTestBench({ node, databasePath });
    const screen = bench.screen();
    const list = screen.listen('connections.watch', {});
    expect((await list.until(() => true)).map(({ secrets }) => secrets)).toEqual([
      [],
      [{ name: 'password', lost: false }],
      [{ name: 'password', lost: true }],
    ]);
    const tried = async (id: string, secrets = {}) =>
      stepsOf(await screen.listen('connections.test', { id, settings, secrets }).ended)[0];
    expect([await tried(kept), await tried(memory), await tried(memory, { password: 'again' })]).toEqual([
      'security passed',
      'security security',
      'security passed',
    ]);
    // A copy begins with the secrets of the original; kept in memory only they leave the disk.
    const copy = { ...settings, name: 'copy' };
    const { id } = await screen.call('connections.save', {
      id: null,
      copyOf: kept,
      settings: copy,
      secrets: {},
    });
    expect(await tried(id)).toBe('security passed');
    await screen.call('connections.save', { id: kept, settings, secrets: { password: null } });
    expect(await tried(kept)).toBe('security security');
    await screen.call('connections.remove', { id });
    const left = await list.until((all) => all.length === 3 && all[1].secrets.length === 0);
    expect(left.map(({ secrets }) => secrets.length)).toEqual([0, 0, 1]);
  }
  await node.stop();
  for (const suffix of ['', '-wal', '-shm']) rmSync(databasePath + suffix, { force: true });
});

test('an import fills a form, and its secrets stay in the workbench', async () => {
  await using bench = await startTestBench();
  const screen = bench.screen();
  const imported = await screen.call('connections.import', {
    text: 'bootstrap.servers=127.0.0.1:1\nsecurity.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.username=u\nsasl.password=very-secret\nretries=3',
  });
  expect(imported).toMatchObject({ secrets: ['password'], ignored: ['retries'], unsupported: [] });
  expect(JSON.stringify(imported)).not.toContain('very-secret');
  const draft = {
    id: null,
    importId: imported.importId,
    settings: { ...imported.settings, name: 'imported' },
    secrets: {},
  };
  expect(stepsOf(await screen.listen('connections.test', draft).ended)).toEqual([
    'security passed',
    'resolve passed',
    'connect refused',
  ]);
  await screen.call('connections.save', draft);
  await expect(
    screen.call('connections.save', { ...draft, settings: { ...draft.settings, name: 'twice' } }),
  ).rejects.toMatchObject({ error: { message: expect.stringContaining('import the file again') } });
});

test('a registry is the last step of a test, of the local cluster the only one, and its secret stays here', async () => {
  await using there = await startTestRegistry({ authorization: 'Basic dTpw' });
  await using bench = await startTestBench();
  const screen = bench.screen();
  const list = screen.listen('connections.watch', {});
  const [local] = await list.until(() => true);
  expect(local.settings.registry).toBeNull();
  const registry = { ...PLAIN_REGISTRY, url: there.url, login: 'basic' as const, username: 'u' };
  const tried = async (more: Partial<typeof registry>, secrets = {}, id: string | null = 'local') => {
    const settings = { ...local.settings, registry: { ...registry, ...more } };
    return stepsOf(await screen.listen('connections.test', { id, settings, secrets }).ended).at(-1);
  };
  expect(await tried({})).toBe('registry security');
  expect(await tried({}, { registryPassword: 'wrong' })).toBe('registry login-refused');
  expect(await tried({ url: 'http://127.0.0.1:1' }, { registryPassword: 'p' })).toBe('registry refused');
  expect(await tried({ url: `${there.url}/elsewhere` }, { registryPassword: 'p' })).toBe(
    'registry no-registry',
  );
  expect(await tried({}, { registryPassword: 'p' })).toBe('registry passed');
  expect(await tried({}, { registryPassword: 'p' }, null)).toBe('registry passed');
  await expect(tried({ url: 'ftp://there' })).rejects.toMatchObject({ error: { code: 'invalid-input' } });
  const password = ['u', 'p'].join(':');
  await expect(tried({ url: there.url.replace('//', `//${password}@`) })).rejects.toThrow(
    'has a name or password',
  );

  const settings = { ...local.settings, name: 'other', bootstrapServers: 'a:1', registry };
  await screen.call('connections.save', { id: 'local', settings, secrets: { registryPassword: 'p' } });
  const [kept] = await list.until(([one]) => one.settings.registry !== null);
  expect(kept).toMatchObject({
    kind: 'local',
    settings: { name: 'local', bootstrapServers: local.settings.bootstrapServers, registry },
    secrets: [{ name: 'registryPassword', lost: false }],
  });
  expect(await tried({})).toBe('registry passed');
});
