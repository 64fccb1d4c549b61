/** The clusters there are to look at: the local one, and a saved connection for each remote one. */
import { KafkaClient, type ClientOptions, parseBootstrap } from '../../client/index.ts';
import {
  type ClusterId,
  type ConnectionSettings,
  type ConnectionView,
  LOCAL_CLUSTER,
} from '../../contract/index.ts';
import type { Env } from '../../env/index.ts';
import { Cluster, localName } from '../model/index.ts';
import { invalidInput, notFound } from '../router/failure.ts';
import type { Store } from '../store/index.ts';

export interface ConnectionsOptions {
  readonly env: Env;
  readonly store: Store;
  readonly softwareVersion: string;
  readonly local: Cluster;
  readonly localBootstrapServers: string;
}

/** A remote cluster that cannot be reached is tried so long before a screen is told; a local one answers at once or never. */
const REMOTE_PATIENCE_MS = 10_000;
const REMOTE_TIMEOUT_MS = 10_000;
/** In bytes: an id that is no secret, and that nobody types. */
const ID_SIZE = 6;

export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #settings = new Map<ClusterId, ConnectionSettings>();
  /** Made when they are first looked at. */
  readonly #clusters = new Map<ClusterId, Cluster>();
  readonly #listeners = new Set<() => void>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    for (const { id, settings } of options.store.connections()) this.#settings.set(id, settings);
    this.#clusters.set(LOCAL_CLUSTER, options.local);
    this.#follow(options.local);
  }

  /** Called after each change of a connection or of its state; the answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  views(): ConnectionView[] {
    const local: ConnectionSettings = {
      name: localName,
      bootstrapServers: this.#options.localBootstrapServers,
      colour: null,
      readOnly: false,
    };
    return [
      this.#view(LOCAL_CLUSTER, 'local', local),
      ...[...this.#settings].map(([id, settings]) => this.#view(id, 'remote', settings)),
    ];
  }

  #view(id: ClusterId, kind: ConnectionView['kind'], settings: ConnectionSettings): ConnectionView {
    const cluster = this.#clusters.get(id);
    return {
      id,
      kind,
      settings,
      idle: cluster?.watched !== true,
      state: cluster?.client.state ?? { state: 'disconnected', reason: null, sinceMs: 0 },
      lastKnown: cluster === undefined ? this.#lastKnown(id) : cluster.lastKnown,
    };
  }

  /** Of a cluster that nobody has looked at yet in this life of the process. */
  #lastKnown(id: ClusterId): ConnectionView['lastKnown'] {
    const saved = this.#options.store.snapshot(id, 'metadata');
    if (saved === undefined) return null;
    const { clusterId, brokers } = saved.body as { clusterId: string; brokers: unknown[] };
    return { clusterId, nodes: brokers.length, asOfMs: saved.atMs };
  }

  /** The settings of a remote connection. Throws a Failure 'not-found'. */
  settings(id: ClusterId): ConnectionSettings {
    const settings = this.#settings.get(id);
    if (settings === undefined) throw notFound('There is no such connection any more.');
    return settings;
  }

  /** Throws a Failure 'not-found'. */
  cluster(id: ClusterId): Cluster {
    const known = this.#clusters.get(id);
    if (known !== undefined) return known;
    const client = new KafkaClient(this.#options.env, this.#clientOptions(this.settings(id)));
    const { env, store } = this.#options;
    const cluster = new Cluster({ id, env, client, store, host: null });
    this.#clusters.set(id, cluster);
    this.#follow(cluster);
    return cluster;
  }

  #follow(cluster: Cluster): void {
    cluster.client.onState(() => this.#changed());
    cluster.onStanding(() => this.#changed());
  }

  #clientOptions({ bootstrapServers, readOnly }: ConnectionSettings): ClientOptions {
    return {
      clientId: 'sluice-workbench',
      softwareVersion: this.#options.softwareVersion,
      bootstrap: parseBootstrap(bootstrapServers),
      readOnly,
      patienceMs: REMOTE_PATIENCE_MS,
      connectTimeoutMs: REMOTE_TIMEOUT_MS,
      requestTimeoutMs: REMOTE_TIMEOUT_MS,
    };
  }

  /** Adds a connection, or changes one: whoever looks at its cluster goes on looking. Throws a Failure 'invalid-input'. */
  save(id: ClusterId | null, settings: ConnectionSettings): ClusterId {
    if (id !== null) this.settings(id);
    const saved = id ?? Buffer.from(this.#options.env.random.bytes(ID_SIZE)).toString('hex');
    this.#check(saved, settings);
    this.#options.store.saveConnection({ id: saved, settings });
    this.#settings.set(saved, settings);
    this.#clusters.get(saved)?.reconnect(this.#clientOptions(settings));
    this.#changed();
    return saved;
  }

  #check(id: ClusterId, { name, bootstrapServers }: ConnectionSettings): void {
    const taken = [...this.#settings].some(([other, settings]) => other !== id && settings.name === name);
    if (taken || name === localName) throw invalidInput(`There is a connection called '${name}' already.`);
    try {
      parseBootstrap(bootstrapServers);
    } catch (error) {
      throw invalidInput(`'bootstrapServers': ${(error as Error).message}.`);
    }
  }

  /** Throws a Failure 'not-found'. Streams of screens that still look at it stay silent. */
  remove(id: ClusterId): void {
    this.settings(id);
    this.#settings.delete(id);
    const cluster = this.#clusters.get(id);
    this.#clusters.delete(id);
    cluster?.close();
    cluster?.client.close();
    this.#options.store.removeConnection(id);
    this.#changed();
  }

  close(): void {
    for (const cluster of this.#clusters.values()) {
      cluster.close();
      cluster.client.close();
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
