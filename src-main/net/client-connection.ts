/** A connection to a broker or controller: requests go out as they come, and are matched by correlation id. */
import { Fifo } from '../base/index.ts';
import type { ConnectOptions, Connection, Endpoint, Env, Timer, TlsOptions } from '../env/index.ts';
import {
  type Api,
  ApiVersions,
  ErrorCode,
  errorName,
  type RequestInput,
  requestHeaderVersion,
  type ResponseOf,
  responseHeaderVersion,
  SaslAuthenticate,
  SaslHandshake,
} from '../protocol/index.ts';
import {
  beginFrame,
  decodeResponseHeader,
  encodeRequestHeader,
  endFrame,
  FrameReader,
  Reader,
  Writer,
} from '../wire/index.ts';
import { SaslError, type SaslMechanism } from './sasl/index.ts';

export interface ClientConnectionOptions {
  readonly clientId: string;
  /** Told in ApiVersions (KIP-511): letters, digits, dots and dashes. */
  readonly softwareName?: string;
  readonly softwareVersion?: string;
  readonly tls?: TlsOptions;
  readonly connectTimeoutMs?: number;
  readonly onProgress?: ConnectOptions['onProgress'];
  /** Of one request, from sending to the whole response. Default 30 000. */
  readonly requestTimeoutMs?: number;
  readonly maxResponseBytes?: number;
  /** Throws where a request must not be sent on this connection. */
  readonly admit?: (api: Api) => void;
}

export interface RequestOptions {
  /** Default: the highest that both sides know (after `negotiate`), else the highest we know. */
  readonly version?: number;
  readonly timeoutMs?: number;
}

/** The connection ended, or was given up, before the response came. */
export class ConnectionError extends Error {
  override readonly name: string = 'ConnectionError';
}

/** The same, for a request that had been sent: the peer may have done what it asks for. */
export class UnansweredError extends ConnectionError {
  override readonly name = 'UnansweredError';
}

/** The peer does not serve the API, or no version that we know. */
export class UnsupportedApiError extends Error {
  override readonly name = 'UnsupportedApiError';
}

interface Waiting {
  readonly correlationId: number;
  readonly api: Api;
  readonly version: number;
  readonly resolve: (body: any) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
}

type PeerVersions = ReadonlyMap<number, { readonly minVersion: number; readonly maxVersion: number }>;

const DEFAULT_TIMEOUT_MS = 30_000;
/** When in a session's life a new one is begun (KIP-368, SaslClientAuthenticator): not all clients at the same time. */
const RENEWAL = { earliest: 0.85, spread: 0.1 };
/** What a TLS server says to a client that does not speak it: an alert, with the version behind it. */
const TLS_ALERT = 0x15;
const TLS_MAJOR = 0x03;

export class ClientConnection {
  /** Where it goes, as whoever asked for it names the place; `remote` has the address that the name stands for. */
  readonly endpoint: Endpoint;
  readonly #env: Env;
  readonly #options: ClientConnectionOptions;
  readonly #connection: Connection;
  readonly #reader: FrameReader;
  /** Responses come in the order of their requests, unless a fault drops one. */
  readonly #waiting = new Fifo<Waiting>();
  #nextCorrelationId = 0;
  #peer: PeerVersions | undefined;
  #apiVersions: ResponseOf<typeof ApiVersions> | undefined;
  #closed: Error | undefined;
  #onClose: (() => void) | undefined;
  /** While we log in, nothing else may be said: the server takes every request for a part of the login. */
  #login: Promise<void> | undefined;
  #renewal: Timer | undefined;
  #silent = true;

  private constructor(
    env: Env,
    connection: Connection,
    endpoint: Endpoint,
    options: ClientConnectionOptions,
  ) {
    this.endpoint = endpoint;
    this.#env = env;
    this.#connection = connection;
    this.#options = options;
    this.#reader = new FrameReader({ maxBytes: options.maxResponseBytes ?? 256 * 1024 * 1024 });
    connection.start({
      onData: (chunk) => this.#data(chunk),
      onClose: (error) =>
        this.#fail(new ConnectionError(error?.message ?? 'the connection was closed', { cause: error })),
    });
  }

  /** Rejects with the system's error (ECONNREFUSED, …). Nothing is negotiated yet. */
  static async connect(
    env: Env,
    endpoint: Endpoint,
    options: ClientConnectionOptions,
  ): Promise<ClientConnection> {
    const { tls, connectTimeoutMs: timeoutMs, onProgress } = options;
    const connection = await env.network.connect(endpoint, { tls, timeoutMs, onProgress });
    return new ClientConnection(env, connection, endpoint, options);
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  get remote(): Endpoint {
    return this.#connection.remote;
  }

  /** What the peer said in `negotiate`. */
  get apiVersions(): ResponseOf<typeof ApiVersions> | undefined {
    return this.#apiVersions;
  }

  onClose(action: () => void): void {
    this.#onClose = action;
  }

  /** Asks what the peer serves; from then on requests choose the highest version both know. */
  async negotiate(): Promise<ResponseOf<typeof ApiVersions>> {
    const body = {
      clientSoftwareName: this.#options.softwareName ?? 'sluice',
      clientSoftwareVersion: this.#options.softwareVersion ?? '0',
    };
    let answer = await this.request(ApiVersions, body, { version: ApiVersions.maxVersion });
    // An older broker answers in version 0 and names what it knows of this API (KIP-511).
    if (answer.errorCode === ErrorCode.UNSUPPORTED_VERSION) {
      const known = answer.apiKeys.find((entry) => entry.apiKey === ApiVersions.key)?.maxVersion ?? 0;
      const version = Math.min(known, ApiVersions.maxVersion);
      answer = await this.request(ApiVersions, body, { version });
    }
    if (answer.errorCode !== ErrorCode.NONE)
      throw new UnsupportedApiError(`ApiVersions: ${errorName(answer.errorCode)}`);
    this.#peer = new Map(answer.apiKeys.map((entry) => [entry.apiKey, entry]));
    this.#apiVersions = answer;
    return answer;
  }

  /**
   * Logs in, after `negotiate`, and again before the session that the server granted ends (KIP-368). Rejects with
   * SaslError; a login that fails later ends the connection.
   */
  async authenticate(mechanism: SaslMechanism): Promise<void> {
    const login = this.#authenticate(mechanism);
    this.#login = login.then(
      () => {},
      () => {},
    );
    let sessionLifetimeMs: number;
    try {
      sessionLifetimeMs = await login;
    } finally {
      this.#login = undefined;
    }
    if (sessionLifetimeMs <= 0 || this.#closed !== undefined) return;
    const share = RENEWAL.earliest + RENEWAL.spread * this.#env.random.next();
    this.#renewal = this.#env.clock.schedule(sessionLifetimeMs * share, () => {
      this.authenticate(mechanism).catch((error: Error) =>
        this.destroy(
          new ConnectionError(`the session could not be renewed: ${error.message}`, { cause: error }),
        ),
      );
    });
  }

  async #authenticate(mechanism: SaslMechanism): Promise<number> {
    const exchange = await mechanism.begin();
    const { errorCode, mechanisms } = await this.#transact(SaslHandshake, { mechanism: mechanism.name });
    if (errorCode === ErrorCode.ILLEGAL_SASL_STATE)
      throw new SaslError('plaintext', 'the listener expects no login');
    if (errorCode !== ErrorCode.NONE)
      throw new SaslError(
        'mechanism',
        `the broker does not offer ${mechanism.name}, but ${mechanisms.join(', ') || 'nothing'}`,
        { offered: mechanisms },
      );
    for (let words: Buffer | null = exchange.first; words !== null;) {
      const answer: ResponseOf<typeof SaslAuthenticate> = await this.#transact(SaslAuthenticate, {
        authBytes: words,
      });
      if (answer.errorCode !== ErrorCode.NONE)
        throw new SaslError('refused', answer.errorMessage ?? errorName(answer.errorCode));
      words = await exchange.next(Buffer.from(answer.authBytes));
      if (words === null) return Number(answer.sessionLifetimeMs);
    }
    return 0;
  }

  /** The version a request of this API goes out with. Throws UnsupportedApiError when there is none. */
  versionOf(api: Api): number {
    if (this.#peer === undefined) return api.maxVersion;
    const peer = this.#peer.get(api.key);
    const version = Math.min(peer?.maxVersion ?? -1, api.maxVersion);
    if (peer === undefined || version < Math.max(peer.minVersion, api.minVersion))
      throw new UnsupportedApiError(`the broker at ${this.remote.host} does not serve ${api.name}`);
    return version;
  }

  /** Slices in the response share the memory of its frame. */
  request<A extends Api>(
    api: A,
    body: RequestInput<A>,
    options: RequestOptions = {},
  ): Promise<ResponseOf<A>> {
    if (this.#login !== undefined) return this.#login.then(() => this.request(api, body, options));
    return this.#transact(api, body, options);
  }

  #transact<A extends Api>(
    api: A,
    body: RequestInput<A>,
    options: RequestOptions = {},
  ): Promise<ResponseOf<A>> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      this.#options.admit?.(api);
      const version = options.version ?? this.versionOf(api);
      const timeoutMs = options.timeoutMs ?? this.#options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS;
      const correlationId = this.#send(api, version, body);
      const timer = this.#env.clock.schedule(timeoutMs, () => {
        // Responses come in order: when one is missing, those behind it are late as well.
        this.destroy(new ConnectionError(`${api.name}: no answer in ${timeoutMs} ms`));
      });
      this.#waiting.push({ correlationId, api, version, resolve, reject, timer });
    });
  }

  /** For requests without a response (Produce with acks 0). */
  send<A extends Api>(api: A, body: RequestInput<A>, options: { readonly version?: number } = {}): void {
    if (this.#closed !== undefined) throw this.#closed;
    this.#options.admit?.(api);
    const version = options.version ?? this.versionOf(api);
    if (this.#login === undefined) this.#send(api, version, body);
    else void this.#login.then(() => this.#closed ?? this.#send(api, version, body));
  }

  #send(api: Api, apiVersion: number, body: any): number {
    const correlationId = this.#nextCorrelationId;
    this.#nextCorrelationId = (correlationId + 1) & 0x7fffffff;
    const writer = new Writer();
    beginFrame(writer);
    encodeRequestHeader(
      writer,
      { apiKey: api.key, apiVersion, correlationId, clientId: this.#options.clientId },
      requestHeaderVersion(api, apiVersion),
    );
    api.request.codec(apiVersion).encode(writer, body);
    this.#connection.write(endFrame(writer));
    return correlationId;
  }

  #data(chunk: Buffer): void {
    try {
      if (this.#silent && chunk[0] === TLS_ALERT && chunk[1] === TLS_MAJOR)
        throw new Error('the listener speaks TLS, and this connection does not');
      this.#silent = false;
      this.#reader.push(chunk, this.#env.clock.monotonicMs());
      for (let frame = this.#reader.next(); frame !== undefined; frame = this.#reader.next()) {
        this.#response(frame.bytes);
        frame.release();
      }
    } catch (error) {
      this.destroy(new ConnectionError(`broken response: ${(error as Error).message}`));
    }
  }

  #response(bytes: Buffer): void {
    const reader = new Reader(bytes);
    let waiting: Waiting | undefined;
    try {
      decodeResponseHeader(reader, (id) => {
        waiting = this.#waiting.take(({ correlationId }) => correlationId === id);
        if (waiting === undefined)
          throw new ConnectionError(`a response to request ${id}, which nobody sent`);
        waiting.timer.cancel();
        return responseHeaderVersion(waiting.api, waiting.version);
      });
      if (waiting !== undefined) waiting.resolve(decodeBody(waiting.api, waiting.version, reader));
    } catch (error) {
      // It does not wait with the others any more, who hear it from the end of the connection.
      waiting?.reject(new UnansweredError(`broken response: ${(error as Error).message}`));
      throw error;
    }
  }

  #fail(error: Error): void {
    if (this.#closed !== undefined) return;
    this.#closed = error;
    for (let waiting = this.#waiting.shift(); waiting !== undefined; waiting = this.#waiting.shift()) {
      waiting.timer.cancel();
      waiting.reject(new UnansweredError(error.message, { cause: error.cause }));
    }
    this.#renewal?.cancel();
    this.#reader.close();
    this.#onClose?.();
  }

  /** Ends the connection; requests that wait are rejected. */
  close(): void {
    this.destroy(new ConnectionError('the connection was closed by its owner'));
  }

  destroy(error: Error): void {
    this.#fail(error);
    this.#connection.destroy();
  }
}

function decodeBody(api: Api, version: number, reader: Reader): unknown {
  // An error of ApiVersions 35 comes in the layout of version 0, whatever was asked.
  if (api.key === ApiVersions.key && version > 0) {
    const errorCode = reader.int16();
    reader.position -= 2;
    if (errorCode === ErrorCode.UNSUPPORTED_VERSION) return api.response.codec(0).decode(reader);
  }
  return api.response.codec(version).decode(reader);
}
