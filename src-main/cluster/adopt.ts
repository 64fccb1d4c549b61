/**
 * A cluster that Apache Kafka has made moves in: DIR holds a folder `node-<id>` for each node, with its
 * server.properties and its log.dirs as `data-1`, `data-2`, …, and there is no cluster.json yet.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseProperties } from '../config/index.ts';
import { ClusterError, type ClusterFile, type NodeEntry } from './cluster-file.ts';
import { dataDirectories, nodeDirectory } from './folders.ts';
import { type KeptProperty, settableProperties } from './set-properties.ts';

const COMBINED_ROLES = 'broker,controller';

type Settings = Readonly<Record<string, string>>;

interface AdoptedNode {
  readonly clusterId: string;
  readonly hasStaticVoters: boolean;
  readonly properties: readonly KeptProperty[];
  readonly entry: NodeEntry;
}

/**
 * What cluster.json must say of it. Undefined where DIR holds no formatted log dir. Throws ClusterError for a cluster
 * that cannot be one of ours: other roles or ids, or security.
 */
export function adoptCluster(dataDirectory: string): ClusterFile | undefined {
  const ids = nodeIdsIn(dataDirectory).filter((id) => isFormatted(dataDirectory, id));
  if (ids.length === 0) return undefined;
  if (ids.some((id, index) => id !== index + 1)) {
    throw new ClusterError(
      `${dataDirectory} holds nodes ${ids.join(', ')}: nodes are numbered from 1 on here, without a gap`,
    );
  }
  const nodes = ids.map((id) => adoptNode(dataDirectory, id));
  const [{ clusterId, hasStaticVoters }] = nodes;
  const stranger = nodes.find((node) => node.clusterId !== clusterId);
  if (stranger !== undefined) {
    throw new ClusterError(
      `${nodeDirectory(dataDirectory, stranger.entry.id)} belongs to cluster ${stranger.clusterId}, node-1 to ${clusterId}`,
    );
  }
  return {
    formatVersion: 1,
    clusterId,
    // Each node keeps the port that it had.
    port: null,
    restartDeadNodes: true,
    // What it has been run with so far.
    defaults: 'kafka',
    properties: nodes.flatMap(({ properties }) => properties),
    ...(hasStaticVoters && { staticVoters: true }),
    supervisor: null,
    nodes: nodes.map(({ entry }) => entry),
  };
}

function nodeIdsIn(dataDirectory: string): number[] {
  const ids = existsSync(dataDirectory)
    ? readdirSync(dataDirectory).flatMap((name) => /^node-(\d+)$/.exec(name)?.[1] ?? [])
    : [];
  return ids.map(Number).sort((a, b) => a - b);
}

function isFormatted(dataDirectory: string, id: number): boolean {
  return dataDirectories(dataDirectory, id).some((path) => existsSync(join(path, 'meta.properties')));
}

function adoptNode(dataDirectory: string, id: number): AdoptedNode {
  const folder = nodeDirectory(dataDirectory, id);
  const path = join(folder, 'server.properties');
  const settings = readServerProperties(path);
  if (settings === undefined) {
    throw new ClusterError(
      `${folder} holds data of Apache Kafka, but no cluster.json and no server.properties says how it was run: ` +
        `copy its server.properties to ${path}`,
    );
  }
  checkRoles(settings, id, path);
  checkSecurity(settings, path);
  const { port, controllerPort } = portsOf(settings, path);
  const [first] = dataDirectories(dataDirectory, id);
  const meta = parseProperties(readFileSync(join(first, 'meta.properties'), 'utf8'));
  if (meta['node.id'] !== String(id))
    throw new ClusterError(`${first} belongs to node ${meta['node.id']}, not to node ${id}`);
  const directoryId = meta['directory.id'];
  return {
    clusterId: meta['cluster.id'] ?? '',
    hasStaticVoters: settings['controller.quorum.voters'] !== undefined,
    properties: settableProperties(id, settings),
    entry: {
      id,
      port,
      controllerPort,
      ...(directoryId !== undefined && { directoryId }),
      formatted: true,
      process: null,
    },
  };
}

/** Undefined where there is none. */
function readServerProperties(path: string): Settings | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return parseProperties(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ClusterError(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function checkRoles(settings: Settings, id: number, path: string): void {
  const roles = (settings['process.roles'] ?? '')
    .split(',')
    .map((role) => role.trim())
    .toSorted()
    .join(',');
  if (roles !== COMBINED_ROLES) {
    throw new ClusterError(
      `${path}: process.roles=${settings['process.roles']}, and every node is both broker and controller here`,
    );
  }
  const nodeId = settings['node.id'] ?? settings['broker.id'];
  if (nodeId !== String(id))
    throw new ClusterError(`${path}: node.id=${nodeId}, in the folder of node ${id}`);
}

/** Listeners are without security here: to open what was locked would be a surprise. */
function checkSecurity(settings: Settings, path: string): void {
  const authorizer = settings['authorizer.class.name'];
  if (authorizer !== undefined && authorizer !== '')
    throw new ClusterError(`${path}: authorizer.class.name is set, and there are no ACLs here yet`);
  const protocols = (settings['listener.security.protocol.map'] ?? '').split(',').filter((it) => it !== '');
  const used = new Set(listenersIn(settings).map(({ name }) => name));
  for (const entry of protocols) {
    const [name, protocol] = entry.split(':').map((word) => word.trim());
    if (used.has(name) && protocol !== 'PLAINTEXT')
      throw new ClusterError(`${path}: listener ${name} is ${protocol}, and only PLAINTEXT is there yet`);
  }
}

function listenersIn(settings: Settings): { name: string; port: number }[] {
  return (settings.listeners ?? '').split(',').flatMap((text) => {
    const match = /^\s*([\w.-]+):\/\/.*:(\d+)\s*$/.exec(text);
    return match === null ? [] : [{ name: match[1], port: Number(match[2]) }];
  });
}

function portsOf(settings: Settings, path: string): { port: number; controllerPort: number } {
  const controllerNames = (settings['controller.listener.names'] ?? '').split(',').map((name) => name.trim());
  const listeners = listenersIn(settings);
  const clients = listeners.filter(({ name }) => !controllerNames.includes(name));
  const [client] = clients;
  const controller = listeners.find(({ name }) => controllerNames.includes(name));
  if (client === undefined || controller === undefined)
    throw new ClusterError(`${path}: listeners must have one for clients and one for controllers`);
  // Whoever comes in by another one would find it closed.
  if (clients.length > 1) {
    throw new ClusterError(
      `${path}: listeners has ${clients.map(({ name }) => name).join(' and ')} for clients, and one is kept here: leave ` +
        'one there; a further one is opened with --listen',
    );
  }
  if (controller.name !== 'CONTROLLER') {
    throw new ClusterError(
      `${path}: the listener for controllers is called ${controller.name}; its voters know it by that name, and ` +
        'it is CONTROLLER here',
    );
  }
  return { port: client.port, controllerPort: controller.port };
}
