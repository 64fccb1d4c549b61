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

/** Connections to the controllers of the quorum, opened when they are needed and again when they broke. */
export class QuorumPeers {
  readonly #env: Env;
  readonly #config: NodeConfig;
  readonly #voters: () => readonly Voter[];
  readonly #lost: (id: number) => void;
  /** What other replicas have said of the leaders that they know. */
  readonly #told = new Map<number, Endpoint>();
  readonly #connections = new Map<string, Promise<ClientConnection>>();
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

  /** A connection whose versions are negotiated. */
  async connection(to: number, lane: Lane, timeoutMs: number): Promise<ClientConnection> {
    const key = `${to}/${lane}`;
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const opening = this.#open(to, lane, timeoutMs);
    this.#connections.set(key, opening);
    const forget = () => {
      if (this.#connections.get(key) === opening) this.#connections.delete(key);
    };
    const lost = () => {
      const isMeant = this.#closed || this.#connections.get(key) !== opening;
      forget();
      if (!isMeant && lane === 'fetch') this.#lost(to);
    };
    opening.then((connection) => (connection.closed ? lost() : connection.onClose(lost)), forget);
    return opening;
  }

  async #open(to: number, lane: Lane, timeoutMs: number): Promise<ClientConnection> {
    const address = this.addressOf(to);
    if (address === undefined || this.#closed) throw new Error(`no way to controller ${to}`);
    const connection = await this.#dial(address, lane, timeoutMs);
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
    for (const [key, opening] of this.#connections) {
      if (!key.startsWith(`${peer}/`)) continue;
      this.#connections.delete(key);
      opening.then(
        (connection) => connection.close(),
        () => {},
      );
    }
  }

  close(): void {
    this.#closed = true;
    for (const key of [...this.#connections.keys()]) this.drop(Number(key.split('/')[0]));
  }
}
