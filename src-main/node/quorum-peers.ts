import type { Env } from '../env/index.ts';
import { ClientConnection, UnsupportedApiError } from '../net/index.ts';
import type { Api, RequestInput, ResponseOf } from '../protocol/index.ts';
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

/** Connections to the controllers of the quorum, opened when they are needed and again when they broke. */
export class QuorumPeers {
  readonly #env: Env;
  readonly #config: NodeConfig;
  readonly #connections = new Map<string, Promise<ClientConnection>>();
  #closed = false;

  constructor(env: Env, config: NodeConfig) {
    this.#env = env;
    this.#config = config;
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
    opening.then((connection) => (connection.closed ? forget() : connection.onClose(forget)), forget);
    return opening;
  }

  async #open(to: number, lane: Lane, timeoutMs: number): Promise<ClientConnection> {
    const address = this.#config.controllers.find(({ id }) => id === to);
    if (address === undefined || this.#closed) throw new Error(`no way to controller ${to}`);
    const { host, port } = address;
    const connection = await ClientConnection.connect(
      this.#env,
      { host, port },
      {
        clientId: `${lane}-${this.#config.nodeId}`,
        connectTimeoutMs: timeoutMs,
        requestTimeoutMs: timeoutMs,
      },
    );
    if (this.#closed) connection.close();
    await connection.negotiate();
    return connection;
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
    for (const { id } of this.#config.controllers) this.drop(id);
  }
}
