import type { Partition } from '../broker/index.ts';
import type { MetadataImage, PartitionImage } from '../metadata/index.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What the committed metadata has said about one partition so far. */
interface Decided {
  newest: PartitionImage;
  /** The ISRs that were committed, as text, by partition epoch. Steps that no image has shown alone are not in it. */
  readonly isrs: Map<number, string>;
  /** What leaders were told before any image showed it: the active controller may not serve yet. */
  readonly claims: Map<number, { readonly isr: string; readonly detail: string }>;
}

/** What a leader was like after its event before. */
interface LedBefore {
  highWatermark: number;
  isrSize: number;
}

/**
 * What leaders may do: one in each epoch, elected from those that have everything, with an ISR that was granted, and a
 * high watermark that stands still below min ISR (KIP-966).
 */
export class LeaderInvariants {
  readonly #world: World;
  readonly #leaders = new Map<string, number>();
  readonly #decided = new Map<string, Decided>();
  readonly #known = new WeakSet<PartitionImage>();
  readonly #before = new WeakMap<object, LedBefore>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes in what is committed. Costs one look per partition, and more only for those that changed. */
  learn(image: MetadataImage): void {
    for (const { id, name, partitions } of image.topicsById.values()) {
      for (const partition of partitions) {
        if (this.#known.has(partition)) continue;
        this.#known.add(partition);
        this.#decide(`${id} ${partition.partition}`, `${name}-${partition.partition}`, partition);
      }
    }
  }

  #decide(place: string, name: string, image: PartitionImage): void {
    const decided = this.#decided.get(place);
    if (decided === undefined) {
      const isrs = new Map([[image.partitionEpoch, image.isr.join()]]);
      this.#decided.set(place, { newest: image, isrs, claims: new Map() });
      return;
    }
    decided.isrs.set(image.partitionEpoch, image.isr.join());
    const claim = decided.claims.get(image.partitionEpoch);
    if (claim !== undefined && claim.isr !== image.isr.join())
      this.#world.violate('isr-granted', claim.detail);
    const { newest } = decided;
    // Images that came in one go with others say nothing about the step between.
    if (image.partitionEpoch === newest.partitionEpoch + 1) this.#checkElection(name, newest, image);
    if (image.partitionEpoch > newest.partitionEpoch) decided.newest = image;
  }

  /** Only the one that led last may lead without being known to have everything, where nobody else is (KIP-966). */
  #checkElection(name: string, before: PartitionImage, after: PartitionImage): void {
    const { leader } = after;
    if (leader < 0 || leader === before.leader) return;
    if ([...before.isr, ...before.elr, ...before.lastKnownElr].includes(leader)) return;
    // Let in by the leader before it, and leader at once: the end of a reassignment. An unclean leader has to recover.
    if (isMoving(before) && !isMoving(after) && after.leaderRecoveryState === 0) return;
    this.#world.violate(
      'clean-election',
      `${name} is led by ${leader}, who was neither in the ISR ${before.isr.join()} nor in the ELR ${before.elr.join()}`,
    );
  }

  /** After each event of the leader's node. */
  check(node: SimNode, partition: Partition): void {
    const { leader, log, image, config } = partition;
    if (leader === undefined || log === undefined) return;
    const { isr } = leader;
    const before = this.#before.get(leader);
    const minIsr = Math.min(config.minInsyncReplicas, image.replicas.length);
    if (before === undefined) {
      this.#before.set(leader, { highWatermark: log.highWatermark, isrSize: isr.length });
      this.#checkFirst(node, partition, leader.leaderEpoch);
    } else {
      if (log.highWatermark > before.highWatermark && Math.max(isr.length, before.isrSize) < minIsr)
        this.#world.violate(
          'high-watermark-needs-min-isr',
          `node ${node.id} ${nameOf(partition)}: ${before.highWatermark} → ${log.highWatermark} with ISR ${isr.join()}, min ISR ${minIsr}`,
        );
      before.highWatermark = log.highWatermark;
      before.isrSize = isr.length;
    }
    if (isr === image.isr) return;
    const decided = this.#decided.get(placeOf(partition))!;
    const committed = decided.isrs.get(leader.partitionEpoch);
    if (committed === isr.join()) return;
    // Passed over: what came after it was committed with it.
    if (committed === undefined && leader.partitionEpoch < decided.newest.partitionEpoch) return;
    const detail = `node ${node.id} ${nameOf(partition)} counts on the ISR ${isr.join()}, which no controller has granted`;
    if (committed === undefined) decided.claims.set(leader.partitionEpoch, { isr: isr.join(), detail });
    else this.#world.violate('isr-granted', detail);
  }

  #checkFirst(node: SimNode, partition: Partition, leaderEpoch: number): void {
    const place = `${placeOf(partition)} ${leaderEpoch}`;
    const known = this.#leaders.get(place);
    if (known === undefined) this.#leaders.set(place, node.id);
    else if (known !== node.id)
      this.#world.violate(
        'one-leader-per-epoch',
        `${nameOf(partition)} epoch ${leaderEpoch}: nodes ${known} and ${node.id}`,
      );
  }
}

function isMoving({ addingReplicas, removingReplicas }: PartitionImage): boolean {
  return addingReplicas.length + removingReplicas.length > 0;
}

function placeOf({ topicId, index }: Partition): string {
  return `${topicId} ${index}`;
}

function nameOf({ topic, index }: Partition): string {
  return `${topic}-${index}`;
}
