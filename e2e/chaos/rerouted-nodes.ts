import type { NodeHost } from '../../src-main/cluster/index.ts';
import type { ListenerConfig, NodeConfig } from '../../src-main/node/config.ts';
import type { HostStart } from './host-messages.ts';

const LOOPBACK = '127.0.0.1';

/**
 * A node host whose nodes find each other, and are found by clients, through proxies. Nothing in the product knows:
 * the configuration that the supervisor sends is one that a person could have written. Every node has a listener of
 * its own for each other node, so that a proxy knows who comes.
 */
export function reroutedNodes(
  inner: NodeHost,
  start: HostStart,
  onPorts: (node: number, ports: { client: number; controller: number }) => void,
): NodeHost {
  return {
    launch(nodeId, logPath, events) {
      const handle = inner.launch(nodeId, logPath, events);
      return {
        ...handle,
        pid: handle.pid,
        send(message) {
          if (message.kind !== 'start') return handle.send(message);
          const { config } = message;
          onPorts(nodeId, { client: config.listeners[0]!.port, controller: config.controllerListener.port });
          handle.send({ kind: 'start', config: rerouted(config, start) });
        },
      };
    },
  };
}

/** The configuration with every address that others use replaced by that of a proxy. Pure. */
export function rerouted(config: NodeConfig, start: HostStart): NodeConfig {
  const { nodeId } = config;
  const proxy = (from: number | 'clients', to: number, service: string) =>
    start.proxies.find((it) => it.from === from && it.to === to && it.service === service)!.port;
  const [clients, ...rest] = config.listeners as [ListenerConfig, ...ListenerConfig[]];
  const listeners = [
    { ...clients, advertised: { host: LOOPBACK, port: proxy('clients', nodeId, 'client') } },
    ...rest,
    ...start.brokerListenerPorts
      .filter(({ to }) => to === nodeId)
      .map(({ from, port }) => brokerListener(from, port, proxy(from, nodeId, 'broker'))),
  ];
  const controllers = config.controllers.map((controller) =>
    controller.id === nodeId
      ? controller
      : { ...controller, host: LOOPBACK, port: proxy(nodeId, controller.id, 'controller') },
  );
  const properties = {
    ...config.properties,
    ...start.properties,
    'inter.broker.listener.name': listenerName(nodeId),
  };
  return { ...config, listeners, controllers, properties };
}

const listenerName = (from: number) => `FROM_${from}`;

function brokerListener(from: number, port: number, advertisedPort: number): ListenerConfig {
  return {
    name: listenerName(from),
    hosts: [LOOPBACK],
    port,
    advertised: { host: LOOPBACK, port: advertisedPort },
    protocol: 'PLAINTEXT',
  };
}
