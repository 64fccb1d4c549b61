import type { Connection, Env, Listener, Timer, TlsOptions } from '../env/index.ts';
import { BufferPool } from '../wire/index.ts';
import type { ServerLimits } from './limits.ts';
import { Refusals } from './refusals.ts';
import { type ConnectionOwner, type FrameHandler, ServerConnection } from './server-connection.ts';

export interface ServerOptions {
  /** Kafka's listener name. */
  readonly name: string;
  /** The first decides the port when it is 0; a host that this machine lacks (::1) is skipped. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly tls?: TlsOptions;
  readonly limits: ServerLimits;
  readonly handler: FrameHandler;
  /** Numbers connections over all servers of a node. */
  readonly nextConnectionId: () => number;
}

/** The machine lacks the address, or the address family. */
const ABSENT_HOST = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENOTFOUND']);
const PORT_ATTEMPTS = 10;
const SWEEP_MS = { longest: 10_000, shortest: 20 };

/** One listener of a node: accepts connections and closes those that are idle, stuck or too many. */
export class Server implements ConnectionOwner {
  readonly env: Env;
  readonly name: string;
  /** Counts from the next connection, frame or sweep on. */
  limits: ServerLimits;
  readonly handler: FrameHandler;
  readonly pool = new BufferPool();
  readonly refusals: Refusals;
  readonly #options: ServerOptions;
  readonly #connections = new Set<ServerConnection>();
  #listeners: Listener[] = [];
  #heldBytes = 0;
  #sweep: Timer | undefined;
  #closed = false;
  #whenEmpty: (() => void) | undefined;

  private constructor(env: Env, options: ServerOptions) {
    this.env = env;
    this.#options = options;
    this.name = options.name;
    this.refusals = new Refusals(env);
    this.limits = options.limits;
    this.handler = options.handler;
  }

  /** Binds all hosts. Rejects with the system's error (EADDRINUSE, …) when the first, or one that is there, cannot be bound. */
  static async listen(env: Env, options: ServerOptions): Promise<Server> {
    const server = new Server(env, options);
    for (let attempt = 1; ; attempt++) {
      try {
        await server.#bind();
        return server;
      } catch (error) {
        await server.#unbind();
        // Only a port that the system chose for one host can be taken on the other by chance.
        const byChance = options.port === 0 && (error as { code?: string }).code === 'EADDRINUSE';
        if (!byChance || attempt === PORT_ATTEMPTS) throw error;
      }
    }
  }

  get port(): number {
    return this.#listeners[0].endpoint.port;
  }

  get connections(): ReadonlySet<ServerConnection> {
    return this.#connections;
  }

  /** Bytes of requests that are being received, wait or are handled. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  async #bind(): Promise<void> {
    const { hosts, tls } = this.#options;
    let port = this.#options.port;
    for (const host of hosts) {
      try {
        const listener = await this.env.network.listen(
          { host, port },
          (connection) => this.#accept(connection),
          tls === undefined ? {} : { tls },
        );
        this.#listeners.push(listener);
        port = listener.endpoint.port;
      } catch (error) {
        const absent = ABSENT_HOST.has((error as { code?: string }).code ?? '');
        if (!absent || this.#listeners.length === 0) throw error;
      }
    }
  }

  async #unbind(): Promise<void> {
    const listeners = this.#listeners;
    this.#listeners = [];
    await Promise.all(listeners.map((listener) => listener.close()));
  }

  #accept(connection: Connection): void {
    const { env, name } = this;
    if (this.#closed) return connection.destroy();
    if (this.#connections.size >= this.limits.maxConnections) {
      env.log.warn(
        `${name}: ${connection.remote.host} turned away, there are ${this.#connections.size} connections`,
      );
      return connection.destroy();
    }
    const accepted = new ServerConnection(this, this.#options.nextConnectionId(), name, connection);
    this.#connections.add(accepted);
    env.facts.report({
      kind: 'connection-opened',
      connectionId: accepted.id,
      listener: name,
      remote: `${accepted.remoteHost}:${accepted.remotePort}`,
    });
    accepted.start();
    this.#scheduleSweep();
  }

  held(deltaBytes: number): boolean {
    this.#heldBytes += deltaBytes;
    return deltaBytes < 0 || this.#heldBytes <= this.limits.maxHeldBytes;
  }

  closed(connection: ServerConnection, reason: string): void {
    this.#connections.delete(connection);
    this.env.facts.report({ kind: 'connection-closed', connectionId: connection.id, reason });
    if (this.#connections.size > 0) return;
    this.#sweep?.cancel();
    this.#sweep = undefined;
    this.#whenEmpty?.();
  }

  /** One timer for all connections, and none while there is no connection. */
  #scheduleSweep(): void {
    if (this.#sweep !== undefined || this.#connections.size === 0) return;
    const { partialFrameMs, maxIdleMs } = this.limits;
    const interval = Math.min(SWEEP_MS.longest, partialFrameMs / 3, maxIdleMs / 3);
    this.#sweep = this.env.clock.schedule(Math.max(interval, SWEEP_MS.shortest), () => {
      this.#sweep = undefined;
      this.#sweepConnections();
      this.#scheduleSweep();
    });
  }

  #sweepConnections(): void {
    const nowMs = this.env.clock.monotonicMs();
    const { partialFrameMs, maxIdleMs } = this.limits;
    for (const connection of this.#connections) {
      const { partialSinceMs, lastActiveMs, busy, closing } = connection;
      if (closing) connection.destroy('the client did not take the end of the connection');
      else if (!busy && partialSinceMs !== undefined && nowMs - partialSinceMs >= partialFrameMs)
        connection.close(`a request was not complete after ${partialFrameMs} ms`);
      else if (nowMs - lastActiveMs >= maxIdleMs) connection.close(`idle for ${maxIdleMs} ms`);
    }
  }

  /** Accepts nothing more, lets responses that are queued leave for a moment, then ends all connections. */
  async close(graceMs = 500): Promise<void> {
    this.#closed = true;
    // The sockets of the listeners close only after their connections.
    const unbound = this.#unbind();
    for (const connection of this.#connections) connection.close('the node stops');
    if (this.#connections.size > 0) {
      const empty = new Promise<void>((resolve) => (this.#whenEmpty = resolve));
      const timer = this.env.clock.schedule(graceMs, () => {
        for (const connection of this.#connections) connection.destroy('the node stops');
      });
      await empty;
      timer.cancel();
    }
    this.#sweep?.cancel();
    await unbound;
  }
}
