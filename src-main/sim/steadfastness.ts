import type { PartitionImage } from '../metadata/index.ts';
import type { Cluster } from './cluster.ts';
import type { Chance } from './random.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What one node of a healthy cluster suffers while the others go on. */
export type SingleFault = 'killed' | 'paused' | 'cut off' | 'without power';

const SINGLE_FAULTS: readonly SingleFault[] = ['killed', 'paused', 'cut off', 'without power'];

/** Takes one node away from a healthy cluster and gives it back. */
export class SingleFaults {
  readonly #world: World;
  readonly #cluster: Cluster;
  readonly #chance: Chance;

  constructor(world: World, cluster: Cluster) {
    this.#world = world;
    this.#cluster = cluster;
    this.#chance = world.chance('single faults');
  }

  /** Returns what it did, and the way back. */
  strike(): { readonly what: string; undo(): void } {
    const node = this.#chance.pick(this.#cluster.nodes);
    const fault = this.#chance.pick(SINGLE_FAULTS);
    const what = `node ${node.id} is ${fault}`;
    this.#world.scheduler.note(what);
    switch (fault) {
      case 'killed':
        node.kill();
        return { what, undo: () => node.start() };
      case 'paused':
        node.pause();
        return { what, undo: () => node.resume() };
      case 'cut off':
        this.#cutOff(node);
        return { what, undo: () => this.#world.network.openAll() };
      case 'without power':
        node.losePower();
        return { what, undo: () => node.start() };
    }
  }

  /** From the other nodes and from its clients, both ways. */
  #cutOff(node: SimNode): void {
    const { network } = this.#world;
    for (const { host } of this.#cluster.nodes) {
      if (host === node.host) continue;
      network.block(host, node.host);
      network.block(node.host, host);
    }
  }
}

/** Every node serves and votes, every replica is in sync, and nothing is on the move. */
export function isSettled(cluster: Cluster): boolean {
  if (!cluster.nodes.every((node) => node.condition === 'up' && cluster.isVoter(node))) return false;
  const image = cluster.newestImage()!;
  for (const { fenced } of image.brokers.values()) if (fenced) return false;
  for (const { partitions } of image.topicsById.values()) if (!partitions.every(isWhole)) return false;
  return true;
}

function isWhole({ leader, isr, replicas, addingReplicas, removingReplicas }: PartitionImage): boolean {
  const moves = addingReplicas.length + removingReplicas.length > 0;
  return leader >= 0 && !moves && isr.length === replicas.length;
}
