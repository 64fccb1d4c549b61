import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Pump } from './pump.ts';
import type { Traffic } from './pump.ts';

/** Who talks: a node by its id, or all clients together. */
export type Party = number | 'clients';
/** What is talked to. */
export type Service = 'client' | 'broker' | 'controller';

interface Connection {
  readonly from: Party;
  readonly to: number;
  readonly service: Service;
  readonly near: Socket;
  /** Undefined until the path was free for the first time. */
  far: Socket | undefined;
  pumps: Pump[];
}

/**
 * The network between clients and nodes, and between nodes: one TCP proxy for every party and service, so that it is
 * known who talks to whom. Bytes from A to B are stopped or delayed on all connections between them, whoever opened
 * them. A connection attempt waits while either direction is held; a user-space proxy cannot leave a SYN unanswered,
 * so that the one who asks sees a silent peer instead.
 */
export class ChaosNetwork {
  readonly #servers: Server[] = [];
  readonly #ports = new Map<string, number>();
  readonly #targets = new Map<string, number>();
  readonly #traffic = new Map<string, Traffic>();
  readonly #connections = new Set<Connection>();

  /** Listens for every pair of parties. Targets are told later, when nodes know their ports. */
  static async create(nodes: readonly number[]): Promise<ChaosNetwork> {
    const network = new ChaosNetwork();
    for (const to of nodes) {
      await network.#listen('clients', to, 'client');
      for (const from of nodes) {
        if (from === to) continue;
        await network.#listen(from, to, 'broker');
        await network.#listen(from, to, 'controller');
      }
    }
    return network;
  }

  /** The port at which `from` finds `to`. */
  portFor(from: Party, to: number, service: Service): number {
    return this.#ports.get(`${from} ${to} ${service}`)!;
  }

  /** Where the bytes for `to` go in truth. */
  setTarget(from: Party, to: number, service: Service, port: number): void {
    this.#targets.set(`${from} ${to} ${service}`, port);
  }

  /** From now on nothing that `from` sends reaches `to`. */
  hold(from: Party, to: Party): void {
    this.#change(from, to, { held: true });
  }

  delay(from: Party, to: Party, delayMs: number): void {
    this.#change(from, to, { delayMs });
  }

  /** Ends all connections between the two with a reset; new ones are fine. */
  reset(a: Party, b: Party): void {
    for (const connection of this.#connections) {
      const { from, to, near, far } = connection;
      if (!(from === a && to === b) && !(from === b && to === a)) continue;
      near.resetAndDestroy();
      far?.resetAndDestroy();
    }
  }

  /** All traffic flows again; what was held arrives. */
  heal(): void {
    for (const traffic of this.#traffic.values()) Object.assign(traffic, { held: false, delayMs: 0 });
    this.#flow();
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const { near, far } of this.#connections) {
      near.destroy();
      far?.destroy();
    }
  }

  #change(from: Party, to: Party, change: Partial<Traffic>): void {
    Object.assign(this.#trafficOf(from, to), change);
    this.#flow();
  }

  #flow(): void {
    for (const connection of this.#connections) {
      for (const pump of connection.pumps) pump.flow();
      this.#establish(connection);
    }
  }

  #trafficOf(from: Party, to: Party): Traffic {
    const name = `${from} ${to}`;
    let traffic = this.#traffic.get(name);
    if (traffic === undefined) this.#traffic.set(name, (traffic = { held: false, delayMs: 0 }));
    return traffic;
  }

  async #listen(from: Party, to: number, service: Service): Promise<void> {
    const name = `${from} ${to} ${service}`;
    const server = createServer({ pauseOnConnect: true, noDelay: true }, (near) => {
      const connection: Connection = { from, to, service, near, far: undefined, pumps: [] };
      this.#connections.add(connection);
      near.on('error', () => {});
      near.on('close', () => this.#closed(connection));
      this.#establish(connection);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    this.#servers.push(server);
    this.#ports.set(name, (server.address() as AddressInfo).port);
  }

  #establish(connection: Connection): void {
    const { from, to, service, near } = connection;
    if (connection.far !== undefined || near.destroyed) return;
    const there = this.#trafficOf(from, to);
    const back = this.#trafficOf(to, from);
    if (there.held || back.held) return;
    const port = this.#targets.get(`${from} ${to} ${service}`);
    if (port === undefined) return void near.resetAndDestroy();
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    connection.far = far;
    far.once('error', () => near.resetAndDestroy());
    far.on('error', () => {});
    far.on('close', () => this.#closed(connection));
    far.once('connect', () => {
      connection.pumps = [new Pump(near, far, there), new Pump(far, near, back)];
    });
  }

  #closed(connection: Connection): void {
    const { near, far } = connection;
    if (near.destroyed && (far === undefined || far.destroyed)) this.#connections.delete(connection);
  }
}
