/** The clusters there are to look at: the local one, and a saved connection for each remote one. */
import { KafkaClient, type ClientOptions, parseBootstrap, probe, probeProblem } from '../../client/index.ts';
import {
  type ClusterId,
  type ConnectionDraft,
  type ConnectionSettings,
  type ConnectionStep,
  type ConnectionView,
  type ImportedConnection,
  LOCAL_CLUSTER,
  PLAIN_CONNECTION,
  say,
  type SecretName,
} from '../../contract/index.ts';
import { type Env, TlsError } from '../../env/index.ts';
import { Cluster, localName } from '../model/index.ts';
import { invalidInput, notFound } from '../router/failure.ts';
import { type KnownSubjects, Registry } from '../registry/index.ts';
import type { Secrets, Vault } from '../secrets/index.ts';
import type { Store } from '../store/index.ts';
import { readProperties, writeProperties } from './properties.ts';
import { checkRegistry, registryAccess, tryRegistry } from './registry-access.ts';
import { securitySource } from './security.ts';

export interface ConnectionsOptions {
  readonly env: Env;
  readonly store: Store;
  readonly vault: Vault;
  readonly softwareVersion: string;
  readonly local: Cluster;
  readonly localBootstrapServers: string;
}

/** A remote cluster that cannot be reached is tried so long before a screen is told; a local one answers at once or never. */
const REMOTE_PATIENCE_MS = 10_000;
const REMOTE_TIMEOUT_MS = 10_000;
/** What was last known of a registry stands beside what was last known of its cluster. */
const REGISTRY_FACET = 'registry';
/** In bytes: an id that is no secret, and that nobody types. */
const ID_SIZE = 6;
/** Secrets of imports that nobody saved are forgotten when so many came after them. */
const IMPORTS_KEPT = 8;

export class Connections {
  readonly #options: ConnectionsOptions;
  /** Of the remote ones. */
  readonly #settings = new Map<ClusterId, ConnectionSettings>();
  /** What of the local one is not known anyway: its registry, and where the secrets of that are. */
  #local: Pick<ConnectionSettings, 'registry' | 'secretsIn'>;
  readonly #registries = new Map<ClusterId, Registry>();
  /** Made when they are first looked at. */
  readonly #clusters = new Map<ClusterId, Cluster>();
  readonly #listeners = new Set<() => void>();
  readonly #imports = new Map<string, ReadonlyMap<SecretName, string>>();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    const saved = options.store.connections();
    for (const { id, settings } of saved)
      if (id !== LOCAL_CLUSTER) this.#settings.set(id, { ...PLAIN_CONNECTION, ...settings });
    this.#local = { ...PLAIN_CONNECTION, ...saved.find(({ id }) => id === LOCAL_CLUSTER)?.settings };
    this.#clusters.set(LOCAL_CLUSTER, options.local);
    this.#follow(options.local);
  }

  /** Called after each change of a connection or of its state; the answer ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  views(): ConnectionView[] {
    return [
      this.#view(LOCAL_CLUSTER, 'local', this.#localSettings(this.#local)),
      ...[...this.#settings].map(([id, settings]) => this.#view(id, 'remote', settings)),
    ];
  }

  #localSettings({ registry, secretsIn }: Pick<ConnectionSettings, 'registry' | 'secretsIn'>) {
    const { localBootstrapServers: bootstrapServers } = this.#options;
    return { ...PLAIN_CONNECTION, name: localName, bootstrapServers, registry, secretsIn };
  }

  #view(id: ClusterId, kind: ConnectionView['kind'], settings: ConnectionSettings): ConnectionView {
    const cluster = this.#clusters.get(id);
    return {
      id,
      kind,
      settings,
      secrets: this.#options.vault.names(id),
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
    if (settings === undefined) throw notFound(say('connection.gone'));
    return settings;
  }

  /** Throws a Failure 'not-found'. */
  cluster(id: ClusterId): Cluster {
    const known = this.#clusters.get(id);
    if (known !== undefined) return known;
    const client = new KafkaClient(this.#options.env, this.#clientOptions(id));
    const { env, store } = this.#options;
    const cluster = new Cluster({ id, env, client, store, host: null });
    this.#clusters.set(id, cluster);
    this.#follow(cluster);
    return cluster;
  }

  /** The schema registry of a cluster; undefined: it has none. Throws a Failure 'not-found'. */
  registry(id: ClusterId): Registry | undefined {
    const { registry: settings, readOnly } =
      id === LOCAL_CLUSTER ? { ...this.#local, readOnly: false } : this.settings(id);
    if (settings === null) return undefined;
    let registry = this.#registries.get(id);
    if (registry === undefined) {
      const { env, store, vault } = this.#options;
      const { clock } = env;
      const access = registryAccess(settings, () => vault.read(id, registrySecrets(vault.names(id))));
      const saved = store.snapshot(id, REGISTRY_FACET);
      const known = saved === undefined ? null : { body: saved.body as KnownSubjects, atMs: saved.atMs };
      const keep = (body: KnownSubjects) =>
        store.saveSnapshots(id, clock.wallMs(), new Map([[REGISTRY_FACET, body]]));
      registry = new Registry({ url: settings.url, access, readOnly, clock, known, keep });
      this.#registries.set(id, registry);
    }
    return registry;
  }

  #forgetRegistry(id: ClusterId): void {
    this.#registries.get(id)?.close();
    this.#registries.delete(id);
  }

  #follow(cluster: Cluster): void {
    cluster.client.onState(() => this.#changed());
    cluster.onStanding(() => this.#changed());
  }

  #clientOptions(id: ClusterId): ClientOptions {
    const settings = this.settings(id);
    const { bootstrapServers, readOnly } = settings;
    const { env, vault } = this.#options;
    return {
      security: securitySource(env, settings, () => vault.read(id, brokerSecrets(vault.names(id)))),
      clientId: 'sluice-workbench',
      softwareVersion: this.#options.softwareVersion,
      bootstrap: parseBootstrap(bootstrapServers),
      readOnly,
      patienceMs: REMOTE_PATIENCE_MS,
      connectTimeoutMs: REMOTE_TIMEOUT_MS,
      requestTimeoutMs: REMOTE_TIMEOUT_MS,
    };
  }

  /**
   * Adds a connection, or changes one: whoever looks at its cluster goes on looking. Rejects with a Failure
   * 'invalid-input', or with why a secret cannot be kept; then nothing was changed.
   */
  async save(draft: ConnectionDraft): Promise<ClusterId> {
    const { id } = draft;
    const isLocal = id === LOCAL_CLUSTER;
    if (id !== null && !isLocal) this.settings(id);
    const saved = id ?? this.#randomId();
    const settings = isLocal ? this.#localSettings(draft.settings) : draft.settings;
    if (!isLocal) this.#check(saved, settings);
    if (settings.registry !== null) checkRegistry(settings.registry);
    await this.#options.vault.write(saved, await this.#changesOf(draft), settings.secretsIn);
    this.#options.store.saveConnection({ id: saved, settings });
    if (draft.importId) this.#imports.delete(draft.importId);
    this.#forgetRegistry(saved);
    if (isLocal) this.#local = settings;
    else {
      this.#settings.set(saved, settings);
      this.#clusters.get(saved)?.reconnect(this.#clientOptions(saved));
    }
    this.#changed();
    return saved;
  }

  #randomId(): string {
    return Buffer.from(this.#options.env.random.bytes(ID_SIZE)).toString('hex');
  }

  /** What is given by hand comes before what an import found, and that before what a copy begins with. */
  async #changesOf({ id, copyOf, importId, secrets }: ConnectionDraft): Promise<ConnectionDraft['secrets']> {
    const copied = id === null && copyOf ? await this.#options.vault.read(copyOf) : {};
    const imported = importId ? this.#imports.get(importId) : new Map<SecretName, string>();
    if (imported === undefined) throw invalidInput(say('connection.importForgotten'));
    return { ...copied, ...Object.fromEntries(imported), ...secrets };
  }

  /**
   * Tries a connection as it is in a dialog. Resolves after the last step, or the one that failed. A registry is tried
   * last; of the local cluster it is all there is to try.
   */
  async test(
    draft: ConnectionDraft,
    signal: AbortSignal,
    tell: (step: ConnectionStep) => void,
  ): Promise<void> {
    const { vault } = this.#options;
    const secrets = async (): Promise<Secrets> => {
      const changes = await this.#changesOf(draft);
      const replaced = (name: string) => name in changes;
      const kept = draft.id === null ? [] : vault.names(draft.id).filter(({ name }) => !replaced(name));
      // What is replaced need not be unlocked: it may be what is lost.
      const known = draft.id === null || kept.length === 0 ? {} : await vault.read(draft.id, kept);
      const given = Object.entries({ ...known, ...changes }).filter(([, value]) => value !== null);
      return Object.fromEntries(given) as Secrets;
    };
    const { settings } = draft;
    if (settings.registry !== null) checkRegistry(settings.registry);
    const reached = draft.id === LOCAL_CLUSTER || (await this.#probe(settings, secrets, signal, tell));
    if (reached && settings.registry !== null) await tryRegistry(settings.registry, secrets, signal, tell);
  }

  /** Says whether every step passed. */
  async #probe(
    settings: ConnectionSettings,
    secrets: () => Promise<Secrets>,
    signal: AbortSignal,
    tell: (step: ConnectionStep) => void,
  ): Promise<boolean> {
    const { env } = this.#options;
    let passed = true;
    await probe(env, {
      bootstrap: bootstrapOf(settings),
      security: securitySource(env, settings, secrets),
      timeoutMs: REMOTE_TIMEOUT_MS,
      signal,
      report(report) {
        const { step, state, subject } = report;
        const error = report.state === 'failed' ? report.error : null;
        if (error !== null) passed = false;
        tell({
          step,
          state,
          subject,
          problem: error && probeProblem(step, error),
          detail: error && error.message,
          certificate: error instanceof TlsError ? error.certificate : null,
        });
      },
    });
    return passed;
  }

  /** Secrets that were found stay here. */
  import(text: string): ImportedConnection {
    const { settings, secrets, ignored, unsupported } = readProperties(text);
    const importId = secrets.size === 0 ? null : this.#randomId();
    if (importId !== null) this.#imports.set(importId, secrets);
    for (const old of [...this.#imports.keys()].slice(0, -IMPORTS_KEPT)) this.#imports.delete(old);
    return { settings, importId, secrets: [...secrets.keys()], ignored, unsupported };
  }

  /** As a `client.properties`, without secrets. */
  export(id: ClusterId): string {
    const names = this.#options.vault.names(id).map(({ name }) => name);
    return writeProperties(this.settings(id), new Set(names));
  }

  /** Tries now what it would try later by itself. */
  retry(id: ClusterId): void {
    const cluster = this.cluster(id);
    this.registry(id)?.retry();
    cluster.client.forgive();
    cluster.poke(['metadata']);
  }

  #check(id: ClusterId, settings: ConnectionSettings): void {
    const { name } = settings;
    const taken = [...this.#settings].some(([other, one]) => other !== id && one.name === name);
    if (taken || name === localName) throw invalidInput(say('connection.nameTaken', { name }));
    bootstrapOf(settings);
  }

  /** Throws a Failure 'not-found'. Streams of screens that still look at it stay silent. */
  remove(id: ClusterId): void {
    this.settings(id);
    this.#settings.delete(id);
    this.#forgetRegistry(id);
    const cluster = this.#clusters.get(id);
    this.#clusters.delete(id);
    cluster?.close();
    cluster?.client.close();
    this.#options.vault.forget(id);
    this.#options.store.removeConnection(id);
    this.#changed();
  }

  close(): void {
    for (const registry of this.#registries.values()) registry.close();
    for (const cluster of this.#clusters.values()) {
      cluster.close();
      cluster.client.close();
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function brokerSecrets<N extends { readonly name: SecretName }>(names: readonly N[]): N[] {
  return names.filter(({ name }) => !name.startsWith('registry'));
}

/** Those of the brokers may be lost: what is of no use need not be unlocked. */
function registrySecrets<N extends { readonly name: SecretName }>(names: readonly N[]): N[] {
  return names.filter(({ name }) => name.startsWith('registry'));
}

/** Throws a Failure 'invalid-input'. */
function bootstrapOf({ bootstrapServers }: ConnectionSettings) {
  try {
    return parseBootstrap(bootstrapServers);
  } catch (error) {
    throw invalidInput(say('connection.badAddresses', { reason: (error as Error).message }));
  }
}
