import type { Partition } from '../broker/index.ts';
import { type Image, imageRecords, type MetadataImage, type PartitionImage } from '../metadata/index.ts';
import { CommittedRecords, type EpochStart } from './committed-records.ts';
import { replayMetadata } from './disk-reader.ts';
import { LeaderInvariants } from './leader-invariants.ts';
import { restlessness } from './rest-invariant.ts';
import type { Owner } from './scheduler.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What is remembered of one partition of one node during one life of it. */
interface Seen {
  highWatermark: number;
  leaderEpoch: number;
  startOffset: number;
  endOffset: number;
  epochs: readonly EpochStart[];
  image: PartitionImage;
  /** Its state as a leader. */
  leader: unknown;
}

/** One text per image: equal texts mean equal metadata. */
export function imageText(image: MetadataImage): string {
  return JSON.stringify([...imageRecords(image as Image)], (_key, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}

/**
 * What must hold after every event, on every node that serves: looked up in the nodes' memory, for the node whose event
 * it was. Costs a few comparisons per partition of that node.
 */
export class Invariants {
  readonly #world: World;
  readonly #byProcess: (owner: Owner) => SimNode | undefined;
  readonly #lives = new Map<SimNode, { life: number; partitions: Map<Partition, Seen>; image: unknown }>();
  readonly #leaders: LeaderInvariants;
  readonly #records: CommittedRecords;
  /** Committed metadata by end offset, as the first node to get there had it. */
  readonly #committed = new Map<number, { node: number; text: string }>();
  /** The highest committed offset of the metadata that any node has shown, and its epoch. */
  #metadataEnd = { offset: 0, epoch: 0 };
  checks = 0;

  constructor(world: World, nodes: readonly SimNode[]) {
    this.#world = world;
    this.#leaders = new LeaderInvariants(world);
    this.#records = new CommittedRecords(world);
    this.#byProcess = (owner) => nodes.find(({ process }) => process === owner);
  }

  afterEvent(owner: Owner | undefined): void {
    const node = owner === undefined ? undefined : this.#byProcess(owner);
    if (node?.running === undefined) return;
    this.checks++;
    let life = this.#lives.get(node);
    if (life === undefined || life.life !== node.life) {
      life = { life: node.life, partitions: new Map(), image: undefined };
      this.#lives.set(node, life);
    }
    const { broker } = node.running;
    const image = broker.image();
    if (image !== life.image) {
      life.image = image;
      this.#leaders.learn(image);
      this.#checkImage(node, image);
    }
    for (const partition of broker.replicas.all()) this.#checkPartition(node, partition, life.partitions);
  }

  #checkPartition(node: SimNode, partition: Partition, partitions: Map<Partition, Seen>): void {
    const { log, image } = partition;
    if (log === undefined) return;
    const { startOffset, lastStableOffset, highWatermark, endOffset } = log;
    const violate = (invariant: string, detail: string) =>
      this.#violate(invariant, `node ${node.id} ${partition.topic}-${partition.index}: ${detail}`);
    if (!(startOffset <= lastStableOffset && lastStableOffset <= highWatermark && highWatermark <= endOffset))
      violate(
        'offsets-in-order',
        `start ${startOffset}, stable ${lastStableOffset}, high watermark ${highWatermark}, end ${endOffset}`,
      );
    const { leaderEpoch } = image;
    let seen = partitions.get(partition);
    if (seen === undefined) {
      const epochs = [...log.epochEntries];
      seen = { highWatermark, leaderEpoch, startOffset, endOffset, epochs, image, leader: undefined };
      partitions.set(partition, seen);
      this.#records.shown(node, partition, 0);
    }
    if (highWatermark > seen.highWatermark) this.#records.shown(node, partition, seen.highWatermark);
    if (endOffset < seen.endOffset) this.#records.wasCut(node, partition, seen.epochs, seen.endOffset);
    if (partition.leader !== seen.leader && partition.leader !== undefined)
      this.#records.leads(node, partition);
    if (highWatermark < seen.highWatermark)
      violate('high-watermark-monotonic', `${highWatermark} after ${seen.highWatermark}`);
    if (startOffset < seen.startOffset)
      violate('log-start-monotonic', `${startOffset} after ${seen.startOffset}`);
    if (leaderEpoch < seen.leaderEpoch)
      violate('leader-epoch-monotonic', `${leaderEpoch} after ${seen.leaderEpoch}`);
    if (image !== seen.image && !image.isr.every((id) => image.replicas.includes(id)))
      violate('isr-within-replicas', `ISR ${image.isr.join()} of replicas ${image.replicas.join()}`);
    seen.highWatermark = highWatermark;
    seen.leaderEpoch = leaderEpoch;
    seen.startOffset = startOffset;
    seen.endOffset = endOffset;
    // Entries are replaced, not changed, and taken from the end: their number and the last of them say all.
    const { epochEntries } = log;
    if (epochEntries.length !== seen.epochs.length || epochEntries.at(-1) !== seen.epochs.at(-1))
      seen.epochs = [...epochEntries];
    seen.image = image;
    seen.leader = partition.leader;
    if (partition.leader !== undefined) this.#leaders.check(node, partition);
    const restless = restlessness(partition);
    if (restless !== undefined) violate('rest-is-quiet', restless);
  }

  /** Metadata that two nodes have up to the same offset is the same; what is committed comes back after a restart. */
  #checkImage(node: SimNode, image: MetadataImage): void {
    const { endOffset, epoch } = image;
    const text = imageText(image);
    const known = this.#committed.get(endOffset);
    if (known === undefined) this.#committed.set(endOffset, { node: node.id, text });
    else if (known.text !== text)
      this.#violate('metadata-equal', `nodes ${known.node} and ${node.id} differ at offset ${endOffset}`);
    if (endOffset > this.#metadataEnd.offset) {
      if (epoch < this.#metadataEnd.epoch)
        this.#violate(
          'metadata-epoch-monotonic',
          `epoch ${epoch} at ${endOffset}, before ${this.#metadataEnd.epoch}`,
        );
      this.#metadataEnd = { offset: endOffset, epoch };
    }
  }

  /** What any node has shown as committed is still there when all is healed. */
  checkNothingForgotten(node: SimNode): void {
    const { endOffset } = node.running!.broker.image();
    if (endOffset < this.#metadataEnd.offset)
      this.#violate(
        'metadata-kept',
        `node ${node.id} ends at ${endOffset}, ${this.#metadataEnd.offset} was committed`,
      );
  }

  /** The image in memory is what the log on disk gives. */
  checkReplay(node: SimNode): void {
    if (node.running === undefined) return;
    const image = node.running.broker.image();
    if (imageText(replayMetadata(node, image.endOffset)) !== imageText(image))
      this.#violate(
        'image-is-replay',
        `node ${node.id}: its log up to ${image.endOffset} gives another image`,
      );
  }

  #violate(invariant: string, detail: string): void {
    this.#world.violate(invariant, detail);
  }
}
