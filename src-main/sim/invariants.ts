import { type Image, imageRecords, type MetadataImage } from '../metadata/index.ts';
import { replayMetadata } from './disk-reader.ts';
import type { Owner } from './scheduler.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** What is remembered of one partition of one node during one life of it. */
interface Seen {
  highWatermark: number;
  leaderEpoch: number;
  startOffset: number;
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
  readonly #lives = new Map<SimNode, { life: number; partitions: Map<string, Seen>; image: unknown }>();
  readonly #leaders = new Map<string, number>();
  /** Committed metadata by end offset, as the first node to get there had it. */
  readonly #committed = new Map<number, { node: number; text: string }>();
  /** The highest committed offset of the metadata that any node has shown, and its epoch. */
  #metadataEnd = { offset: 0, epoch: 0 };
  checks = 0;

  constructor(world: World, nodes: readonly SimNode[]) {
    this.#world = world;
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
      this.#checkImage(node, image);
    }
    for (const partition of broker.replicas.all()) {
      const { topic, index, log, leader, image: assignment } = partition;
      if (log === undefined) continue;
      const name = `${topic}-${index}`;
      // A topic may be deleted, and another one get its name.
      const place = `${partition.topicId} ${index}`;
      const { startOffset, lastStableOffset, highWatermark, endOffset } = log;
      if (!(
        startOffset <= lastStableOffset &&
        lastStableOffset <= highWatermark &&
        highWatermark <= endOffset
      ))
        this.#violate(
          'offsets-in-order',
          `node ${node.id} ${name}: start ${startOffset}, stable ${lastStableOffset}, high watermark ${highWatermark}, end ${endOffset}`,
        );
      const { leaderEpoch, isr, replicas } = assignment;
      let seen = life.partitions.get(place);
      if (seen === undefined)
        life.partitions.set(place, (seen = { highWatermark, leaderEpoch, startOffset }));
      if (highWatermark < seen.highWatermark)
        this.#violate(
          'high-watermark-monotonic',
          `node ${node.id} ${name}: ${highWatermark} after ${seen.highWatermark}`,
        );
      if (startOffset < seen.startOffset)
        this.#violate(
          'log-start-monotonic',
          `node ${node.id} ${name}: ${startOffset} after ${seen.startOffset}`,
        );
      if (leaderEpoch < seen.leaderEpoch)
        this.#violate(
          'leader-epoch-monotonic',
          `node ${node.id} ${name}: ${leaderEpoch} after ${seen.leaderEpoch}`,
        );
      seen.highWatermark = highWatermark;
      seen.leaderEpoch = leaderEpoch;
      seen.startOffset = startOffset;
      if (!isr.every((id) => replicas.includes(id)))
        this.#violate('isr-within-replicas', `${name}: ISR ${isr.join()} of replicas ${replicas.join()}`);
      if (leader !== undefined) this.#checkLeader(node, place, name, leader.leaderEpoch);
    }
  }

  #checkLeader(node: SimNode, id: string, name: string, leaderEpoch: number): void {
    const place = `${id} ${leaderEpoch}`;
    const known = this.#leaders.get(place);
    if (known === undefined) this.#leaders.set(place, node.id);
    else if (known !== node.id)
      this.#violate('one-leader-per-epoch', `${name} epoch ${leaderEpoch}: nodes ${known} and ${node.id}`);
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
