import type { MetadataImage } from '../metadata/index.ts';
import type { Cluster } from './cluster.ts';
import type { SimNode } from './sim-node.ts';

/** Damage that the cluster may not have noticed yet. */
interface Damage {
  readonly node: SimNode;
  /** Broker epoch of the process that ran on the disk before. */
  readonly brokerEpoch: number;
}

/**
 * Sees to it that whatever counts keeps a whole copy, for no replicated system survives more: one disk at a time is
 * damaged, while everybody has everything; and nobody else is taken down until the cluster has noticed, that is, until
 * the damaged replica is in no ISR and ELR, or its broker has registered anew. (Kafka syncs no records. If all replicas
 * die at once and one has lost its tail, whoever is asked last is believed, lastKnownElr: by design.)
 */
export class FaultAtlas {
  readonly #cluster: Cluster;
  readonly #flushAlways: boolean;
  #damage: Damage | undefined;
  /** Nodes whose disk was replaced. Until they are voters again each is one voter less. */
  readonly #wiped = new Set<SimNode>();

  constructor(cluster: Cluster, options: { readonly flushAlways: boolean }) {
    this.#cluster = cluster;
    this.#flushAlways = options.flushAlways;
  }

  /** Whether this node's process may end: what it leaves behind could be the damaged replica alone. */
  mayTakeDown(node: SimNode): boolean {
    const damage = this.#openDamage();
    return damage === undefined || damage.node === node;
  }

  /** Whether what lies on this node's disk may be lost in part. */
  mayDamage(node: SimNode): boolean {
    const { nodes } = this.#cluster;
    if (nodes.length === 1) return false;
    if (this.#openDamage() !== undefined || node.condition !== 'up') return false;
    // One whose disk fails may end at any moment, and leave the damaged replica alone.
    if (nodes.some((other) => other !== node && other.disk.isFailing)) return false;
    return this.#everybodyHasEverything();
  }

  /** Whether its machine may go off, with what was not synced. Where every record is synced, that is nothing. */
  mayLosePower(node: SimNode): boolean {
    return this.#flushAlways ? this.mayTakeDown(node) : this.mayDamage(node);
  }

  /** Must be called before `node` loses its power. */
  losesPower(node: SimNode): void {
    if (!this.#flushAlways) this.damaged(node);
  }

  /** Whether all of it may be lost: a disk that was replaced has no vote until the voters have been changed. */
  mayWipe(node: SimNode): boolean {
    const { nodes } = this.#cluster;
    const missing = nodes.filter((other) => other !== node && !this.#votes(other)).length;
    return nodes.length >= 3 && (missing + 1) * 2 < nodes.length && this.mayDamage(node);
  }

  /** Must be called before the process ends. */
  damaged(node: SimNode): void {
    const brokerEpoch = node.running?.brokerEpoch ?? -1;
    if (this.#cluster.nodes.length > 1) this.#damage = { node, brokerEpoch };
  }

  wiped(node: SimNode): void {
    this.#wiped.add(node);
  }

  /** Whether the node is among the voters, as far as any node knows. */
  #votes(node: SimNode): boolean {
    if (!this.#wiped.has(node)) return true;
    const rejoined = node.condition === 'up' && this.#cluster.isVoter(node);
    if (rejoined) this.#wiped.delete(node);
    return rejoined;
  }

  #openDamage(): Damage | undefined {
    const image = this.#cluster.newestImage();
    if (this.#damage !== undefined && image !== undefined && isNoticed(image, this.#damage))
      this.#damage = undefined;
    return this.#damage;
  }

  #everybodyHasEverything(): boolean {
    const { nodes } = this.#cluster;
    const newest = this.#cluster.newestImage();
    return nodes.every(({ condition, running }) => {
      if (condition !== 'up' || running === undefined) return false;
      const image = running.broker.image();
      return image.endOffset === newest!.endOffset && isWhole(image);
    });
  }
}

function isWhole(image: MetadataImage): boolean {
  for (const { partitions } of image.topicsById.values())
    if (partitions.some(({ isr, replicas }) => isr.length < replicas.length)) return false;
  return true;
}

function isNoticed(image: MetadataImage, { node, brokerEpoch }: Damage): boolean {
  const registered = image.brokers.get(node.id);
  if (registered !== undefined && registered.epoch > brokerEpoch) return true;
  for (const { partitions } of image.topicsById.values())
    if (partitions.some(({ isr, elr }) => isr.includes(node.id) || elr.includes(node.id))) return false;
  return true;
}
