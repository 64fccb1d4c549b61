import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { ClusterError } from './cluster-file.ts';
import { portHolder } from './port-holder.ts';

/** Loopback in both families: a client that says `localhost` may try either first. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1'];

/** Kafka's own port, and where our controllers begin to look. */
export const DEFAULT_PORT = 9092;
const FIRST_CONTROLLER_PORT = 19_092;
const MAX_PORT = 65_535;
const MAX_TRIES = 500;

export interface PortRequest {
  readonly nodes: number;
  /** `--port`: null when the flag is not given, 0 for the system's choice. */
  readonly asked: number | null;
  /** From cluster.json, node 1 first. Null on the first start. */
  readonly kept: readonly { readonly port: number; readonly controllerPort: number }[] | null;
  /** The port that cluster.json was asked to have; null: the system's choice. */
  readonly keptPort: number | null;
}

export interface PortChoice {
  readonly nodes: readonly { readonly port: number; readonly controllerPort: number }[];
  /** To be kept in cluster.json: what later starts try first. */
  readonly port: number | null;
  /** What to say about it, where it differs from what somebody may expect. */
  readonly notes: readonly string[];
}

/**
 * Chooses the Kafka and controller ports of all nodes. Nobody reserves them: a node that still finds its port taken
 * fails with the system's error. Throws ClusterError when a port given by hand is taken.
 */
export async function choosePorts(request: PortRequest, isFree = isPortFree): Promise<PortChoice> {
  const { asked, kept, keptPort } = request;
  const wanted = asked ?? (kept === null ? DEFAULT_PORT : (keptPort ?? 0));
  const notes: string[] = [];
  const taken = new Set<number>();
  const free = async (port: number) => !taken.has(port) && (await isFree(port));

  const clients = await chooseClientPorts(request, free, notes);
  for (const port of clients) taken.add(port);
  const nodes: { port: number; controllerPort: number }[] = [];
  for (const [index, port] of clients.entries()) {
    const keptController = kept?.[index]?.controllerPort ?? null;
    const controllerPort = await chooseControllerPort(keptController, wanted === 0, free);
    if (keptController !== null && controllerPort !== keptController) {
      notes.push(`controller port ${keptController} of node ${index + 1} is taken; using ${controllerPort}`);
    }
    taken.add(controllerPort);
    nodes.push({ port, controllerPort });
  }
  return { nodes, port: wanted === 0 ? null : wanted, notes };
}

type IsFree = (port: number) => Promise<boolean>;

async function chooseClientPorts(request: PortRequest, free: IsFree, notes: string[]): Promise<number[]> {
  const { nodes, asked, kept, keptPort } = request;
  if (asked === 0) return systemPorts(nodes, free);
  if (asked !== null) {
    const block = portBlock(asked, nodes);
    if (block === null) throw new ClusterError(`--port ${asked}: there are no ${nodes} ports from there on`);
    for (const port of block) if (!(await free(port))) throw new ClusterError(await takenMessage(port));
    return block;
  }
  if (kept !== null && keptPort === null) {
    const ports = kept.map((node) => node.port);
    for (const port of ports) {
      if (await free(port)) continue;
      const chosen = await systemPorts(nodes, free);
      notes.push(
        `port ${port} is taken by ${await holderOf(port)}; Kafka ports are now ${chosen.join(', ')}`,
      );
      return chosen;
    }
    return ports;
  }
  const first = keptPort ?? DEFAULT_PORT;
  for (let start = first, tries = 0; tries < MAX_TRIES; start++, tries++) {
    const block = portBlock(start, nodes);
    if (block === null) break;
    if (!(await allFree(block, free))) continue;
    if (start !== first) {
      notes.push(`port ${first} is taken by ${await holderOf(first)}; using ${describe(block)} instead`);
    }
    return block;
  }
  throw new ClusterError(`no ${nodes} free ports from ${first} on; choose with --port`);
}

async function chooseControllerPort(
  kept: number | null,
  systemChooses: boolean,
  free: IsFree,
): Promise<number> {
  if (kept !== null && (await free(kept))) return kept;
  return systemChooses ? (await systemPorts(1, free))[0] : firstFree(FIRST_CONTROLLER_PORT, free);
}

async function firstFree(from: number, free: IsFree): Promise<number> {
  for (let port = from; port < from + MAX_TRIES; port++) if (await free(port)) return port;
  throw new ClusterError(`no free port from ${from} to ${from + MAX_TRIES - 1} for a controller`);
}

function portBlock(first: number, count: number): number[] | null {
  return first + count - 1 > MAX_PORT ? null : Array.from({ length: count }, (_, i) => first + i);
}

async function allFree(ports: readonly number[], free: IsFree): Promise<boolean> {
  for (const port of ports) if (!(await free(port))) return false;
  return true;
}

function describe(block: readonly number[]): string {
  return block.length === 1 ? String(block[0]) : `${block[0]}-${block.at(-1)}`;
}

async function takenMessage(port: number): Promise<string> {
  return `--port: ${port} is taken by ${await holderOf(port)}; stop it, or choose another port (0: any)`;
}

async function holderOf(port: number): Promise<string> {
  return (await portHolder(port)) ?? 'another program';
}

/** Ports that the system hands out, free on all loopback addresses. */
async function systemPorts(count: number, free: IsFree): Promise<number[]> {
  const ports: number[] = [];
  for (let tries = 0; ports.length < count && tries < MAX_TRIES; tries++) {
    const port = await bindOnce(0, LOOPBACK_HOSTS[0]);
    if (typeof port === 'number' && !ports.includes(port) && (await free(port))) ports.push(port);
  }
  if (ports.length < count) throw new ClusterError(`the system has no ${count} free ports`);
  return ports;
}

/** Whether nobody listens on `port`, on any of our loopback addresses that this machine has. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of LOOPBACK_HOSTS) if ((await bindOnce(port, host)) === 'taken') return false;
  return true;
}

/** Binds and lets go again. Answers the port, or why not; `absent`: this machine has no such address. */
function bindOnce(port: number, host: string): Promise<number | 'taken' | 'absent'> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT' ? 'absent' : 'taken');
    });
    server.listen({ port, host, exclusive: true }, () => {
      const bound = (server.address() as AddressInfo).port;
      server.close(() => resolve(bound));
    });
  });
}
