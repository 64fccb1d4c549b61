import { randomUuid } from '../base/index.ts';
import { localDefaults, type Properties } from '../config/index.ts';
import type { Endpoint, Env } from '../env/index.ts';
import type { MetadataImage } from '../metadata/index.ts';
import type { ListenerConfig, NodeConfig } from '../node/index.ts';
import { VirtualProcess } from './process.ts';
import { SimNode, type StartProgram } from './sim-node.ts';
import type { World } from './world.ts';

const CLIENT_PORT = 9092;
const CONTROLLER_PORT = 9093;
export const DATA_DIRECTORY = '/data';

export interface ClusterOptions {
  readonly nodes: number;
  readonly properties?: Properties;
  readonly program?: StartProgram;
  /** `broker.rack` of each node; undefined: they have none. */
  readonly racks?: readonly string[];
  /** The others hear of a process' end from their supervisor, as in the product. Default false. */
  readonly supervised?: boolean;
}

/** How long a supervisor takes to see that a process has ended, and to tell the others. */
const SUPERVISOR_MS = { least: 0.2, mean: 5 };

function listener(name: string, host: string, port: number): ListenerConfig {
  return { name, hosts: [host], port, advertised: { host, port }, protocol: 'PLAINTEXT' };
}

/** Machines `n1`, `n2`, … with a combined node each, and as many client machines as somebody asks for. */
export class Cluster {
  readonly world: World;
  readonly nodes: readonly SimNode[];

  constructor(world: World, options: ClusterOptions) {
    this.world = world;
    const chance = world.chance('cluster');
    const clusterId = randomUuid((size) => chance.bytes(size));
    const ids = Array.from({ length: options.nodes }, (_, index) => index + 1);
    const controllers = ids.map((id) => ({
      id,
      host: `n${id}`,
      port: CONTROLLER_PORT,
      directoryId: randomUuid((size) => chance.bytes(size)),
    }));
    this.nodes = ids.map((nodeId) => {
      const host = `n${nodeId}`;
      const config: NodeConfig = {
        nodeId,
        clusterId,
        rack: options.racks?.[nodeId - 1] ?? null,
        dataDirectories: [DATA_DIRECTORY],
        listeners: [listener('PLAINTEXT', host, CLIENT_PORT)],
        controllerListener: listener('CONTROLLER', host, CONTROLLER_PORT),
        controllers,
        properties: {
          'process.roles': 'broker,controller',
          'node.id': String(nodeId),
          'controller.listener.names': 'CONTROLLER',
          'log.dirs': DATA_DIRECTORY,
          ...localDefaults({ nodes: options.nodes }),
          ...options.properties,
        },
      };
      return new SimNode(world, config, host, options.program);
    });
    if (options.supervised !== true) return;
    for (const node of this.nodes) node.onExit = (brokerEpoch) => this.#tellOthers(node, brokerEpoch);
  }

  #tellOthers(node: SimNode, brokerEpoch: number | null): void {
    const chance = this.world.chance(`supervisor ${node.id} ${node.life}`);
    for (const other of this.nodes) {
      if (other === node) continue;
      const { least, mean } = SUPERVISOR_MS;
      // Only processes that serve already are told, as the supervisor does.
      other.process?.after(least + chance.exponential(mean), 'supervisor', () =>
        other.running?.peerExited(node.id, brokerEpoch),
      );
    }
  }

  get bootstrap(): Endpoint[] {
    return this.nodes.map(({ host }) => ({ host, port: CLIENT_PORT }));
  }

  start(): void {
    for (const node of this.nodes) node.start();
  }

  /** The metadata of the node that has seen most; undefined while none serves. */
  newestImage(): MetadataImage | undefined {
    let newest: MetadataImage | undefined;
    for (const { running } of this.nodes) {
      const image = running?.broker.image();
      if (image !== undefined && image.endOffset > (newest?.endOffset ?? -1)) newest = image;
    }
    return newest;
  }

  /** Whether the node, with the disk it has now, is a voter of the quorum by its own account. */
  isVoter({ id, running, disk }: SimNode): boolean {
    const voter = running?.inside('quorum', null).voters.find((each) => each.id === id);
    const properties = disk.memory.readFile(`${DATA_DIRECTORY}/meta.properties`)?.toString() ?? '';
    return voter !== undefined && properties.includes(`directory.id=${voter.directoryId}`);
  }

  get up(): SimNode[] {
    return this.nodes.filter(({ condition }) => condition === 'up');
  }

  /** A process on a client's machine, with its environment. It has no disk worth the name. */
  client(name: string, host: string): { process: VirtualProcess; env: Env } {
    const { scheduler, network } = this.world;
    const process = new VirtualProcess(scheduler, name, host);
    const noDisk = new Proxy({} as Env['disk'], {
      get() {
        throw new Error('clients of the simulator have no disk');
      },
    });
    const env: Env = {
      clock: process.clock,
      disk: noDisk,
      network: network.of(process),
      random: this.world.chance(name),
      log: { info() {}, warn() {}, error() {} },
      facts: { report() {} },
    };
    return { process, env };
  }

  /** Ends a client's process as a kill would. */
  endClient(process: VirtualProcess): void {
    process.kill();
    this.world.network.processDied(process);
  }
}
