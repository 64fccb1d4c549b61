import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { parseProperties } from '../config/index.ts';
import { nodeClock, randomBytes } from '../env/node/index.ts';
import { Supervisor, clusterFilePath, forkHost, readClusterFile } from './index.ts';
import type { NodeProcess, SupervisorOptions } from './index.ts';
import { nodeConfig } from './node-settings.ts';
import { identify, isAlive } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** Processes and sockets of a busy machine may need longer than the second that is vitest's default. */
const SOON = { timeout: 10_000 };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-supervisor-test-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function start(options: Partial<SupervisorOptions> & { fake?: string } = {}): Promise<Supervisor> {
  const supervisor = await Supervisor.start({
    dataDirectory: options.dataDirectory ?? temporaryDirectory(),
    ephemeral: false,
    nodes: existsSync(clusterFilePath(options.dataDirectory ?? '')) ? null : 1,
    port: existsSync(clusterFilePath(options.dataDirectory ?? '')) ? null : 0,
    extraListener: null,
    nodeHost: forkHost({
      entryPath: join(import.meta.dirname, 'testdata', 'fake-node.mjs'),
      environment: { FAKE_NODE: options.fake ?? '' },
    }),
    clock: nodeClock(),
    randomBytes,
    say() {},
    ...options,
  });
  cleanups.push(() => supervisor.stop({ force: true }));
  return supervisor;
}

async function identityOf(node: NodeProcess): Promise<ProcessIdentity> {
  return (await identify(node.pid!))!;
}

const statuses = (supervisor: Supervisor) => supervisor.nodes().map(({ status }) => status);

test('a first start writes cluster.json and server.properties, and the nodes run', async () => {
  const supervisor = await start({ nodes: 3 });
  expect(statuses(supervisor)).toEqual(['running', 'running', 'running']);
  const file = readClusterFile(supervisor.dataDirectory)!;
  expect(file.clusterId).toBe(supervisor.clusterId);
  expect(file.supervisor).toEqual(await identify(process.pid));
  expect(file.nodes.map((node) => node.process?.pid)).toEqual(supervisor.nodes().map(({ pid }) => pid));

  const directory = join(supervisor.dataDirectory, 'node-2');
  const properties = parseProperties(readFileSync(join(directory, 'server.properties'), 'utf8'));
  const [first, second, third] = file.nodes;
  expect(properties).toMatchObject({
    'process.roles': 'broker,controller',
    'node.id': '2',
    listeners: `PLAINTEXT://127.0.0.1:${second.port},CONTROLLER://127.0.0.1:${second.controllerPort}`,
    'controller.quorum.bootstrap.servers': [first, second, third]
      .map((node) => `127.0.0.1:${node.controllerPort}`)
      .join(','),
    'log.dirs': join(directory, 'data-1'),
    'default.replication.factor': '3',
  });
  expect(readFileSync(join(directory, 'node.log'), 'utf8')).toContain(`node 2 starts on ${second.port}`);
});

test('--log-dirs: so many log dirs a node, from the next start on; there may be more later, never fewer', async () => {
  const logDirs = (supervisor: Supervisor) =>
    supervisor.nodes().map(({ dataDirectories }) => dataDirectories);
  const inFile = (dataDirectory: string) =>
    parseProperties(readFileSync(join(dataDirectory, 'node-2', 'server.properties'), 'utf8'))['log.dirs'];
  const first = await start({ nodes: 2, logDirs: 2 });
  const { dataDirectory } = first;
  const path = (node: number, number: number) => join(dataDirectory, `node-${node}`, `data-${number}`);
  expect(logDirs(first)).toEqual([1, 2].map((node) => [path(node, 1), path(node, 2)]));
  expect(inFile(dataDirectory)).toBe(`${path(2, 1)},${path(2, 2)}`);
  expect(readClusterFile(dataDirectory)!.logDirs).toBe(2);
  await first.stop();

  // A log dir whose folder was taken away comes back empty, as with Apache Kafka.
  rmSync(path(1, 2), { recursive: true });
  const second = await start({ dataDirectory });
  expect(logDirs(second)[0]).toEqual([path(1, 1), path(1, 2)]);
  await second.stop();

  const third = await start({ dataDirectory, logDirs: 3 });
  expect(logDirs(third)[1]).toEqual([path(2, 1), path(2, 2), path(2, 3)]);
  expect(existsSync(path(2, 3))).toBe(true);
  await third.stop();
  await expect(start({ dataDirectory, logDirs: 2 })).rejects.toThrow(
    `node 1 of ${dataDirectory} has 3 log dirs, and what lies in them is not moved`,
  );
  expect(readClusterFile(dataDirectory)!.logDirs).toBe(3);
  expect(inFile(dataDirectory)).toBe([1, 2, 3].map((number) => path(2, number)).join(','));
});

test('a restart keeps the cluster id and the ports; another size is refused', async () => {
  const first = await start({ nodes: 2 });
  const { dataDirectory, clusterId, bootstrapServers } = first;
  await first.stop();
  expect(readClusterFile(dataDirectory)!.nodes.map((node) => node.process)).toEqual([null, null]);
  await expect(start({ dataDirectory, nodes: 3 })).rejects.toThrow(/holds a cluster of 2 nodes/);
  const again = await start({ dataDirectory });
  expect([again.clusterId, again.bootstrapServers]).toEqual([clusterId, bootstrapServers]);
});

test('kept ports that are taken meanwhile are replaced, and that is said', async () => {
  const first = await start();
  const { dataDirectory } = first;
  await first.stop();
  const [{ port, controllerPort }] = readClusterFile(dataDirectory)!.nodes;
  for (const taken of [port, controllerPort]) {
    const server = createServer().listen(taken, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => server.close());
  }
  const said: string[] = [];
  const again = await start({ dataDirectory, say: (line) => said.push(line) });
  expect(said.join('\n')).toMatch(`port ${port} is taken by`);
  expect(said.join('\n')).toMatch(`controller port ${controllerPort} of node 1 is taken`);
  expect(again.nodes()[0].port).not.toBe(port);
});

test.runIf(process.platform === 'linux')('a port given by hand and taken names its holder', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow(`${port} is taken by`);
  await expect(start({ port })).rejects.toThrow(`(pid ${process.pid})`);
});

test('a second supervisor on the same folder is refused while the first runs', async () => {
  const directory = temporaryDirectory();
  const other = await supervisorProcess(directory);
  await expect(start({ dataDirectory: directory })).rejects.toThrow(/already runs \(supervisor pid \d+\)/);
  other.kill();
});

test('a node that dies by itself is started again, visibly; its waiting calls fail', async () => {
  const supervisor = await start();
  const seen: string[] = [];
  supervisor.subscribe({
    onNodes: ([{ status, reason, restartAtMs }]) =>
      seen.push([status, reason ?? '', restartAtMs === null ? '' : 'restarts'].join(' ').trim()),
  });
  const [before] = supervisor.nodes();
  await expect(supervisor.callNode(1, 'segments', { topic: 'dies' })).rejects.toThrow(/exit code 7/);
  await vi.waitUntil(() => statuses(supervisor)[0] === 'running', { timeout: 5_000 });
  expect(seen).toEqual(['dead ended with exit code 7 restarts', 'starting', 'running']);
  const [after] = supervisor.nodes();
  expect(after.starts).toBe(before.starts + 1);
  expect(after.pid).not.toBe(before.pid);
  await vi.waitUntil(
    () => readClusterFile(supervisor.dataDirectory)!.nodes[0].process?.pid === after.pid,
    SOON,
  );
});

test('a node killed by hand stays dead until it is started by hand', async () => {
  const supervisor = await start();
  await supervisor.killNode(1);
  expect(supervisor.nodes()[0]).toMatchObject({ status: 'dead', reason: 'killed', pid: null });
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(statuses(supervisor)).toEqual(['dead']);
  await expect(supervisor.callNode(1, 'connections', null)).rejects.toThrow('node 1 is dead');
  await supervisor.startNode(1);
  expect(statuses(supervisor)).toEqual(['running']);
  expect(await supervisor.callNode(1, 'connections', null)).toEqual([]);
});

test('a stopped node stays stopped; starting a running one is refused', async () => {
  const supervisor = await start({ nodes: 2 });
  await supervisor.stopNode(2);
  expect(statuses(supervisor)).toEqual(['running', 'stopped']);
  await expect(supervisor.startNode(1)).rejects.toThrow('node 1 is running');
  await supervisor.startNode(2);
  expect(statuses(supervisor)).toEqual(['running', 'running']);
});

test.skipIf(process.platform === 'win32')(
  'a paused node is alive and silent, and can be stopped cleanly',
  async () => {
    const supervisor = await start();
    supervisor.pauseNode(1);
    expect(statuses(supervisor)).toEqual(['paused']);
    expect(() => supervisor.pauseNode(1)).toThrow('node 1 is paused');
    supervisor.resumeNode(1);
    expect(await supervisor.callNode(1, 'connections', null)).toEqual([]);
    supervisor.pauseNode(1);
    await supervisor.stopNode(1);
    expect(supervisor.nodes()[0]).toMatchObject({ status: 'stopped', reason: null });
  },
);

test('what a node refuses is refused with its own words', async () => {
  const supervisor = await start();
  await expect(supervisor.callNode(1, 'segments', { topic: 'unknown' })).rejects.toThrow('no such topic');
  await expect(supervisor.callNode(7, 'connections', null)).rejects.toThrow('there is no node 7');
});

test('further log dirs are the folders beside data-1; the one with the metadata log comes first', async () => {
  const dataDirectory = temporaryDirectory();
  for (const name of ['data-1', 'data-10', 'data-2'])
    mkdirSync(join(dataDirectory, 'node-1', name), { recursive: true });
  mkdirSync(join(dataDirectory, 'node-1', 'data-10', '__cluster_metadata-0'));
  const supervisor = await start({ dataDirectory });
  const names = supervisor.nodes()[0].dataDirectories.map((path) => path.split('/').at(-1));
  expect(names).toEqual(['data-10', 'data-1', 'data-2']);
});

test('a cluster that Apache Kafka has made keeps its id, its ports and its settings', async () => {
  const dataDirectory = temporaryDirectory();
  const logDir = join(dataDirectory, 'node-1', 'data-1');
  mkdirSync(join(logDir, '__cluster_metadata-0'), { recursive: true });
  writeFileSync(join(logDir, 'meta.properties'), 'version=1\ncluster.id=MkU3OEVBNTcwNTJENDM2Qk\nnode.id=1\n');
  const [port, controllerPort] = await freePorts();
  const path = join(dataDirectory, 'node-1', 'server.properties');
  const lines = [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@localhost:${controllerPort}`,
    `listeners=PLAINTEXT://:${port},CONTROLLER://:${controllerPort}`,
    'controller.listener.names=CONTROLLER',
    'log.dirs=/var/lib/kafka',
    'log.retention.hours=-1',
  ];
  writeFileSync(path, lines.join('\n'));
  const supervisor = await start({ dataDirectory, nodes: null, port: null });
  expect(supervisor.clusterId).toBe('MkU3OEVBNTcwNTJENDM2Qk');
  expect(parseProperties(readFileSync(path, 'utf8'))).toMatchObject({
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'log.dirs': logDir,
    'log.retention.hours': '-1',
    'offsets.topic.replication.factor': '1',
  });
  expect(readClusterFile(dataDirectory)?.defaults).toBe('kafka');
});

async function freePorts(): Promise<number[]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) server.close();
  return ports;
}

test('a directory id is for formatting only: an emptied folder gets another', async () => {
  const supervisor = await start({ nodes: 2 });
  const file = readClusterFile(supervisor.dataDirectory)!;
  expect(file.nodes.map(({ formatted }) => formatted)).toEqual([true, true]);
  const [first, second] = file.nodes;
  const before = [first, second].map((node) => ({ ...node, formatted: false }));
  const told = (nodes: typeof file.nodes) =>
    nodeConfig(nodes[0], { clusterId: file.clusterId, nodes }, ['/data'], null).controllers.map(
      ({ directoryId }) => directoryId,
    );
  expect(told(before)).toEqual([first.directoryId, second.directoryId]);
  expect(told(file.nodes)).toEqual([undefined, second.directoryId]);
});

test('a node that cannot start does not keep the other two from serving', async () => {
  const said: string[] = [];
  const supervisor = await start({ nodes: null, fake: 'node-3-fails', say: (line) => said.push(line) });
  expect(statuses(supervisor)).toEqual(['running', 'running', 'dead']);
  expect(said).toEqual(['node 3: log.dirs are broken']);
});

test('what the command line says about defaults and restarts is kept', async () => {
  const first = await start({ nodes: 3, defaults: 'kafka', restartDeadNodes: false });
  const { dataDirectory } = first;
  const propertiesOf = () =>
    parseProperties(readFileSync(join(dataDirectory, 'node-1', 'server.properties'), 'utf8'));
  expect(propertiesOf()).not.toHaveProperty('default.replication.factor');
  await expect(first.callNode(1, 'segments', { topic: 'dies' })).rejects.toThrow(/exit code 7/);
  expect(first.nodes()[0]).toMatchObject({ status: 'dead', reason: 'ended with exit code 7' });
  await first.stop();
  const again = await start({ dataDirectory });
  expect(readClusterFile(dataDirectory)).toMatchObject({ defaults: 'kafka', restartDeadNodes: false });
  await again.stop();
  await start({ dataDirectory, defaults: 'local' });
  expect(propertiesOf()).toMatchObject({ 'default.replication.factor': '3', 'min.insync.replicas': '2' });
});

test('facts are asked for again after a restart', async () => {
  const supervisor = await start();
  let facts = 0;
  supervisor.subscribe({ onFacts: (_node, some) => (facts += some.length) });
  supervisor.watch({ facts: true, state: false });
  await vi.waitUntil(() => facts === 1, SOON);
  await supervisor.killNode(1);
  await supervisor.startNode(1);
  await vi.waitUntil(() => facts === 2, SOON);
});

test('a node that cannot start says why, and nothing is left running', async () => {
  const dataDirectory = temporaryDirectory();
  await expect(start({ dataDirectory, fake: 'fails' })).rejects.toThrow('node 1: log.dirs are broken');
  expect(readClusterFile(dataDirectory)).toMatchObject({ supervisor: null });
});

test('a node that does not hear the stop is killed', async () => {
  const supervisor = await start({ fake: 'deaf', stopTimeoutMs: 200 });
  const identity = await identityOf(supervisor.nodes()[0]);
  await supervisor.stop();
  expect(supervisor.nodes()[0].reason).toBe('killed: it did not end in time');
  expect(await isAlive(identity)).toBe(false);
});

test('a node that is seen to flush is let finish, and killed when it gets on no more', async () => {
  // Ten signs of progress take half a second.
  const flushing = await start({ fake: 'flushes', stopTimeoutMs: 400 });
  await flushing.stop();
  expect(flushing.nodes()[0].reason).toBe(null);
  const stuck = await start({ fake: 'flushes-for-ever', stopTimeoutMs: 400 });
  await stuck.stop();
  expect(stuck.nodes()[0].reason).toBe('killed: it did not end in time');
});

test('stopping an ephemeral cluster deletes its folder', async () => {
  const supervisor = await start({ ephemeral: true });
  await supervisor.stop();
  expect(existsSync(supervisor.dataDirectory)).toBe(false);
});

async function supervisorProcess(directory: string) {
  const script = join(import.meta.dirname, 'testdata', 'supervisor-process.ts');
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(() => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(String(line)) as number[];
  const nodes = await Promise.all(pids.map(async (pid) => (await identify(pid))!));
  cleanups.push(() => nodes.forEach(({ pid }) => killIfThere(pid)));
  return { nodes, kill: () => child.kill('SIGKILL') };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended as it should.
  }
}

test.skipIf(process.platform === 'win32')(
  'no node outlives a killed supervisor by ten seconds, not even one that SIGSTOP holds',
  async () => {
    const supervisor = await supervisorProcess(temporaryDirectory());
    const [stopped, running] = supervisor.nodes;
    process.kill(stopped.pid, 'SIGSTOP');
    supervisor.kill();
    await vi.waitUntil(async () => !(await isAlive(running)), { timeout: 2_000 });
    await vi.waitUntil(async () => !(await isAlive(stopped)), { timeout: 10_000 });
  },
);

test.skipIf(process.platform === 'win32')(
  'the next start kills a node that a killed supervisor left',
  async () => {
    const directory = temporaryDirectory();
    const supervisor = await supervisorProcess(directory);
    const [stopped] = supervisor.nodes;
    process.kill(stopped.pid, 'SIGSTOP');
    supervisor.kill();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const next = await start({ dataDirectory: directory });
    expect(await isAlive(stopped)).toBe(false);
    expect(statuses(next)).toEqual(['running', 'running']);
  },
);

test('nodes that stop together leave the quorum when the last of them has shut its broker down', async () => {
  const times = (supervisor: Supervisor, id: number, what: string) => {
    const log = readFileSync(join(supervisor.dataDirectory, `node-${id}`, 'node.log'), 'utf8');
    return [...log.matchAll(new RegExp(`${what} at (\\d+)`, 'g'))].map(([, ms]) => Number(ms));
  };
  const all = (supervisor: Supervisor, what: string) =>
    [1, 2, 3].flatMap((id) => times(supervisor, id, what));
  const together = await start({ nodes: 3, fake: 'shuts-down-slowly' });
  await together.stop();
  expect(statuses(together)).toEqual(['stopped', 'stopped', 'stopped']);
  expect(all(together, 'leaves the quorum').length).toBe(3);
  expect(Math.min(...all(together, 'leaves the quorum'))).toBeGreaterThanOrEqual(
    Math.max(...all(together, 'broker shut down')),
  );

  // One that stops alone waits for nobody, and one that dies on the way holds nobody up.
  const oneByOne = await start({ nodes: 3, fake: 'node-2-dies-stopping' });
  await oneByOne.stopNode(3);
  expect(times(oneByOne, 3, 'leaves the quorum').length).toBe(1);
  await Promise.all([1, 2].map((id) => oneByOne.stopNode(id)));
  expect(statuses(oneByOne)).toEqual(['stopped', 'stopped', 'stopped']);
  expect(times(oneByOne, 2, 'broker shut down')).toEqual([]);
});

test('what is set counts from the next start of a node on, and is kept', async () => {
  const supervisor = await start({ nodes: 2, set: [{ node: 2, name: 'broker.rack', value: 'b' }] });
  const { dataDirectory } = supervisor;
  const ofNode = (id: number) =>
    parseProperties(readFileSync(join(dataDirectory, `node-${id}`, 'server.properties'), 'utf8'));
  expect(supervisor.nodes().map(({ rack }) => rack)).toEqual([null, 'b']);
  expect([1, 2].map((id) => ofNode(id)['broker.rack'])).toEqual([undefined, 'b']);
  expect(supervisor.settings()).toMatchObject({ defaults: 'local', restartDeadNodes: true, outdated: [] });

  const set = [{ node: null, name: 'sluice.fast.failover', value: 'false' }];
  expect(supervisor.change({ set }).outdated).toEqual([1, 2]);
  expect([1, 2].map((id) => ofNode(id)['sluice.fast.failover'])).toEqual(['false', 'false']);
  await supervisor.stopNode(1);
  await supervisor.startNode(1);
  expect(supervisor.settings().outdated).toEqual([2]);
  expect(supervisor.change({ set: [{ ...set[0], value: null }] }).outdated).toEqual([1]);
  expect(supervisor.change({ defaults: 'kafka' }).outdated).toEqual([1, 2]);
  expect(ofNode(1)['group.initial.rebalance.delay.ms']).toBe(undefined);
  expect(supervisor.settings().logDirs).toBe(1);
  expect(supervisor.change({ logDirs: 2 })).toMatchObject({ logDirs: 2, outdated: [1, 2] });
  expect(ofNode(2)['log.dirs']).toMatch(/node-2.data-1,.*node-2.data-2$/);
  await supervisor.stopNode(1);
  await supervisor.startNode(1);
  expect(supervisor.settings().outdated).toEqual([2]);
  expect(supervisor.nodes()[0].dataDirectories.map((path) => existsSync(path))).toEqual([true, true]);
  expect(() => supervisor.change({ logDirs: 1 })).toThrow(
    'has 2 log dirs, and what lies in them is not moved',
  );
  expect(() => supervisor.change({ set: [{ node: 3, name: 'broker.rack', value: 'c' }] })).toThrow(
    'broker.rack is to be set on node 3, which does not exist',
  );
  await supervisor.stop();
  const again = await start({ dataDirectory, nodes: null, port: null });
  expect(again.settings()).toEqual({
    defaults: 'kafka',
    restartDeadNodes: true,
    logDirs: 2,
    properties: [{ node: 2, name: 'broker.rack', value: 'b' }],
    outdated: [],
  });
});

test('restarts that are switched off while a dead node waits for one do not happen', async () => {
  const supervisor = await start();
  process.kill(supervisor.nodes()[0].pid!, 'SIGKILL');
  await vi.waitFor(() => expect(supervisor.nodes()[0].restartAtMs).not.toBe(null), SOON);
  supervisor.change({ restartDeadNodes: false });
  expect(supervisor.nodes()[0]).toMatchObject({ status: 'dead', restartAtMs: null });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(supervisor.nodes()[0].status).toBe('dead');
  await supervisor.startNode(1);
  expect(statuses(supervisor)).toEqual(['running']);
});

test('a node that starts is told which processes ended, even those that nobody outlived', async () => {
  const supervisor = await start({ nodes: 2 });
  const pids = supervisor.nodes().map(({ pid }) => pid!);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(statuses(supervisor)).toEqual(['dead', 'dead']), SOON);
  await supervisor.startNode(2);
  const ended = pids.map((pid, index) => ({ id: index + 1, brokerEpoch: 1000 + pid }));
  const log = readFileSync(join(supervisor.dataDirectory, 'node-2', 'node.log'), 'utf8');
  expect(log).toContain(`knows of the end of ${JSON.stringify(ended)}`);
});

test('a disk that takes nothing ends neither the supervisor nor its will to start nodes again', async () => {
  const said: string[] = [];
  const supervisor = await start({ say: (line) => said.push(line) });
  const { dataDirectory } = supervisor;
  // A file where a folder should be: neither cluster.json nor the node's log can be written.
  rmSync(dataDirectory, { recursive: true });
  writeFileSync(dataDirectory, '');
  process.kill(supervisor.nodes()[0].pid!, 'SIGKILL');
  await vi.waitFor(() => expect(supervisor.nodes()[0].reason).toMatch(/ENOTDIR.*node\.log/), {
    timeout: 5_000,
  });
  expect(supervisor.nodes()[0]).toMatchObject({ status: 'dead', restartAtMs: expect.any(Number) });
  expect(said.filter((line) => line.startsWith('cluster.json could not be written: ENOTDIR'))).toHaveLength(
    1,
  );
  expect(() => supervisor.change({ restartDeadNodes: true })).toThrow('it counts, but is not kept: ENOTDIR');
  await expect(supervisor.startNode(1)).rejects.toThrow('ENOTDIR');

  rmSync(dataDirectory);
  mkdirSync(join(dataDirectory, 'node-1'), { recursive: true });
  await supervisor.startNode(1);
  expect(statuses(supervisor)).toEqual(['running']);
  expect(readClusterFile(dataDirectory)!.clusterId).toBe(supervisor.clusterId);
}, 20_000);
