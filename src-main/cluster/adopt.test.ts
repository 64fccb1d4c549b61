import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adoptCluster } from './adopt.ts';

const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qk';
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-adopt-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Given {
  readonly id?: number;
  readonly logDirs?: readonly string[];
  readonly metadataIn?: string;
  readonly meta?: string;
  /** Lines in the place of those with the same key. Null: no file. */
  readonly properties?: readonly string[] | null;
}

/** A node's folder as somebody has put it together from what Apache Kafka left. */
function given({
  id = 1,
  logDirs = ['data-1'],
  metadataIn = logDirs[0],
  meta,
  properties = [],
}: Given): void {
  for (const [index, name] of logDirs.entries()) {
    const path = join(directory, `node-${id}`, name);
    mkdirSync(path, { recursive: true });
    const text = `version=1\ncluster.id=${CLUSTER_ID}\nnode.id=${id}\ndirectory.id=${'ABC'[index]}${'a'.repeat(20)}A\n`;
    writeFileSync(join(path, 'meta.properties'), meta ?? text);
    if (name === metadataIn) mkdirSync(join(path, '__cluster_metadata-0'));
  }
  if (properties === null) return;
  const lines = [
    'process.roles=broker,controller',
    `node.id=${id}`,
    'controller.quorum.bootstrap.servers=localhost:9093',
    'controller.listener.names=CONTROLLER',
    `listeners=PLAINTEXT://:${9092 + 10 * id},CONTROLLER://:${9093 + 10 * id}`,
    ...properties,
  ];
  writeFileSync(join(directory, `node-${id}`, 'server.properties'), lines.join('\n'));
}

test('a cluster of Apache Kafka keeps its id, its ports, its voters and its defaults', () => {
  given({ logDirs: ['data-1', 'data-2'], metadataIn: 'data-2' });
  given({ id: 2, properties: ['log.retention.hours=-1', 'log.dirs=/var/lib/kafka'] });
  expect(adoptCluster(directory)).toEqual({
    formatVersion: 1,
    clusterId: CLUSTER_ID,
    port: null,
    restartDeadNodes: true,
    defaults: 'kafka',
    properties: [{ node: 2, name: 'log.retention.hours', value: '-1' }],
    supervisor: null,
    nodes: [
      {
        id: 1,
        port: 9102,
        controllerPort: 9103,
        directoryId: `B${'a'.repeat(20)}A`,
        formatted: true,
        process: null,
      },
      {
        id: 2,
        port: 9112,
        controllerPort: 9113,
        directoryId: `A${'a'.repeat(20)}A`,
        formatted: true,
        process: null,
      },
    ],
  });
});

test('voters that the settings name stay so', () => {
  given({ properties: ['controller.quorum.voters=1@localhost:9093'] });
  expect(adoptCluster(directory)?.staticVoters).toBe(true);
});

test('an empty folder, and folders that nobody has formatted, are those of a new cluster', () => {
  expect(adoptCluster(directory)).toBeUndefined();
  expect(adoptCluster(join(directory, 'not-there'))).toBeUndefined();
  mkdirSync(join(directory, 'node-1', 'data-1'), { recursive: true });
  expect(adoptCluster(directory)).toBeUndefined();
});

test.each<[string, Given, string]>([
  ['without its properties', { properties: null }, 'copy its server.properties to'],
  ['of a broker alone', { properties: ['process.roles=broker'] }, 'both broker and controller'],
  ['in the folder of another', { properties: ['node.id=7'] }, 'in the folder of node 1'],
  ['whose ids do not begin with 1', { id: 2 }, 'nodes 2: nodes are numbered from 1 on'],
  ['with the log dir of another', { meta: `cluster.id=${CLUSTER_ID}\nnode.id=3` }, 'belongs to node 3'],
  ['with ACLs', { properties: ['authorizer.class.name=x.StandardAuthorizer'] }, 'no ACLs here'],
  [
    'with TLS',
    { properties: ['listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:SSL'] },
    'listener PLAINTEXT is SSL',
  ],
  [
    'with two listeners for clients',
    { properties: ['listeners=PLAINTEXT://:1,EXTRA://:2,CONTROLLER://:3'] },
    'PLAINTEXT and EXTRA for clients, and one is kept here',
  ],
  [
    'with another name for its controllers',
    { properties: ['controller.listener.names=C', 'listeners=PLAINTEXT://:1,C://:2'] },
    'is called C',
  ],
])('a node %s is refused with the reason', (_, node, reason) => {
  given(node);
  expect(() => adoptCluster(directory)).toThrow(reason);
});

test('two clusters in one folder are refused', () => {
  given({});
  given({ id: 2, meta: `cluster.id=${CLUSTER_ID.replace('M', 'N')}\nnode.id=2` });
  expect(() => adoptCluster(directory)).toThrow(`node-1 to ${CLUSTER_ID}`);
});
