import type { Endpoint, Env } from '../env/index.ts';
import { ClientConnection, ConnectionError, SaslError } from '../net/index.ts';
import { refuseWrites } from './read-only.ts';
import type { SecuritySource } from './security.ts';

export interface PoolOptions {
  readonly clientId: string;
  readonly softwareVersion?: string;
  /** Absent: in the clear, and nobody logs in. */
  readonly security?: SecuritySource;
  readonly connectTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  /** No request that would change the cluster leaves: it is rejected with ReadOnlyError. */
  readonly readOnly?: boolean;
}

/** A login that was refused is not tried again for so long: many screens ask at the same time, and accounts get locked. */
const REFUSED_MS = 30_000;

interface Slot {
  readonly endpoint: Endpoint;
  readonly opening: Promise<ClientConnection>;
  /** Set when it has been opened. */
  connection: ClientConnection | undefined;
}

/**
 * Connections by name, each opened once and negotiated before anybody gets it. A broker answers a connection's
 * requests in order, so whoever waits long (a long poll, a join) uses a name of its own.
 */
export class ConnectionPool {
  readonly #env: Env;
  readonly #options: PoolOptions;
  readonly #slots = new Map<string, Slot>();
  #refusal: { readonly error: SaslError; readonly untilMs: number } | undefined;

  constructor(env: Env, options: PoolOptions) {
    this.#env = env;
    this.#options = options;
  }

  /** Rejects with the system's error when nobody listens there. */
  async get(name: string, endpoint: Endpoint): Promise<ClientConnection> {
    const known = this.#slots.get(name);
    if (known !== undefined && sameEndpoint(known.endpoint, endpoint) && !known.connection?.closed)
      return known.opening;
    known?.connection?.close();
    const slot: Slot = { endpoint, opening: this.#connect(endpoint), connection: undefined };
    this.#slots.set(name, slot);
    try {
      const connection = await slot.opening;
      // Closed or replaced while it was being opened: nobody would close it later.
      if (this.#slots.get(name) !== slot) connection.close();
      slot.connection = connection;
      return connection;
    } catch (error) {
      if (this.#slots.get(name) === slot) this.#slots.delete(name);
      throw error;
    }
  }

  /** The connection of this name, if it is open now; without a name any that is. */
  open(name?: string): ClientConnection | undefined {
    for (const [key, { connection }] of this.#slots)
      if ((name === undefined || key === name) && connection !== undefined && !connection.closed)
        return connection;
    return undefined;
  }

  /** Closes the connections whose names end so; with '' all of them. */
  close(suffix = ''): void {
    for (const [name, slot] of this.#slots) {
      if (!name.endsWith(suffix)) continue;
      this.#slots.delete(name);
      slot.connection?.close();
    }
  }

  /** Ends the connections of a broker; what waits on them is rejected with that reason. */
  closeBroker(id: number, reason: string): void {
    for (const [name, slot] of this.#slots) {
      if (!name.startsWith(`${id}/`)) continue;
      this.#slots.delete(name);
      slot.connection?.destroy(new ConnectionError(reason));
    }
  }

  /** A login that was refused may be tried again at once: a person asks for it. */
  forgive(): void {
    this.#refusal = undefined;
  }

  async #connect(endpoint: Endpoint): Promise<ClientConnection> {
    const refusal = this.#refusal;
    if (refusal !== undefined && this.#env.clock.monotonicMs() < refusal.untilMs) throw refusal.error;
    const { security, ...options } = this.#options;
    const { tls, sasl } = (await security?.()) ?? {};
    const connection = await ClientConnection.connect(this.#env, endpoint, {
      connectTimeoutMs: 3_000,
      // Of the negotiation; other requests bring their own. A stopped process still accepts connections.
      requestTimeoutMs: 3_000,
      ...options,
      tls,
      admit: this.#options.readOnly === true ? refuseWrites : undefined,
      softwareName: 'sluice-workbench',
    });
    try {
      await connection.negotiate();
      if (sasl !== undefined) await connection.authenticate(sasl);
      return connection;
    } catch (error) {
      connection.close();
      if (error instanceof SaslError && error.kind !== 'token')
        this.#refusal = { error, untilMs: this.#env.clock.monotonicMs() + REFUSED_MS };
      throw error;
    }
  }
}

function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  return a.host === b.host && a.port === b.port;
}
