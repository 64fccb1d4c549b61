/** The composition root of the workbench process: database, client, services, and the channel to the host. */
import { join } from 'node:path';
import type { ToWorkbench, WorkbenchStart } from '../cluster/messages.ts';
import { KafkaClient, parseBootstrap } from '../client/index.ts';
import { LOCAL_CLUSTER } from '../contract/index.ts';
import type { Env } from '../env/index.ts';
import { unreachable } from '../base/index.ts';
import type { Alerts } from './alerts/index.ts';
import type { Bench } from './bench.ts';
import type { Channel } from './channel.ts';
import { Connections } from './connections/index.ts';
import { HostLink } from './host-link.ts';
import { Cluster } from './model/index.ts';
import { Router } from './router/router.ts';
import { routesOf } from './services/index.ts';
import { makeKeepers, Vault } from './secrets/index.ts';
import { Store } from './store/index.ts';

export interface WorkbenchOptions {
  exit(code: number): void;
  /** `process.platform`, as screens show it. */
  readonly platform: string;
}

const PRUNE_INTERVAL_MS = 600_000;
const ALERTS_DELAY_MS = 1_000;

interface Running {
  readonly store: Store;
  readonly host: HostLink;
  readonly clients: readonly KafkaClient[];
  readonly connections: Connections;
  readonly router: Router;
}

export class Workbench {
  readonly #env: Env;
  readonly #channel: Channel;
  readonly #options: WorkbenchOptions;
  #running: Running | undefined;

  constructor(env: Env, channel: Channel, options: WorkbenchOptions) {
    this.#env = env;
    this.#channel = channel;
    this.#options = options;
    channel.listen({ onMessage: (message) => this.#receive(message), onClose: () => this.#stop() });
  }

  #receive(message: ToWorkbench): void {
    if (message.kind === 'start') {
      this.#running = this.#start(message);
      this.#channel.send({ kind: 'ready' });
      return;
    }
    if (message.kind === 'stop') return this.#stop();
    // Start is told first of all; what comes after a stop is too late.
    if (this.#running === undefined) return;
    const { host, router } = this.#running;
    switch (message.kind) {
      case 'screen-opened':
        return router.screenOpened(message.screen);
      case 'screen-closed':
        return router.screenClosed(message.screen);
      case 'frame':
        return router.frame(message.screen, message.frame);
      case 'control-answer':
        return host.answered(message.id, message.value);
      case 'control-refusal':
        return host.refused(message.id, message.message);
      case 'nodes':
        return host.nodesChanged(message.nodes);
      case 'facts':
        return host.factsCame(message.node, message.facts);
      case 'state':
        return host.stateCame(message.node, message.state);
      default:
        return unreachable(message);
    }
  }

  #start(start: WorkbenchStart): Running {
    const env = this.#env;
    const store = new Store(start.databasePath, env.clock.wallMs());
    if (store.notice !== null) env.log.warn(store.notice);
    const host = new HostLink(this.#channel, env.clock, start.nodes);
    const clients: KafkaClient[] = [];
    const connect = (clientId: string) => {
      const bootstrap = parseBootstrap(start.bootstrapServers);
      const client = new KafkaClient(env, { clientId, softwareVersion: start.version, bootstrap });
      clients.push(client);
      return client;
    };
    const client = connect('sluice-workbench');
    const local = new Cluster({ id: LOCAL_CLUSTER, env, client, store, host });
    const keepers = makeKeepers({
      keychain: host.keychain,
      keyPath: join(start.dataDirectory, 'secrets.key'),
      randomBytes: (size) => env.random.bytes(size),
    });
    const vault = new Vault(store, keepers);
    const connections = new Connections({
      env,
      store,
      vault,
      softwareVersion: start.version,
      local,
      localBootstrapServers: start.bootstrapServers,
    });
    const reasons = new Set<string>();
    let alerts: Promise<Alerts> | undefined;
    const bench: Bench = {
      env,
      start,
      platform: this.#options.platform,
      store,
      host,
      connections,
      vault,
      cluster: (id) => connections.cluster(id),
      alerts: () => (alerts ??= import('./alerts/index.ts').then((module) => new module.Alerts(bench))),
      connect,
      keepAlive: (reason, keep) => {
        const before = reasons.size > 0;
        if (keep) reasons.add(reason);
        else reasons.delete(reason);
        if (before !== reasons.size > 0) this.#channel.send({ kind: 'keep-alive', keep: !before });
      },
    };
    const router = new Router({
      clock: env.clock,
      route: routesOf(bench),
      sendFrame: (screen, frame, onSent) => this.#channel.send({ kind: 'frame', screen, frame }, onSent),
      closeScreen: (screen, reason) => this.#channel.send({ kind: 'close-screen', screen, reason }),
      onInternalError: ({ detail }) => env.log.error(detail ?? 'an unexpected error'),
    });
    if (store.alertRules().some(({ enabled }) => enabled)) this.#startAlerts(bench);
    this.#schedulePruning(store);
    return { store, host, clients, connections, router };
  }

  /** After the first screen has had what it asked for. */
  #startAlerts(bench: Bench): void {
    this.#env.clock.schedule(ALERTS_DELAY_MS, () => {
      if (this.#running !== undefined) void bench.alerts();
    });
  }

  #schedulePruning(store: Store): void {
    this.#env.clock.schedule(PRUNE_INTERVAL_MS, () => {
      if (this.#running?.store !== store) return;
      store.prune(this.#env.clock.wallMs());
      this.#schedulePruning(store);
    });
  }

  #stop(): void {
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) {
      running.router.close();
      running.connections.close();
      for (const client of running.clients) client.close();
      running.store.close();
    }
    this.#options.exit(0);
  }
}
