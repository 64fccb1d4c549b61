import type { Endpoint, Env } from '../env/index.ts';
import { ClientConnection, UnsupportedApiError } from '../net/index.ts';
import type { Api, RequestInput, ResponseOf } from '../protocol/index.ts';
import type { KRaftVersionRange, RaftEndpoint, Voter } from '../raft/index.ts';
import type { NodeConfig } from './config.ts';

/**
 * Responses leave a connection in the order of requests: what may be held for long must not stand before what is
 * urgent.
 */
export type Lane = 'fetch' | 'quorum' | 'requests';

export interface PeerRequestOptions {
  readonly timeoutMs: number;
  readonly version?: number;
  /** Refused, without being sent, where the peer knows only older ones. */
  readonly minVersion?: number;
}

export interface QuorumPeersParts {
  /** Those of the log, for controllers that the configuration does not name. */
  voters(): readonly Voter[];
  /** The connection over which we follow a leader has closed, and nobody meant it to. */
  lost(id: number): void;
}

/** To open a connection: whoever else wants it meanwhile waits with the first, however patient that is. */
const CONNECT_TIMEOUT_MS = 2_000;
/** A deposed leader that is still there answers its requests within this time. */
const ANSWER_GRACE_MS = 500;

interface Peer {
  readonly opening: Promise<ClientConnection>;
  /** As soon as its versions are negotiated. */
  connection: ClientConnection | undefined;
}

/** Connections to the controllers of the quorum, opened when they are needed and again when they broke. */
export class QuorumPeers {
  readonly #env: Env;
  readonly #config: NodeConfig;
  readonly #voters: () => readonly Voter[];
  readonly #lost: (id: number) => void;
  /** What other replicas have said of the leaders that they know. */
  readonly #told = new Map<number, Endpoint>();
  readonly #connections = new Map<string, Peer>();
  /** The last one that we have heard of. */
  #leaderId = -1;
  #closed = false;

  constructor(env: Env, config: NodeConfig, parts: QuorumPeersParts) {
    this.#env = env;
    this.#config = config;
    this.#voters = parts.voters;
    this.#lost = parts.lost;
  }

  /** Undefined: nobody has said where it is. */
  addressOf(id: number): Endpoint | undefined {
    const configured = this.#config.controllers.find((controller) => controller.id === id);
    if (configured !== undefined) return { host: configured.host, port: configured.port };
    return this.#told.get(id) ?? this.#endpoint(this.#voters().find((voter) => voter.id === id)?.endpoints);
  }

  #endpoint(endpoints: readonly RaftEndpoint[] = []): Endpoint | undefined {
    return endpoints.find(({ name }) => name === this.#config.controllerListener.name);
  }

  /** Another replica says where a leader is reached. */
  learn(id: number, { host, port }: Endpoint): void {
    this.#told.set(id, { host, port });
  }

  /** What a replica that may become a voter supports; null where it does not know the feature. Rejects when it is not there. */
  async kraftVersions(
    endpoints: readonly RaftEndpoint[],
    timeoutMs: number,
  ): Promise<KRaftVersionRange | null> {
    const address = this.#endpoint(endpoints);
    if (address === undefined) throw new Error('no endpoint for the controller listener');
    const connection = await this.#dial(address, 'quorum', timeoutMs);
    try {
      const { supportedFeatures } = await connection.negotiate();
      const range = supportedFeatures.find(({ name }) => name === 'kraft.version');
      return range === undefined ? null : { min: range.minVersion, max: range.maxVersion };
    } finally {
      connection.close();
    }
  }

  /** Rejects when there is no answer: unknown, refused, broken off or late. */
  async request<A extends Api>(
    to: number,
    lane: Lane,
    api: A,
    body: RequestInput<A>,
    options: PeerRequestOptions,
  ): Promise<ResponseOf<A>> {
    const connection = await this.connection(to, lane, options.timeoutMs);
    const known = connection.versionOf(api);
    if (known < (options.minVersion ?? 0))
      throw new UnsupportedApiError(`controller ${to} serves only ${api.name} v${known}`);
    const version = Math.min(options.version ?? known, known);
    return connection.request(api, body, { version, timeoutMs: options.timeoutMs });
  }

  /** A connection whose versions are negotiated. Rejects when there is none in time. */
  connection(to: number, lane: Lane, timeoutMs: number): Promise<ClientConnection> {
    const key = `${to}/${lane}`;
    const known = this.#connections.get(key);
    if (known?.connection !== undefined) return known.opening;
    return this.#within(timeoutMs, (known ?? this.#open(key, to, lane)).opening);
  }

  #open(key: string, to: number, lane: Lane): Peer {
    const opening = this.#connect(to, lane);
    const peer: Peer = { opening, connection: undefined };
    this.#connections.set(key, peer);
    const forget = () => {
      if (this.#connections.get(key) === peer) this.#connections.delete(key);
    };
    const lost = () => {
      const isMeant = this.#closed || this.#connections.get(key) !== peer;
      forget();
      if (!isMeant && lane === 'fetch') this.#lost(to);
    };
    opening.then((connection) => {
      peer.connection = connection;
      if (connection.closed) lost();
      else connection.onClose(lost);
    }, forget);
    return peer;
  }

  #within<T>(timeoutMs: number, promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`no connection in ${timeoutMs} ms`));
      const timer = this.#env.clock.schedule(timeoutMs, late);
      void promise.then(resolve, reject).finally(() => timer.cancel());
    });
  }

  async #connect(to: number, lane: Lane): Promise<ClientConnection> {
    const address = this.addressOf(to);
    if (address === undefined || this.#closed) throw new Error(`no way to controller ${to}`);
    const connection = await this.#dial(address, lane, CONNECT_TIMEOUT_MS);
    if (this.#closed) connection.close();
    await connection.negotiate();
    return connection;
  }

  #dial({ host, port }: Endpoint, lane: Lane, timeoutMs: number): Promise<ClientConnection> {
    const clientId = `${lane}-${this.#config.nodeId}`;
    const options = { clientId, connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs };
    return ClientConnection.connect(this.#env, { host, port }, options);
  }

  /** The process at the other end is gone: what waits for it fails now. */
  drop(peer: number): void {
    for (const key of this.#connections.keys()) if (key.startsWith(`${peer}/`)) this.#drop(key);
  }

  #drop(key: string): void {
    const peer = this.#connections.get(key);
    this.#connections.delete(key);
    peer?.opening.then(
      (connection) => connection.close(),
      () => {},
    );
  }

  /** Others than the leader do not decide: what they have not answered soon, its askers may ask the leader. */
  led(leaderId: number): void {
    this.#leaderId = leaderId;
    const others = [...this.#connections].filter(([key]) => this.#isDeposed(key));
    if (others.length === 0) return;
    this.#env.clock.schedule(ANSWER_GRACE_MS, () => {
      for (const [key, peer] of others)
        if (this.#isDeposed(key) && this.#connections.get(key) === peer) this.#drop(key);
    });
  }

  #isDeposed(key: string): boolean {
    return key.endsWith('/requests') && key !== `${this.#leaderId}/requests`;
  }

  close(): void {
    this.#closed = true;
    for (const key of [...this.#connections.keys()]) this.drop(Number(key.split('/')[0]));
  }
}
