import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Fact } from '../env/index.ts';
import { nodeEnv } from '../env/node/index.ts';
import { ClientConnection } from '../net/index.ts';
import type { ListenerConfig, NodeConfig } from './config.ts';
import type { FromNode, ToNode } from './messages.ts';
import { batchOf, createTopic, fetchFrom, produceTo, valuesIn } from './test-client.ts';

const children: ChildProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function listener(name: string): ListenerConfig {
  const host = '127.0.0.1';
  return { name, hosts: [host], port: 0, advertised: { host, port: 0 }, protocol: 'PLAINTEXT' };
}

function configIn(folder: string): NodeConfig {
  return {
    nodeId: 1,
    clusterId: '51h5ZQipRaqwIR2fI4ZhQA',
    rack: null,
    dataDirectories: [join(folder, 'data-1')],
    listeners: [listener('PLAINTEXT')],
    controllerListener: listener('CONTROLLER'),
    controllers: [{ id: 1, host: '127.0.0.1', port: 0 }],
    properties: {
      'process.roles': 'broker,controller',
      'node.id': '1',
      'controller.listener.names': 'CONTROLLER',
    },
  };
}

/** A node process, with what it has said. */
function launch() {
  const child = fork(join(import.meta.dirname, 'entry.ts'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.push(child);
  const heard: FromNode[] = [];
  let log = '';
  let wake = () => {};
  child.stderr!.on('data', (chunk) => (log += String(chunk)));
  child.on('message', (message) => {
    heard.push(message as FromNode);
    wake();
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const hear = async <Kind extends FromNode['kind']>(
    kind: Kind,
  ): Promise<Extract<FromNode, { kind: Kind }>> => {
    for (;;) {
      const index = heard.findIndex((message) => message.kind === kind);
      if (index >= 0) return heard.splice(index, 1)[0] as Extract<FromNode, { kind: Kind }>;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { child, heard, hear, ended, say: (message: ToNode) => void child.send(message), log: () => log };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-process-'));
  folders.push(folder);
  return folder;
}

const connect = (port: number) =>
  ClientConnection.connect(nodeEnv(), { host: '127.0.0.1', port }, { clientId: 'test' });

test('a node process serves, shows its inside to who watches, and stops when told', async () => {
  const node = launch();
  node.say({ kind: 'start', config: configIn(newFolder()) });
  const { port, startMs } = await node.hear('ready');
  expect(startMs).toBeGreaterThan(0);
  expect((await node.hear('registered')).brokerEpoch).toBeGreaterThan(0);
  const client = await connect(port);
  await createTopic(client, 'seen');
  expect(node.heard).toEqual([]); // Nobody watches yet.

  node.say({ kind: 'watch', facts: true, state: true });
  const backlog = (await node.hear('facts')).facts;
  expect(backlog.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['node-started', 'topic-created']));
  expect((await node.hear('state')).state).toMatchObject({ connections: 1, recordsIn: 0 });
  await produceTo(client, 'seen', batchOf(['a', 'b']));
  await expect.poll(async () => (await node.hear('state')).state.recordsIn).toBe(2);
  const fresh: Fact[] = [...(await node.hear('facts')).facts];
  expect(fresh[0].sequence).toBe(backlog.at(-1)!.sequence + 1);
  expect(fresh.map(({ kind }) => kind)).toContain('high-watermark-advanced');

  node.say({ kind: 'call', id: 5, name: 'offsets', input: { topics: ['seen'] } });
  expect(await node.hear('answer')).toMatchObject({ id: 5, value: [{ topic: 'seen', endOffset: 2 }] });
  node.say({ kind: 'call', id: 6, name: 'nonsense' as never, input: null });
  expect(await node.hear('refusal')).toMatchObject({ id: 6, message: 'a node cannot answer nonsense' });

  node.child.kill('SIGTERM');
  node.child.kill('SIGINT');
  expect((await produceTo(client, 'seen', batchOf(['c']))).errorCode).toBe(0);
  client.close();
  node.say({ kind: 'stop' });
  await node.hear('stopped');
  expect(await node.ended).toBe(0);
  expect(node.log()).toMatch(/node 1 has stopped/);
});

test('what was acknowledged before SIGKILL is there after the next start', async () => {
  const folder = newFolder();
  const first = launch();
  first.say({ kind: 'start', config: configIn(folder) });
  const client = await connect((await first.hear('ready')).port);
  await createTopic(client, 'kept');
  for (let index = 0; index < 200; index++) await produceTo(client, 'kept', batchOf([`v${index}`]));
  first.child.kill('SIGKILL');
  await first.ended;
  const second = launch();
  second.say({ kind: 'start', config: configIn(folder) });
  const again = await connect((await second.hear('ready')).port);
  const values = valuesIn((await fetchFrom(again, 'kept', 0)).records);
  expect(values).toEqual(Array.from({ length: 200 }, (_, index) => `${index}:v${index}`));
  again.close();
});

test('a node without its supervisor ends, one that cannot start says why', async () => {
  const folder = newFolder();
  const orphan = launch();
  orphan.say({ kind: 'start', config: configIn(folder) });
  await orphan.hear('ready');
  const refused = launch();
  refused.say({ kind: 'start', config: configIn(folder) });
  expect((await refused.hear('failed')).message).toMatch(/is in use/);
  expect(await refused.ended).toBe(1);
  orphan.child.disconnect();
  expect(await orphan.ended).toBe(1);
});
