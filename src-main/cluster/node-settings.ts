import { formatProperties, localDefaults } from '../config/index.ts';
import type { ListenerConfig, NodeConfig } from '../node/config.ts';
import type { ClusterFile, NodeEntry } from './cluster-file.ts';
import type { ExtraListener } from './flags.ts';
import { LOOPBACK_HOSTS } from './ports.ts';
import { propertiesOf } from './set-properties.ts';

const LOOPBACK = LOOPBACK_HOSTS[0];

/** All that a node is told, from what the cluster file and the command line say. */
export function nodeConfig(
  node: NodeEntry,
  cluster: Pick<ClusterFile, 'clusterId' | 'nodes' | 'defaults' | 'properties' | 'staticVoters'>,
  dataDirectories: readonly string[],
  extraListener: ExtraListener | null,
): NodeConfig {
  const listeners = [clientListener(node.port)];
  if (extraListener !== null) listeners.push(shifted(extraListener, node.id - 1));
  const own = propertiesOf(node.id, cluster.properties ?? []);
  const settings = {
    nodeId: node.id,
    clusterId: cluster.clusterId,
    rack: own['broker.rack'] ?? null,
    dataDirectories,
    listeners,
    controllerListener: listener('CONTROLLER', [LOOPBACK], node.controllerPort),
    controllers: cluster.nodes.map((peer) => controllerAddress(peer, peer.id === node.id)),
  };
  const properties = { ...brokerProperties(settings, cluster), ...own };
  return { ...settings, properties };
}

/**
 * The node's configuration as Apache Kafka 4.3 in combined mode reads it. Kafka takes one address a listener, so its
 * listener is the first of ours.
 */
function brokerProperties(
  settings: Omit<NodeConfig, 'properties'>,
  { defaults, staticVoters }: Pick<ClusterFile, 'defaults' | 'staticVoters'>,
): Record<string, string> {
  const { controllers } = settings;
  const quorum = staticVoters ? 'controller.quorum.voters' : 'controller.quorum.bootstrap.servers';
  const all = [...settings.listeners, settings.controllerListener];
  return {
    'process.roles': 'broker,controller',
    'node.id': String(settings.nodeId),
    [quorum]: controllers
      .map(({ id, host, port }) => `${staticVoters ? `${id}@` : ''}${endpoint(host, port)}`)
      .join(','),
    'controller.listener.names': settings.controllerListener.name,
    listeners: all.map(({ name, hosts, port }) => `${name}://${endpoint(hosts[0], port)}`).join(','),
    'advertised.listeners': all
      .map(({ name, advertised }) => `${name}://${endpoint(advertised.host, advertised.port)}`)
      .join(','),
    'listener.security.protocol.map': all.map(({ name, protocol }) => `${name}:${protocol}`).join(','),
    'inter.broker.listener.name': settings.listeners[0].name,
    'log.dirs': settings.dataDirectories.join(','),
    ...localDefaults({ nodes: controllers.length, kafkaDefaults: defaults === 'kafka' }),
  };
}

/** DIR/node-<id>/server.properties. */
export function serverProperties(config: NodeConfig): string {
  return formatProperties(
    config.properties,
    'Written by Sluice at each start of the node. Apache Kafka 4.3 starts with it while Sluice is stopped.',
  );
}

/** A node that was formatted keeps its id on disk; one whose disk was emptied since must draw another (KIP-853). */
function controllerAddress({ id, controllerPort, directoryId, formatted }: NodeEntry, isSelf: boolean) {
  const address = { id, host: LOOPBACK, port: controllerPort };
  return directoryId === undefined || (isSelf && formatted) ? address : { ...address, directoryId };
}

function clientListener(port: number): ListenerConfig {
  return listener('PLAINTEXT', LOOPBACK_HOSTS, port);
}

function shifted(extra: ExtraListener, by: number): ListenerConfig {
  const { host, port } = extra.advertised;
  return listener(extra.name, [extra.host], extra.port + by, { host, port: port + by });
}

function listener(
  name: string,
  hosts: readonly string[],
  port: number,
  advertised = { host: hosts[0], port },
): ListenerConfig {
  return { name, hosts, port, advertised, protocol: 'PLAINTEXT' };
}

function endpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
