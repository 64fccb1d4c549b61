import type { PartitionImage } from '../metadata/index.ts';
import type { Cluster } from './cluster.ts';
import type { Chance } from './random.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What one node of a healthy cluster suffers while the others go on. */
export type SingleFault = 'killed' | 'paused' | 'cut off' | 'without power' | 'flapping';

const SINGLE_FAULTS: readonly SingleFault[] = ['killed', 'paused', 'cut off', 'without power', 'flapping'];

/** Connections are reset again and again, but live long enough for a heartbeat. */
const FLAP_INTERVAL_MS = 300;
const FLAP_MS = 3_000;
/** By then the controller has heard from every broker again: nobody is fenced for a silence that began before. */
const HEARTBEATS_MS = 2_500;

export interface Strike {
  readonly what: string;
  /** The fault goes on for so long at least. */
  readonly lastsMs: number;
  undo(): void;
}

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
  strike(): Strike {
    const node = this.#chance.pick(this.#cluster.nodes);
    const fault = this.#chance.pick(SINGLE_FAULTS);
    const what = `node ${node.id} is ${fault}`;
    this.#world.scheduler.note(what);
    switch (fault) {
      case 'killed':
        node.kill();
        return { what, lastsMs: 0, undo: () => node.start() };
      case 'paused':
        node.pause();
        return { what, lastsMs: 0, undo: () => node.resume() };
      case 'cut off':
        this.#cutOff(node);
        return { what, lastsMs: 0, undo: () => this.#world.network.openAll() };
      case 'without power':
        node.losePower();
        return { what, lastsMs: 0, undo: () => node.start() };
      case 'flapping':
        return { what, lastsMs: HEARTBEATS_MS + FLAP_MS, undo: this.#flap(node) };
    }
  }

  /** All connections of the node's machine are reset again and again. That is no death: nobody may be fenced for it. */
  #flap(node: SimNode): () => void {
    const { scheduler, network } = this.#world;
    let isOn = true;
    const again = () => {
      if (!isOn) return;
      for (const { host } of this.#cluster.nodes)
        if (host !== node.host) network.resetBetween(node.host, host);
      scheduler.after(this.#chance.exponential(FLAP_INTERVAL_MS), 'flap', again);
    };
    scheduler.after(HEARTBEATS_MS, 'flap', () => {
      if (!isOn) return;
      this.#world.onFact = (reporter, body) => {
        if (body.kind === 'broker-fenced')
          this.#world.violate(
            'fenced-by-a-flap',
            `node ${reporter} fenced broker ${body.brokerId}, whose connections were reset`,
          );
      };
      again();
    });
    return () => {
      isOn = false;
      this.#world.onFact = () => {};
    };
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
