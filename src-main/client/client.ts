/**
 * A Kafka client without opinions: one request to the broker that should have it, tried again while that may help.
 * What admin tools, producers and browsers need beyond that is functions over it.
 */
import type { Endpoint, Env } from '../env/index.ts';
import { type ClientConnection, ConnectionError, SaslError, UnansweredError } from '../net/index.ts';
import {
  type Api,
  ErrorCode,
  FindCoordinator,
  isRetriable,
  Metadata,
  type RequestInput,
  type ResponseOf,
} from '../protocol/index.ts';
import { ConnectionPool, type PoolOptions } from './connection-pool.ts';
import { KafkaError, UnreachableError } from './errors.ts';
import { type ClusterMetadata, mergeMetadata, NO_METADATA, readMetadata } from './metadata.ts';
import { onlyReads, refuseWrites } from './read-only.ts';

export interface ClientOptions extends PoolOptions {
  /** Where to begin; brokers are learnt from Metadata then. */
  readonly bootstrap: readonly Endpoint[];
  /** How long a cluster that cannot be reached is tried before a request says so. Default 3 s. */
  readonly patienceMs?: number;
}

/** Which broker a request is for. */
export type Target =
  | 'any'
  | 'controller'
  | { readonly broker: number }
  | { readonly leaderOf: { readonly topic: string; readonly partition: number } }
  | { readonly coordinatorOf: string }
  | { readonly transactionCoordinatorOf: string };

export interface RequestPolicy<R = unknown> {
  readonly to?: Target;
  /** Of all attempts together. Default 10 s. */
  readonly deadlineMs?: number;
  /** Requests of one lane share a connection per broker; long waits need a lane of their own. */
  readonly lane?: string;
  /** False: not sent again when a connection broke after it was sent, since it may have been done. Default true. */
  readonly repeatable?: boolean;
  /** False: nothing of it is left behind in the cluster that anybody would miss, though its API changes things. */
  readonly changes?: boolean;
  /** The error code that speaks for the whole response; retriable ones are tried again, others thrown. */
  readonly errorCode?: (response: R) => number;
  /** What is being done, for the error's sentence. Default: the API's name. */
  readonly what?: string;
  readonly signal?: AbortSignal;
  /** Not a later version, though the broker has one: some are for brokers only, or say what the client can do. */
  readonly maxVersion?: number;
  /** It is what tells whether a cluster is back, and does not wait for that. */
  readonly evenIfGone?: boolean;
}

export interface ConnectionState {
  readonly state: 'connected' | 'connecting' | 'disconnected';
  readonly reason: string | null;
  readonly sinceMs: number;
}

const DEFAULT_DEADLINE_MS = 10_000;
/** A cluster that is gone should be told soon; whoever asks for metadata asks again by itself. */
const PATIENCE_MS = 3_000;
/** A cluster that is known to be gone has so long to be back before a request is told so; at most the patience above. */
const GONE_PATIENCE_MS = 2_000;
const BACKOFF_MS = { first: 50, longest: 1_000 };

const SUSPECT_MS = 30_000;
/** A broker that says nothing for so long is not waited for alone, where any other can tell the same. */
const SECOND_OPINION_MS = 1_000;

/** Key types of FindCoordinator. */
const COORDINATOR = { group: 0, transaction: 1 } as const;

function addressOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

/** Answers after which leaders or coordinators must be looked up anew. */
const MOVED = new Set<number>([
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.FENCED_LEADER_EPOCH,
  ErrorCode.UNKNOWN_LEADER_EPOCH,
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.UNKNOWN_TOPIC_ID,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.NOT_CONTROLLER,
]);

export class KafkaClient {
  readonly env: Env;
  #options: ClientOptions;
  #pool: ConnectionPool;
  readonly #coordinators = new Map<string, number>();
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  /** By address: when it last failed to answer, monotonic. */
  readonly #suspectedAtMs = new Map<string, number>();
  #metadata: ClusterMetadata = NO_METADATA;
  #refreshing: Promise<ClusterMetadata> | undefined;
  #state: ConnectionState;
  #closed = false;

  constructor(env: Env, options: ClientOptions) {
    this.env = env;
    this.#options = options;
    this.#pool = new ConnectionPool(env, options);
    this.#state = { state: 'connecting', reason: null, sinceMs: env.clock.wallMs() };
  }

  /** From now on with other options. All connections end; requests that wait are tried again with the new ones. */
  reconfigure(options: ClientOptions): void {
    const old = this.#pool;
    this.#options = options;
    this.#pool = new ConnectionPool(this.env, options);
    this.#metadata = NO_METADATA;
    this.#coordinators.clear();
    this.#suspectedAtMs.clear();
    this.#setState('connecting', null);
    old.close();
  }

  /** Tries a refused login again with the next request, instead of half a minute after it. */
  forgive(): void {
    this.#pool.forgive();
  }

  get #patienceMs(): number {
    return this.#options.patienceMs ?? PATIENCE_MS;
  }

  /** Every request that would change the cluster is refused. */
  get readOnly(): boolean {
    return this.#options.readOnly === true;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Called at each change of the state; the answer ends it. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What was learnt last; may be old or empty. */
  get metadata(): ClusterMetadata {
    return this.#metadata;
  }

  /** All brokers and topics, asked anew. Calls at the same time share one request. */
  refreshMetadata(): Promise<ClusterMetadata> {
    this.#refreshing ??= this.#fetchMetadata(null).finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** The topics named, asked anew; an absent one has its error code. Never creates a topic. */
  async describeTopics(names: readonly string[]): Promise<ClusterMetadata> {
    return this.#fetchMetadata(names);
  }

  async #fetchMetadata(names: readonly string[] | null): Promise<ClusterMetadata> {
    const response = await this.request(
      Metadata,
      { topics: names?.map((name) => ({ name })) ?? null, allowAutoTopicCreation: false },
      {
        to: 'any',
        deadlineMs: this.#patienceMs,
        errorCode: (answer) => answer.errorCode,
        evenIfGone: names === null,
      },
    );
    const answer = readMetadata(response);
    if (names === null) this.#forsake(answer);
    this.#metadata = names === null ? answer : mergeMetadata(this.#metadata, answer);
    return names === null ? this.#metadata : answer;
  }

  /**
   * Brokers that the cluster counts as gone have not answered it for a while. One that is cut off or stands still closes
   * no connection: who waits for it is told now, and tries elsewhere what may be tried again, instead of at the end of
   * its own patience.
   */
  #forsake({ brokers }: ClusterMetadata): void {
    for (const [id, endpoint] of this.#metadata.brokers) {
      if (brokers.has(id)) continue;
      this.#suspect(endpoint);
      this.#pool.closeBroker(id, `the cluster counts broker ${id} as gone`);
    }
  }

  /** Sends a request where it belongs. Throws KafkaError, UnreachableError, or what `signal` was aborted with. */
  async request<A extends Api>(
    api: A,
    body: RequestInput<A>,
    policy: RequestPolicy<ResponseOf<A>> = {},
  ): Promise<ResponseOf<A>> {
    if (this.#options.readOnly === true) refuseWrites(api);
    const { clock } = this.env;
    const startMs = clock.monotonicMs();
    const giveUpMs = startMs + (policy.deadlineMs ?? DEFAULT_DEADLINE_MS);
    const what = policy.what ?? api.name;
    const changes = policy.changes ?? !onlyReads(api);
    if (this.#state.state === 'disconnected' && policy.evenIfGone !== true)
      await this.#waitForCluster(what, { changes, signal: policy.signal });
    /** An attempt was sent and not answered: what later ones come to does not tell whether that one was carried out. */
    let isOpen = false;
    for (let backoffMs = BACKOFF_MS.first; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MS.longest)) {
      const failure = await this.#attempt(api, body, policy, { startMs, giveUpMs });
      if ('response' in failure) return failure.response;
      isOpen ||= failure.unreached !== true && failure.error instanceof UnansweredError;
      const lastMs = failure.unreached ? Math.min(giveUpMs, startMs + this.#patienceMs) : giveUpMs;
      if (!failure.again || clock.monotonicMs() + backoffMs >= lastMs) {
        const { error } = failure;
        // A refusal of the same request speaks for the attempt before it, unless it says no more than "not now".
        if (error instanceof KafkaError && !(changes && isOpen && error.retriable)) throw error;
        if (!(error instanceof KafkaError)) this.#unreachable(error, policy.to ?? 'any');
        const outcome = changes ? (isOpen ? 'unknown' : 'unsent') : null;
        const message = error.message.startsWith(`${what}: `) ? error.message : `${what}: ${error.message}`;
        throw new UnreachableError(message, { cause: error, outcome });
      }
      await this.pause(backoffMs, policy.signal);
    }
  }

  async #attempt<A extends Api>(
    api: A,
    body: RequestInput<A>,
    policy: RequestPolicy<ResponseOf<A>>,
    { startMs, giveUpMs }: { startMs: number; giveUpMs: number },
  ): Promise<{ response: ResponseOf<A> } | { error: Error; again: boolean; unreached?: true }> {
    policy.signal?.throwIfAborted();
    if (this.#closed) return { error: new Error('the client was closed'), again: false };
    let connection: ClientConnection;
    try {
      connection = await this.connectionTo(policy.to ?? 'any', policy.lane);
    } catch (error) {
      if (error instanceof KafkaError) return { error, again: error.retriable };
      const target = policy.to ?? 'any';
      this.#unreachable(error as Error, target);
      // A wrong password stays wrong, and trying it again may lock the account.
      if (error instanceof SaslError && error.kind !== 'token') return { error, again: false };
      // Another broker may lead by now.
      if (target === 'controller' || (typeof target === 'object' && 'leaderOf' in target))
        // The next attempt tells what is wrong, and whoever waits has been told to wait no longer than that.
        await this.#within(this.refreshMetadata(), startMs + this.#patienceMs).catch(() => {});
      return { error: error as Error, again: true, unreached: true };
    }
    let response: ResponseOf<A>;
    try {
      const ask = (asked: ClientConnection) => {
        const timeoutMs = Math.max(1, Math.ceil(giveUpMs - this.env.clock.monotonicMs()));
        const { maxVersion } = policy;
        const version = maxVersion === undefined ? undefined : Math.min(maxVersion, asked.versionOf(api));
        return asked.request(api, body, { timeoutMs, version });
      };
      const anyCanTell = (policy.to ?? 'any') === 'any' && onlyReads(api);
      response = await (anyCanTell ? this.#askAny(connection, policy.lane, ask) : ask(connection));
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      this.#suspect(connection.endpoint);
      return { error, again: policy.repeatable !== false || !(error instanceof UnansweredError) };
    }
    this.#setState('connected', null);
    const code = policy.errorCode?.(response) ?? 0;
    if (code === 0) return { response };
    await this.noteError(code, policy.to);
    return { error: new KafkaError(code, policy.what ?? api.name), again: isRetriable(code) };
  }

  /**
   * Asks a second broker too when the first says nothing: one that stands still takes requests like any other, and
   * nobody would hear of the cluster until they time out.
   */
  async #askAny<R>(
    first: ClientConnection,
    lane: string | undefined,
    ask: (connection: ClientConnection) => Promise<R>,
  ): Promise<R> {
    const answer = ask(first);
    const { promise: silence, resolve: silent } = Promise.withResolvers<'silent'>();
    const timer = this.env.clock.schedule(SECOND_OPINION_MS, () => silent('silent'));
    try {
      if ((await Promise.race([answer.then(() => 'answered'), silence])) === 'answered') return await answer;
    } finally {
      timer.cancel();
    }
    this.#suspect(first.endpoint);
    // It was slow, and that is all.
    const late = answer.then((response) => (this.#trust(first.endpoint), response));
    const second = this.#anyConnection(lane).then((other) => (other === first ? late : ask(other)));
    return Promise.any([late, second]).catch(() => answer);
  }

  /**
   * A cluster that did not answer last time is asked for its metadata first, together with all who wait for it: its
   * brokers are not tried one by one for every request, each until its connection times out. Throws UnreachableError.
   */
  async #waitForCluster(
    what: string,
    { changes, signal }: { readonly changes: boolean; readonly signal: AbortSignal | undefined },
  ): Promise<void> {
    const { clock } = this.env;
    const giveUpMs = clock.monotonicMs() + Math.min(this.#patienceMs, GONE_PATIENCE_MS);
    for (;;) {
      try {
        await this.#within(this.refreshMetadata(), giveUpMs, signal);
        return;
      } catch (error) {
        signal?.throwIfAborted();
        const refused = (error as Error).cause instanceof SaslError;
        if (refused || clock.monotonicMs() + BACKOFF_MS.longest / 4 >= giveUpMs) {
          const reason = this.#state.reason ?? (error as Error).message;
          throw new UnreachableError(`${what}: ${reason}`, {
            cause: error,
            outcome: changes ? 'unsent' : null,
          });
        }
      }
      await this.pause(BACKOFF_MS.longest / 4, signal);
    }
  }

  /** Rejects at that moment, monotonic, if it has not come by then. */
  async #within<T>(work: Promise<T>, untilMs: number, signal?: AbortSignal): Promise<T> {
    const limit = new AbortController();
    const timeoutMs = Math.ceil(Math.max(1, untilMs - this.env.clock.monotonicMs()));
    const late = this.pause(
      timeoutMs,
      signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
    ).then(() => Promise.reject(new Error(`no answer in ${timeoutMs} ms`)));
    late.catch(() => {}); // nobody waits for it any more
    try {
      return await Promise.race([work, late]);
    } finally {
      limit.abort();
    }
  }

  /** A connection of the broker that is meant, for requests without an answer and for long polls. */
  async connectionTo(target: Target, lane = 'main'): Promise<ClientConnection> {
    if (target === 'any') return this.#anyConnection(lane);
    const id = await this.#brokerOf(target);
    const broker = this.#metadata.brokers.get(id) ?? (await this.refreshMetadata()).brokers.get(id);
    if (broker === undefined) throw new KafkaError(ErrorCode.BROKER_NOT_AVAILABLE, `broker ${id}`);
    return this.#pool.get(`${id}/${lane}`, broker);
  }

  async #brokerOf(target: Exclude<Target, 'any'>): Promise<number> {
    if (target === 'controller') {
      const { controllerId, brokers } =
        this.#metadata.controllerId >= 0 ? this.#metadata : await this.refreshMetadata();
      return brokers.has(controllerId) ? controllerId : (brokers.keys().next().value ?? -1);
    }
    if ('broker' in target) return target.broker;
    if ('leaderOf' in target) return this.leaderOf(target.leaderOf.topic, target.leaderOf.partition);
    if ('coordinatorOf' in target) return this.coordinatorOf(target.coordinatorOf);
    return this.#findCoordinator(target.transactionCoordinatorOf, COORDINATOR.transaction);
  }

  /** The leader's broker id, asked for when it is not known. Throws KafkaError when there is none. */
  async leaderOf(topic: string, partition: number): Promise<number> {
    const known = this.#metadata.topics.get(topic)?.partitions[partition];
    if (known !== undefined && known.leader >= 0) return known.leader;
    const asked = (await this.describeTopics([topic])).topics.get(topic);
    const what = `${topic}-${partition}`;
    if (asked === undefined || asked.errorCode !== 0)
      throw new KafkaError(asked?.errorCode ?? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, topic);
    const found = asked.partitions[partition];
    if (found === undefined) throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, what);
    if (found.leader < 0) throw new KafkaError(ErrorCode.LEADER_NOT_AVAILABLE, what);
    return found.leader;
  }

  /** The broker id of the group's coordinator; asked for once. */
  coordinatorOf(groupId: string): Promise<number> {
    return this.#findCoordinator(groupId, COORDINATOR.group);
  }

  async #findCoordinator(key: string, keyType: number): Promise<number> {
    const known = this.#coordinators.get(`${keyType}/${key}`);
    if (known !== undefined) return known;
    let why: string | null = null;
    const errorCode = (found: ResponseOf<typeof FindCoordinator>) => {
      const one = found.coordinators[0] ?? found;
      why = one.errorMessage;
      return one.errorCode;
    };
    const body = { key, keyType, coordinatorKeys: [key] };
    const answer = await this.request(FindCoordinator, body, { errorCode, what: key }).catch(
      (error: unknown) => {
        // What the broker says of it says more than the code.
        throw error instanceof KafkaError && why !== null ? new KafkaError(error.code, key, why) : error;
      },
    );
    const { nodeId } = answer.coordinators[0] ?? answer;
    this.#coordinators.set(`${keyType}/${key}`, nodeId);
    return nodeId;
  }

  /** The coordinator that a target means is looked up anew next time; false: it means none. */
  #forgetCoordinator(target: Target): boolean {
    if (typeof target !== 'object') return false;
    const isGroup = 'coordinatorOf' in target;
    if (!isGroup && !('transactionCoordinatorOf' in target)) return false;
    const key = isGroup
      ? `${COORDINATOR.group}/${target.coordinatorOf}`
      : `${COORDINATOR.transaction}/${target.transactionCoordinatorOf}`;
    this.#coordinators.delete(key);
    return true;
  }

  /** One that is open, else the first that can be opened: known brokers, then the bootstrap addresses. */
  async #anyConnection(lane = 'main'): Promise<ClientConnection> {
    const brokers = [...this.#metadata.brokers.values()];
    const candidates = [
      ...brokers.map((broker) => ({ name: `${broker.id}/${lane}`, endpoint: broker as Endpoint })),
      ...this.#options.bootstrap.map((endpoint) => ({ name: `${addressOf(endpoint)}/${lane}`, endpoint })),
    ].toSorted((a, b) => this.#suspicion(a.endpoint) - this.#suspicion(b.endpoint));
    for (const { name, endpoint } of candidates) {
      const open = this.#pool.open(name);
      if (open !== undefined && this.#suspicion(endpoint) === 0) return open;
    }
    let failure: unknown;
    for (const { name, endpoint } of candidates) {
      try {
        const connection = await this.#pool.get(name, endpoint);
        this.#trust(endpoint);
        return connection;
      } catch (error) {
        if (error instanceof SaslError) throw error;
        this.#suspect(endpoint);
        failure = error;
      }
    }
    throw failure ?? new Error('there is no bootstrap address');
  }

  /** It did not answer: others are asked before it for a while. */
  #suspect(endpoint: Endpoint): void {
    this.#suspectedAtMs.set(addressOf(endpoint), this.env.clock.monotonicMs());
  }

  #trust(endpoint: Endpoint): void {
    this.#suspectedAtMs.delete(addressOf(endpoint));
  }

  /** 0, or when it failed: the longer ago, the sooner it is tried again. */
  #suspicion(endpoint: Endpoint): number {
    const atMs = this.#suspectedAtMs.get(addressOf(endpoint));
    return atMs === undefined || this.env.clock.monotonicMs() - atMs > SUSPECT_MS ? 0 : atMs;
  }

  /** Forgets what an error code has proved wrong, and asks for leaders anew. */
  async noteError(code: number, target?: Target): Promise<void> {
    if (!MOVED.has(code)) return;
    if (target === undefined || !this.#forgetCoordinator(target))
      await this.refreshMetadata().catch(() => {}); // the attempt that follows tells what is wrong
  }

  /** Resolves after that long, or rejects as soon as `signal` is aborted. */
  pause(delayMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const timer = this.env.clock.schedule(delayMs, () => {
        signal?.removeEventListener('abort', aborted);
        resolve();
      });
      const aborted = () => (timer.cancel(), reject(signal!.reason));
      signal?.addEventListener('abort', aborted, { once: true });
    });
  }

  #unreachable(error: Error, target: Target): void {
    this.#forgetCoordinator(target);
    // One broker that is gone does not end the connection to the cluster while another answers.
    if (target === 'any') this.#setState('disconnected', error.message);
  }

  #setState(state: ConnectionState['state'], reason: string | null): void {
    if (this.#state.state === state && this.#state.reason === reason) return;
    this.#state = { state, reason, sinceMs: this.env.clock.wallMs() };
    for (const listener of this.#listeners) listener(this.#state);
  }

  /** Highest level of a feature that the cluster has finalized, as the last broker asked said; -1: unknown. */
  finalizedFeature(name: string): number {
    const features = this.#pool.open()?.apiVersions?.finalizedFeatures ?? [];
    return features.find((feature) => feature.name === name)?.maxVersionLevel ?? -1;
  }

  closeLane(lane: string): void {
    this.#pool.close(`/${lane}`);
  }

  close(): void {
    this.#closed = true;
    this.#pool.close();
  }
}
