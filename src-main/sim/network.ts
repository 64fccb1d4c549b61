import type { Connection, Endpoint, Listener, Network, Timer } from '../env/index.ts';
import { connectionError, VirtualConnection } from './connection.ts';
import { Link } from './link.ts';
import type { VirtualProcess } from './process.ts';
import type { Chance } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface NetworkOptions {
  /** One way, between two machines and within one. Most take the shortest time, a few much longer. */
  readonly latencyMs: { readonly least: number; readonly mean: number };
  /** Probability that a segment is the last its connection carries. */
  readonly breakProbability: number;
  /** Probability that a segment arrives in two pieces. */
  readonly cutProbability: number;
  /** What the kernels hold of a connection before the writer has to wait. */
  readonly windowBytes: number;
}

export const DEFAULT_NETWORK: NetworkOptions = {
  latencyMs: { least: 0.1, mean: 0.4 },
  breakProbability: 0,
  cutProbability: 0.05,
  windowBytes: 262_144,
};

interface Accepting {
  readonly process: VirtualProcess;
  readonly endpoint: Endpoint;
  readonly accept: (connection: Connection) => void;
  readonly connections: Set<VirtualConnection>;
  whenEmpty: (() => void) | undefined;
  open: boolean;
}

const CONNECT_RETRY_MS = 1000;
const FIRST_FREE_PORT = 40_000;

/** The machines' network. Machines are named by host; each has its own ports. */
export class VirtualNetwork {
  options: NetworkOptions;
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  readonly #links = new Map<string, Link>();
  readonly #listeners = new Map<string, Accepting>();
  readonly #connections = new Map<string, Set<VirtualConnection>>();
  readonly #downHosts = new Map<string, Link>();
  #nextPort = FIRST_FREE_PORT;

  constructor(scheduler: Scheduler, chance: Chance, options: NetworkOptions = DEFAULT_NETWORK) {
    this.#scheduler = scheduler;
    this.#chance = chance;
    this.options = options;
  }

  // ── what connections need ──────────────────────────────────────────────────────────────────────────────────

  get nowMs(): number {
    return this.#scheduler.nowMs;
  }

  at(atMs: number, label: string, action: () => void, owner?: VirtualProcess): Timer {
    return this.#scheduler.at(atMs, label, action, owner);
  }

  note(line: string): void {
    this.#scheduler.note(line);
  }

  trace(number: number): void {
    this.#scheduler.trace.number(number);
  }

  link(from: string, to: string): Link {
    const key = `${from}>${to}`;
    let link = this.#links.get(key);
    if (link === undefined) this.#links.set(key, (link = new Link()));
    return link;
  }

  /** What keeps bytes from passing now: the link, or the absence of power at its end. */
  heldBy(from: string, to: string): Link | undefined {
    const down = this.#downHosts.get(to) ?? this.#downHosts.get(from);
    if (down !== undefined) return down;
    const link = this.link(from, to);
    return link.blocked ? link : undefined;
  }

  delayMs(from: string, to: string): number {
    const { least, mean } = this.options.latencyMs;
    const link = this.link(from, to);
    const clogMs = link.cloggedUntilMs > this.nowMs ? link.clogMs : 0;
    return least + this.#chance.exponential(mean) + clogMs;
  }

  retransmissionMs(): number {
    return this.#chance.between(10, 400);
  }

  breaks(): boolean {
    return this.options.breakProbability > 0 && this.#chance.hits(this.options.breakProbability);
  }

  cut(bytes: Buffer): [Buffer, Buffer?] {
    if (bytes.length < 2 || !this.#chance.hits(this.options.cutProbability)) return [bytes];
    const at = this.#chance.whole(1, bytes.length - 1);
    return [bytes.subarray(0, at), bytes.subarray(at)];
  }

  // ── faults ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Nothing passes from one machine to the other until `open`; the way back is another link. */
  block(from: string, to: string): void {
    this.link(from, to).blocked = true;
  }

  openAll(): void {
    for (const link of this.#links.values()) {
      link.cloggedUntilMs = 0;
      link.open();
    }
  }

  clog(from: string, to: string, options: { durationMs: number; delayMs: number }): void {
    const link = this.link(from, to);
    link.cloggedUntilMs = this.nowMs + options.durationMs;
    link.clogMs = options.delayMs;
  }

  /** Ends all connections between two machines with a reset, as a firewall or a flapping interface does. */
  resetBetween(a: string, b: string): number {
    let count = 0;
    for (const connection of this.#connections.get(a) ?? []) {
      if (connection.peer.process.host !== b) continue;
      connection.reset();
      count++;
    }
    return count;
  }

  /** A process ended, whatever the reason: its kernel closes what it had open. */
  processDied(process: VirtualProcess): void {
    this.#closePorts(process);
    for (const connection of [...this.#connectionsOf(process)]) connection.processDied();
  }

  /** A machine lost its power: it answers nothing until `powerUp`, and then knows no connection of before. */
  powerDown(host: string, process: VirtualProcess | undefined): void {
    const down = new Link();
    down.blocked = true;
    this.#downHosts.set(host, down);
    if (process === undefined) return;
    this.#closePorts(process);
    for (const connection of [...this.#connectionsOf(process)]) connection.machineDied();
  }

  powerUp(host: string): void {
    const down = this.#downHosts.get(host);
    this.#downHosts.delete(host);
    down?.open();
  }

  #closePorts(process: VirtualProcess): void {
    for (const [address, listener] of this.#listeners)
      if (listener.process === process) this.#listeners.delete(address);
  }

  #connectionsOf(process: VirtualProcess): VirtualConnection[] {
    return [...(this.#connections.get(process.host) ?? [])].filter((one) => one.process === process);
  }

  // ── env.network ────────────────────────────────────────────────────────────────────────────────────────────

  /** The network as a process of a machine sees it. */
  of(process: VirtualProcess): Network {
    return {
      listen: async (endpoint, onConnection, options = {}) => {
        if (options.tls !== undefined) throw new Error('the simulated network has no TLS');
        return this.#listen(process, endpoint, onConnection);
      },
      connect: (endpoint, options = {}) => {
        if (options.tls !== undefined) throw new Error('the simulated network has no TLS');
        return new Promise((resolve, reject) =>
          this.#connect(process, endpoint, options.timeoutMs ?? 10_000, resolve, reject),
        );
      },
    };
  }

  #listen(process: VirtualProcess, endpoint: Endpoint, accept: Accepting['accept']): Listener {
    const { host } = endpoint;
    if (host !== process.host) throw connectionError('EADDRNOTAVAIL', 'listen');
    const port = endpoint.port === 0 ? this.#nextPort++ : endpoint.port;
    const address = `${host}:${port}`;
    if (this.#listeners.has(address)) throw connectionError('EADDRINUSE', 'listen');
    const listener: Accepting = {
      process,
      endpoint: { host, port },
      accept,
      connections: new Set(),
      whenEmpty: undefined,
      open: true,
    };
    this.#listeners.set(address, listener);
    return {
      endpoint: listener.endpoint,
      close: () => {
        listener.open = false;
        if (this.#listeners.get(address) === listener) this.#listeners.delete(address);
        return new Promise((resolve) => {
          if (listener.connections.size === 0) resolve();
          else listener.whenEmpty = resolve;
        });
      },
    };
  }

  #connect(
    process: VirtualProcess,
    to: Endpoint,
    timeoutMs: number,
    resolve: (connection: Connection) => void,
    reject: (error: Error) => void,
  ): void {
    const from = process.host;
    const address = `${to.host}:${to.port}`;
    let timedOut = false;
    const timer = process.after(timeoutMs, `connect to ${address} times out`, () => {
      timedOut = true;
      attempt.cancel();
      reject(connectionError('ETIMEDOUT', `connect ${address}: no answer in ${timeoutMs} ms`));
    });
    const knock = () => {
      // Both ways must be open for an answer; else the kernel tries again.
      if (this.heldBy(from, to.host) !== undefined || this.heldBy(to.host, from) !== undefined) {
        attempt = this.at(this.nowMs + CONNECT_RETRY_MS, 'connect again', knock);
        return;
      }
      const listener = this.#listeners.get(address);
      const backMs = this.delayMs(to.host, from);
      if (listener === undefined) {
        process.after(backMs, 'connect refused', () => {
          timer.cancel();
          reject(connectionError('ECONNREFUSED', `connect ${address}`));
        });
        return;
      }
      const [client, server] = this.#pair(process, listener);
      listener.process.after(0, 'accept', () => {
        if (listener.open) listener.accept(server);
        else server.destroy();
      });
      process.after(backMs, 'connected', () => {
        timer.cancel();
        if (timedOut) client.destroy();
        else resolve(client);
      });
    };
    let attempt = this.at(this.nowMs + this.delayMs(from, to.host), `connect to ${address}`, knock);
  }

  #pair(process: VirtualProcess, listener: Accepting): [VirtualConnection, VirtualConnection] {
    const near = { host: process.host, port: this.#nextPort++ };
    const far = listener.endpoint;
    const client = new VirtualConnection(this, process, { local: near, remote: far }, (one) =>
      this.#gone(one),
    );
    const server = new VirtualConnection(this, listener.process, { local: far, remote: near }, (one) => {
      this.#gone(one);
      listener.connections.delete(one);
      if (listener.connections.size === 0) listener.whenEmpty?.();
    });
    client.peer = server;
    server.peer = client;
    listener.connections.add(server);
    for (const one of [client, server]) {
      const { host } = one.process;
      const known = this.#connections.get(host);
      if (known === undefined) this.#connections.set(host, new Set([one]));
      else known.add(one);
    }
    return [client, server];
  }

  #gone(connection: VirtualConnection): void {
    this.#connections.get(connection.process.host)?.delete(connection);
  }
}
