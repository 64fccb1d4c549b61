/**
 * One cluster as all screens see it. While anybody watches, one poller keeps the facets that are wanted fresh, with a
 * few requests for everything; what was known last stays, is saved, and is there at once after a start.
 */
import { type ClientOptions, type KafkaClient, SaslError, UnreachableError } from '../../client/index.ts';
import type { ClusterId, ConnectionView } from '../../contract/index.ts';
import type { NodeProcess } from '../../cluster/messages.ts';
import type { Env, Timer } from '../../env/index.ts';
import type { NodeState } from '../../node/messages.ts';
import type { HostLink } from '../host-link.ts';
import type { Store } from '../store/index.ts';
import { FacetPolls } from './facet-polls.ts';
import { FacetSaver } from './facet-saver.ts';
import { groupPartitions, isWhole, totalLag } from './lag.ts';
import { LagHistory } from './lag-history.ts';
import { DUTY } from './node-answers.ts';
import { PartedFacet, type PartedFacetOptions } from './parted-facet.ts';
import { groupParts } from './poll-groups.ts';
import { pollMetadata, pollSettings, sameTopics } from './poll-metadata.ts';
import { directoryParts, type InsideOffsets, insideParts, leaderParts } from './poll-offsets.ts';
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
/** As long as the others wait for a node: what is further away takes longer to answer. */
const PATIENCE_MS = 250;
const REMOTE_PATIENCE_MS = 1_000;
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
/** Such facts come in swarms. */
const MOVED_DELAY_MS = 150;

/** The facets of which each node tells a part. */
interface Parted {
  readonly offsets: PartedFacet<'offsets', unknown>;
  readonly groups: PartedFacet<'groups', unknown>;
  readonly directories: PartedFacet<'directories', unknown>;
}
type PartedName = keyof Parted;

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
  lastLeader: { readonly leaderId: number; readonly leaderEpoch: number } | null = null;
  readonly nodeRates = new Map<number, NodeRates>();
  readonly topicRates = new Map<string, RateMeter>();
  readonly traffic: Traffic;
  /** What each of our nodes says of all its logs, followers' included. */
  readonly insideOffsets: ReadonlyMap<number, InsideOffsets | Error>;
  readonly #env: Env;
  readonly #store: Store;
  readonly #fresh = new Set<FacetName>();
  /** Asked for at least once, with or without success. */
  readonly #tried = new Set<FacetName>();
  readonly #listeners = new Set<() => void>();
  readonly #standingListeners = new Set<() => void>();
  readonly #polls: FacetPolls;
  readonly #parted: Parted;
  /** Facets of which a part came after its round. */
  readonly #late = new Set<PartedName>();
  readonly #saver: FacetSaver;
  #unwantState: (() => void) | undefined;
  #movedTimer: Timer | undefined;
  /** The metadata that `facets.offsets` belongs to. */
  #offsetsOf: MetadataFacet | undefined;
  /** Groups were asked for since lag was noted last. */
  #lagDue = false;
  /** Which cluster is meant, at which address: an answer to what was asked before tells nothing of it. */
  #era = 0;
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
    this.#polls = new FacetPolls({
      clock: env.clock,
      ask: (name) => this.#refresh(name),
      isOriented: () => this.#fresh.has('metadata'),
      onNews: () => this.#tell(),
    });
    const options: PartedFacetOptions = {
      clock: env.clock,
      patienceMs: host === null ? REMOTE_PATIENCE_MS : PATIENCE_MS,
      onLate: (name) => {
        this.#late.add(name as PartedName);
        this.#polls.news();
      },
    };
    const inside = host === null ? null : new PartedFacet(insideParts(host), options);
    this.insideOffsets = inside?.said ?? new Map();
    this.#parted = {
      offsets: inside ?? new PartedFacet(leaderParts(client), options),
      groups: new PartedFacet(
        groupParts(client, () => this.facets.offsets),
        options,
      ),
      directories: new PartedFacet(directoryParts(client), options),
    };
    for (const [name, { atMs, body }] of store.snapshots(id)) this.#restore(name as FacetName, atMs, body);
    if (this.asOfMs.has('metadata') && this.asOfMs.has('offsets')) this.#offsetsOf = this.facets.metadata;
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
    this.#turn();
    this.#lost();
    this.poke(['metadata']);
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
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#standingChanged();
    this.#unwantState ??= this.host?.want('state');
    const unwant = this.#polls.want(names);
    return () => {
      if (!this.#listeners.delete(listener)) return;
      unwant();
      if (this.#listeners.size > 0) return;
      this.#unwantState?.();
      this.#unwantState = undefined;
      this.#saver.save(this.facets, true);
      this.#standingChanged();
    };
  }

  /** Whether a topic that is not internal was ever seen in this cluster. */
  get userTopicSeen(): boolean {
    return this.#store.setting(this.#seenSetting) !== null;
  }

  /** Asks for the topics now, whoever watches. A cluster that does not answer leaves what was known. */
  refreshMetadata(): Promise<void> {
    return this.#polls.poll('metadata');
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
    for (const name of names) if (isParted(name)) this.#parted[name].wake();
    this.#polls.poke(names);
  }

  /** Saves what is known and asks no more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#polls.close();
    this.#movedTimer?.cancel();
    this.#saver.save(this.facets, true);
  }

  /** What there is to tell after asking, or because a part came late. */
  #tell(): void {
    if (this.#closed) return;
    for (const name of this.#late) this.#join(name);
    this.#late.clear();
    // Ends and commits of one moment make a lag.
    const isMoment = (['offsets', 'groups'] as const).every(
      (name) => !this.#polls.isUnderWay(name) && !this.#parted[name].aging,
    );
    if (this.#lagDue && isMoment) {
      this.#lagDue = false;
      this.#noteLag();
    }
    this.#noteIdleNodes();
    this.#saver.save(this.facets, false);
    this.#notify();
  }

  /** Asks for a facet; when that fails it stays as it was known, and is stale. Resolves to when it is due again. */
  async #refresh(name: FacetName): Promise<number> {
    const { clock } = this.#env;
    const era = this.#era;
    const startMs = clock.monotonicMs();
    try {
      await this.#ask(name);
      if (era !== this.#era && name !== 'metadata') return startMs;
      const tookMs = clock.monotonicMs() - startMs;
      // Nodes that are slow to tell their part rest by themselves.
      return startMs + Math.max(this.#intervalsMs[name], isParted(name) ? 0 : tookMs / DUTY);
    } catch (error) {
      if (this.#closed || era !== this.#era) return startMs;
      if (name === 'metadata') this.#lost();
      this.#fresh.delete(name);
      if (this.client.state.state === 'connected') this.#env.log.warn(`asking for ${name}: ${String(error)}`);
      return clock.monotonicMs() + this.#retryMs(error);
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
    for (const name of Object.keys(NO_FACETS) as FacetName[]) this.#tried.add(name);
    this.#polls.expire();
  }

  async #ask(name: FacetName): Promise<void> {
    const era = this.#era;
    switch (name) {
      case 'metadata': {
        const metadata = await pollMetadata(this.client);
        if (era === this.#era && !this.#closed) this.#putMetadata(metadata);
        return;
      }
      case 'settings': {
        const settings = await pollSettings(this.client, this.facets.metadata.topics.keys());
        if (era === this.#era && !this.#closed) this.#put('settings', settings);
        return;
      }
      default:
        await this.#parted[name].round(this.#base(name));
        if (era !== this.#era || this.#closed) return;
        this.#join(name);
        if (name === 'offsets') this.#noteTopicRates();
        if (name === 'groups') this.#lagDue = true;
    }
  }

  #putMetadata(metadata: MetadataFacet): void {
    const { lastKnown } = this;
    const before = this.facets.metadata;
    if (before.clusterId !== '' && metadata.clusterId !== before.clusterId) this.#forget();
    this.#fresh.add('metadata');
    this.#put('metadata', metadata);
    if (!sameTopics(before, metadata)) this.#polls.poke(['settings']);
    const seen = [...metadata.topics.values()].some(({ internal }) => !internal);
    if (seen && !this.userTopicSeen) this.#store.rememberSetting(this.#seenSetting, 'yes');
    if (lastKnown?.clusterId !== metadata.clusterId || lastKnown.nodes !== metadata.brokers.length)
      this.#standingChanged();
  }

  #put<N extends FacetName>(name: N, value: Facets[N]): void {
    this.facets[name] = value;
    this.asOfMs.set(name, this.#env.clock.wallMs());
    // What is told by a cluster that was lost meanwhile is asked for again when it is back.
    if (this.#fresh.has('metadata')) this.#fresh.add(name);
    this.#saver.changed(name);
  }

  #join(name: PartedName): void {
    this.#put(name, this.#parted[name].join(this.#base(name)));
    if (name === 'offsets') this.#offsetsOf = this.facets.metadata;
  }

  /** What is known so far; offsets of topics that were made anew are not what was known of these. */
  #base(name: PartedName): Facets {
    if (name !== 'offsets') return this.facets;
    const isSame = this.#offsetsOf !== undefined && sameTopics(this.#offsetsOf, this.facets.metadata);
    return isSame ? this.facets : { ...this.facets, offsets: NO_FACETS.offsets };
  }

  /** Another cluster answers than before: nothing that was known is true of it. */
  #forget(): void {
    this.#turn();
    Object.assign(this.facets, NO_FACETS);
    this.asOfMs.clear();
    this.#fresh.clear();
    this.#tried.clear();
    this.#polls.expire();
    this.topicRates.clear();
    this.lagHistory.forget();
    this.#store.forgetCluster(this.id);
  }

  #turn(): void {
    this.#era++;
    for (const facet of Object.values(this.#parted) as Parted[PartedName][]) facet.clear();
    this.#late.clear();
    this.#lagDue = false;
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
    const { leaderId, leaderEpoch } = state.quorum;
    if (leaderId >= 0 && leaderEpoch >= (this.lastLeader?.leaderEpoch ?? 0))
      this.lastLeader = { leaderId, leaderEpoch };
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

function isParted(name: FacetName): name is PartedName {
  return name === 'offsets' || name === 'groups' || name === 'directories';
}
