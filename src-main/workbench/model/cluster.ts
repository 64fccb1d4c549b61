/**
 * One cluster as all screens see it. While anybody watches, one poller keeps the facets that are wanted fresh, with a
 * few requests for everything; what was known last stays, is saved, and is there at once after a start.
 */
import { type ClientOptions, type KafkaClient, SaslError, UnreachableError } from '../../client/index.ts';
import { type ClusterId, type ConnectionView, SaidError, say } from '../../contract/index.ts';
import type { NodeProcess } from '../../cluster/messages.ts';
import type { Env, Timer } from '../../env/index.ts';
import type { NodeState } from '../../node/messages.ts';
import type { HostLink } from '../host-link.ts';
import type { Store } from '../store/index.ts';
import { FacetSaver } from './facet-saver.ts';
import { groupPartitions, isWhole, totalLag } from './lag.ts';
import { LagHistory } from './lag-history.ts';
import { pollGroups } from './poll-groups.ts';
import { pollMetadata, pollSettings, sameTopics } from './poll-metadata.ts';
import { directoriesOf, type InsideOffsets, offsetsFromInside, offsetsOverProtocol } from './poll-offsets.ts';
import { RateMeter } from './rate-meter.ts';
import { type FacetName, facetFromJson, type Facets, type MetadataFacet, NO_FACETS } from './state.ts';
import { Traffic } from './traffic.ts';

export interface ClusterOptions {
  readonly id: ClusterId;
  readonly env: Env;
  readonly client: KafkaClient;
  readonly store: Store;
  /** Of the cluster that this workbench owns; null for a remote one. */
  readonly host: HostLink | null;
}

/** What the cluster is called that this workbench owns. */
export const localName = 'local';

type Intervals = Readonly<Record<FacetName, number>>;
/** How often a facet is asked for while it is wanted. */
const LOCAL_INTERVALS_MS: Intervals = {
  metadata: 1_000,
  offsets: 1_000,
  groups: 1_000,
  settings: 10_000,
  directories: 10_000,
};
/** Somebody else's brokers have other things to do. */
const REMOTE_INTERVALS_MS: Intervals = {
  metadata: 3_000,
  offsets: 2_000,
  groups: 2_000,
  settings: 30_000,
  directories: 15_000,
};
/** Asking may take this share of the time: a cluster that answers slowly is asked less often. */
const DUTY = 0.25;
/** What is due so soon is asked for with what is due now: ends and commits of one moment make a lag. */
const TOGETHER_MS = 250;
const RETRY_MS = 1_000;
/** A remote cluster is away for longer, and a try costs it more. */
const REMOTE_RETRY_MS = 5_000;
/** What is wrong with a login or a certificate mends itself rarely; a wrong password may lock an account. */
const REFUSED_RETRY_MS = 120_000;

/** A node that sends no state for so long has nothing to tell: its counters stand still. */
const IDLE_MS = 2_000;

/** Facts after which leaders or ISRs are others than before. */
const MOVING = new Set([
  'leader-elected',
  'isr-changed',
  'broker-fenced',
  'broker-unfenced',
  'quorum-elected',
]);
/** As long as a poll may take before what it has found so far is told. */
const LATE_MS = 300;

/** Such facts come in swarms. */
const MOVED_DELAY_MS = 150;

export interface NodeRates {
  lastMs: number;
  readonly recordsIn: RateMeter;
  readonly bytesIn: RateMeter;
  readonly recordsOut: RateMeter;
  readonly bytesOut: RateMeter;
  /** Of processor time, ms per second. */
  readonly cpuMs: RateMeter;
}

export class Cluster {
  readonly id: ClusterId;
  readonly client: KafkaClient;
  readonly host: HostLink | null;
  readonly lagHistory: LagHistory;
  readonly facets: Facets = { ...NO_FACETS };
  /** When each facet was true, ms since 1970; absent: never known. */
  readonly asOfMs = new Map<FacetName, number>();
  readonly nodeStates = new Map<number, NodeState>();
  readonly nodeRates = new Map<number, NodeRates>();
  readonly topicRates = new Map<string, RateMeter>();
  readonly traffic: Traffic;
  /** What each of our nodes says of all its logs, followers' included. */
  insideOffsets: ReadonlyMap<number, InsideOffsets | Error> = new Map();
  readonly #env: Env;
  readonly #store: Store;
  readonly #fresh = new Set<FacetName>();
  /** Asked for at least once, with or without success. */
  readonly #tried = new Set<FacetName>();
  readonly #wanted = new Map<FacetName, number>();
  readonly #listeners = new Set<() => void>();
  readonly #standingListeners = new Set<() => void>();
  readonly #nextMs = new Map<FacetName, number>();
  readonly #saver: FacetSaver;
  #unwantState: (() => void) | undefined;
  #movedTimer: Timer | undefined;
  /** The metadata that `facets.offsets` belongs to. */
  #offsetsOf: MetadataFacet | undefined;
  #timer: Timer | undefined;
  #polling: Promise<void> | undefined;
  #again = false;
  #closed = false;

  constructor({ id, env, client, store, host }: ClusterOptions) {
    this.id = id;
    this.client = client;
    this.host = host;
    this.#env = env;
    this.#store = store;
    this.lagHistory = new LagHistory(store, id);
    this.traffic = new Traffic(env.clock);
    this.#saver = new FacetSaver(store, id, env);
    for (const [name, { atMs, body }] of store.snapshots(id)) this.#restore(name as FacetName, atMs, body);
    client.onState(({ state }) => {
      if (state === 'disconnected') this.#lost();
      this.#notify();
    });
    host?.subscribe({
      onNodes: (nodes) => this.#nodesChanged(nodes),
      onState: (node, state) => this.#stateCame(node, state),
      onFacts: (_, facts) => {
        if (facts.some(({ kind }) => MOVING.has(kind))) this.#moved();
      },
    });
  }

  get #intervalsMs(): Intervals {
    return this.host === null ? REMOTE_INTERVALS_MS : LOCAL_INTERVALS_MS;
  }

  /** Somebody looks: it is being asked. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Called when the first one looks, when the last one left, and when its id or its number of nodes is another. */
  onStanding(listener: () => void): void {
    this.#standingListeners.add(listener);
  }

  #standingChanged(): void {
    for (const listener of this.#standingListeners) listener();
  }

  /** Null: it was never connected to. */
  get lastKnown(): ConnectionView['lastKnown'] {
    const asOfMs = this.asOfMs.get('metadata');
    if (asOfMs === undefined) return null;
    const { clusterId, brokers } = this.facets.metadata;
    return { clusterId, nodes: brokers.length, asOfMs };
  }

  /** Its address or the way in has changed: what is known is old until it answers there. */
  reconnect(options: ClientOptions): void {
    this.client.reconfigure(options);
    this.#lost();
    this.poke();
    this.#notify();
  }

  get #seenSetting(): string {
    return `${this.id}: user topic seen`;
  }

  #restore<N extends FacetName>(name: N, atMs: number, body: unknown): void {
    if (!(name in NO_FACETS)) return;
    const facet = facetFromJson(name, body);
    if (facet === undefined) return;
    this.facets[name] = facet as Facets[N];
    this.asOfMs.set(name, atMs);
  }

  /** Calls `listener` after each change and keeps these facets fresh until the answer is called. */
  watch(names: readonly FacetName[], listener: () => void): () => void {
    const wants = new Set<FacetName>(['metadata', ...names]);
    for (const name of wants) this.#wanted.set(name, (this.#wanted.get(name) ?? 0) + 1);
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#standingChanged();
    this.#unwantState ??= this.host?.want('state');
    this.poke();
    return () => {
      if (!this.#listeners.delete(listener)) return;
      for (const name of wants) this.#wanted.set(name, this.#wanted.get(name)! - 1);
      if (this.#listeners.size > 0) return;
      this.#unwantState?.();
      this.#unwantState = undefined;
      this.#timer?.cancel();
      this.#saver.save(this.facets, true);
      this.#standingChanged();
    };
  }

  /** Whether a topic that is not internal was ever seen in this cluster. */
  get userTopicSeen(): boolean {
    return this.#store.setting(this.#seenSetting) !== null;
  }

  /** Asks for the topics now, whoever watches. A cluster that does not answer leaves what was known. */
  async refreshMetadata(): Promise<void> {
    if (await this.#refresh('metadata')) this.#notify();
  }

  /**
   * How old the oldest of these facets is, and whether all are as fresh as they are kept. Undefined while one was never
   * known and has not been asked for yet: it comes in a moment.
   */
  age(names: readonly FacetName[]): { asOfMs: number; stale: boolean } | undefined {
    let asOfMs = this.#env.clock.wallMs();
    for (const name of names) {
      const atMs = this.asOfMs.get(name);
      if (atMs !== undefined) asOfMs = Math.min(asOfMs, atMs);
      else if (!this.#tried.has(name)) return undefined;
    }
    return { asOfMs, stale: names.some((name) => !this.#fresh.has(name)) };
  }

  /** Asks now for what is due, and with `names` for these in any case: something was changed. */
  poke(names: readonly FacetName[] = []): void {
    for (const name of names) this.#nextMs.delete(name);
    if (this.#closed || this.#listeners.size === 0) return;
    this.#timer?.cancel();
    if (this.#polling !== undefined) this.#again = true;
    else
      this.#polling = this.#poll().finally(() => {
        this.#polling = undefined;
        if (this.#again) {
          this.#again = false;
          this.poke();
        } else this.#schedule();
      });
  }

  /** Saves what is known and asks no more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    this.#movedTimer?.cancel();
    this.#saver.save(this.facets, true);
  }

  #schedule(): void {
    if (this.#closed || this.#listeners.size === 0) return;
    const nowMs = this.#env.clock.monotonicMs();
    // The rest waits for metadata.
    const names: FacetName[] = this.#fresh.has('metadata') ? this.#names() : ['metadata'];
    const dueMs = Math.min(...names.map((name) => this.#nextMs.get(name) ?? nowMs));
    this.#timer = this.#env.clock.schedule(Math.max(20, dueMs - nowMs), () => this.poke());
  }

  #names(): FacetName[] {
    return [...this.#wanted].filter(([, count]) => count > 0).map(([name]) => name);
  }

  async #poll(): Promise<void> {
    const nowMs = this.#env.clock.monotonicMs();
    const due = this.#names().filter((name) => (this.#nextMs.get(name) ?? 0) <= nowMs + TOGETHER_MS);
    // The others are asked of the brokers and about the topics that metadata names.
    if (due.includes('metadata')) {
      if (!(await this.#refresh('metadata'))) return this.#notify();
    } else if (!this.#fresh.has('metadata')) return;
    // Who led a partition or coordinated a group may be dead: what is known without them is told before they time out.
    const late = this.#env.clock.schedule(LATE_MS, () => this.#notify());
    try {
      await Promise.all(due.filter((name) => name !== 'metadata').map((name) => this.#refresh(name)));
    } finally {
      late.cancel();
    }
    if (due.includes('groups')) this.#noteLag();
    this.#noteIdleNodes();
    this.#saver.save(this.facets, false);
    this.#notify();
  }

  /** False when it failed; the facet stays as it was known, and is stale. */
  async #refresh(name: FacetName): Promise<boolean> {
    const { clock } = this.#env;
    const before = this.lastKnown;
    const startMs = clock.monotonicMs();
    try {
      await this.#ask(name);
      const tookMs = clock.monotonicMs() - startMs;
      this.#nextMs.set(name, startMs + Math.max(this.#intervalsMs[name], tookMs / DUTY));
      this.asOfMs.set(name, clock.wallMs());
      this.#fresh.add(name);
      this.#saver.changed(name);
      const { lastKnown } = this;
      if (before?.clusterId !== lastKnown?.clusterId || before?.nodes !== lastKnown?.nodes)
        this.#standingChanged();
      return true;
    } catch (error) {
      if (name === 'metadata') this.#lost();
      this.#nextMs.set(name, clock.monotonicMs() + this.#retryMs(error));
      this.#fresh.delete(name);
      if (this.client.state.state === 'connected') this.#env.log.warn(`asking for ${name}: ${String(error)}`);
      return false;
    } finally {
      this.#tried.add(name);
    }
  }

  #retryMs(error: unknown): number {
    if (this.host !== null) return RETRY_MS;
    const cause = error instanceof UnreachableError ? error.cause : error;
    return cause instanceof SaslError && cause.kind !== 'token' ? REFUSED_RETRY_MS : REMOTE_RETRY_MS;
  }

  /** No broker answers: whatever is known is old from now on, and the rest need not be waited for. */
  #lost(): void {
    this.#fresh.clear();
    for (const name of Object.keys(NO_FACETS) as FacetName[]) {
      this.#tried.add(name);
      // All of it is due as soon as a broker answers again.
      this.#nextMs.delete(name);
    }
  }

  async #ask(name: FacetName): Promise<void> {
    switch (name) {
      case 'metadata':
        return this.#askMetadata();
      case 'offsets':
        this.facets.offsets = await this.#askOffsets();
        return this.#noteTopicRates();
      case 'groups':
        this.facets.groups = await pollGroups(this.client, this.facets.groups, () => this.facets.offsets);
        return;
      case 'settings':
        this.facets.settings = await pollSettings(this.client, this.facets.metadata.topics.keys());
        return;
      case 'directories': {
        const known = await directoriesOf(this.client, this.facets.metadata.brokers);
        this.facets.directories = new Map([...this.facets.directories, ...known]);
      }
    }
  }

  async #askMetadata(): Promise<void> {
    const before = this.facets.metadata;
    const metadata = await pollMetadata(this.client);
    if (before.clusterId !== '' && metadata.clusterId !== before.clusterId) this.#forget();
    this.facets.metadata = metadata;
    if (!sameTopics(before, metadata)) this.#nextMs.delete('settings');
    const seen = [...metadata.topics.values()].some(({ internal }) => !internal);
    if (seen && !this.userTopicSeen) this.#store.saveSetting(this.#seenSetting, 'yes');
  }

  /** Another cluster answers than before: nothing that was known is true of it. */
  #forget(): void {
    Object.assign(this.facets, NO_FACETS);
    this.asOfMs.clear();
    this.#fresh.clear();
    this.#tried.clear();
    this.#nextMs.clear();
    this.topicRates.clear();
    this.lagHistory.forget();
    this.#store.forgetCluster(this.id);
  }

  /** Our own nodes are asked directly: one message each, and it tells more than the protocol does. */
  async #askOffsets() {
    const { host } = this;
    const { metadata } = this.facets;
    const before = this.#offsetsOf !== undefined && sameTopics(this.#offsetsOf, metadata);
    if (host === null) {
      const offsets = await offsetsOverProtocol(
        this.client,
        metadata,
        before ? this.facets.offsets : undefined,
      );
      this.#offsetsOf = metadata;
      return offsets;
    }
    const views = new Map<number, InsideOffsets | Error>();
    await Promise.all(
      host.nodes.map(async ({ id, status }) => {
        if (status !== 'running')
          return void views.set(id, new SaidError(say('node.is', { node: id, status })));
        const view = await host.inside(id, 'offsets', { topics: null }).catch((error: Error) => error);
        views.set(id, view);
      }),
    );
    this.insideOffsets = views;
    this.#offsetsOf = metadata;
    return offsetsFromInside(metadata, views, before ? this.facets.offsets : undefined);
  }

  #moved(): void {
    this.#movedTimer ??= this.#env.clock.schedule(MOVED_DELAY_MS, () => {
      this.#movedTimer = undefined;
      this.poke(['metadata', 'offsets']);
    });
  }

  #noteTopicRates(): void {
    const nowMs = this.#env.clock.monotonicMs();
    for (const [topic, partitions] of this.facets.offsets) {
      let written = 0;
      for (const { endOffset } of partitions) written += endOffset ?? 0;
      let meter = this.topicRates.get(topic);
      if (meter === undefined) this.topicRates.set(topic, (meter = new RateMeter()));
      meter.note(written, nowMs);
    }
    for (const topic of this.topicRates.keys())
      if (!this.facets.offsets.has(topic)) this.topicRates.delete(topic);
  }

  #noteLag(): void {
    if (!this.#fresh.has('groups') || !this.#fresh.has('offsets')) return;
    const atMs = this.#env.clock.wallMs();
    const samples = [...this.facets.groups.values()].flatMap((group) => {
      const partitions = groupPartitions(group, this.facets.metadata, this.facets.offsets);
      const known = totalLag(partitions);
      if (known === null) return [];
      // A sum without what cannot be asked now would look as if the group had caught up by so much.
      const total = isWhole(partitions, this.facets.metadata) ? known : null;
      const byName: Record<string, number> = {};
      for (const { topic, partition, lag } of partitions)
        if (lag !== null) byName[`${topic}-${partition}`] = lag;
      return [{ groupId: group.groupId, sample: { atMs, total, partitions: byName } }];
    });
    this.lagHistory.note(samples);
  }

  #nodesChanged(nodes: readonly NodeProcess[]): void {
    for (const { id, status } of nodes) {
      if (status === 'running' || status === 'paused') continue;
      this.nodeStates.delete(id);
      this.traffic.forget(id);
    }
    this.poke(['metadata', 'offsets']);
    this.#notify();
  }

  #stateCame(node: number, state: NodeState): void {
    this.nodeStates.set(node, state);
    let rates = this.nodeRates.get(node);
    if (rates === undefined) {
      rates = {
        lastMs: 0,
        recordsIn: new RateMeter(),
        bytesIn: new RateMeter(),
        recordsOut: new RateMeter(),
        bytesOut: new RateMeter(),
        cpuMs: new RateMeter(),
      };
      this.nodeRates.set(node, rates);
    }
    rates.lastMs = this.#env.clock.monotonicMs();
    for (const name of ['recordsIn', 'bytesIn', 'recordsOut', 'bytesOut', 'cpuMs'] as const)
      rates[name].note(state[name], state.monotonicMs);
    this.traffic.note(node, state);
    this.#notify();
  }

  #noteIdleNodes(): void {
    const nowMs = this.#env.clock.monotonicMs();
    for (const { lastMs, ...meters } of this.nodeRates.values())
      if (nowMs - lastMs > IDLE_MS) for (const meter of Object.values(meters)) meter.idle();
  }

  #notify(): void {
    if (this.#closed) return;
    for (const listener of this.#listeners) listener();
  }
}
