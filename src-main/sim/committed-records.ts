import type { Partition } from '../broker/index.ts';
import type { SimNode } from './sim-node.ts';
import type { World } from './world.ts';

/** Which leader epoch begins at which offset. */
export interface EpochStart {
  readonly epoch: number;
  readonly startOffset: number;
}

/** What is known to be committed of one partition. */
interface Committed {
  readonly epochs: EpochStart[];
  endOffset: number;
  /** How far was committed when a leader epoch showed it, by the epoch: a leader that is overtaken knows no later ones. */
  readonly shownIn: Map<number, number>;
}

function epochAt(epochs: readonly EpochStart[], offset: number): number {
  return epochs.findLast(({ startOffset }) => startOffset <= offset)?.epoch ?? -1;
}

/** The first offset of each stretch in which neither of two logs changes its epoch. */
function stretches(
  a: readonly EpochStart[],
  b: readonly EpochStart[],
  { from, to }: { readonly from: number; readonly to: number },
): number[] {
  if (from >= to) return [];
  const starts = [...a, ...b].map(({ startOffset }) => startOffset);
  return [from, ...starts.filter((start) => start > from && start < to)];
}

/**
 * What any node has ever shown below a high watermark, by offset and epoch (a leader writes an offset once in its epoch,
 * so the two name a record): everybody who shows these offsets as committed must have the same, every leader must have
 * all of it, and nobody who has it may cut it off again, whether they know that it is committed or not.
 */
export class CommittedRecords {
  readonly #world: World;
  readonly #committed = new Map<string, Committed>();

  constructor(world: World) {
    this.#world = world;
  }

  #of({ topicId, index }: Partition): Committed {
    const place = `${topicId} ${index}`;
    let committed = this.#committed.get(place);
    if (committed === undefined)
      this.#committed.set(place, (committed = { epochs: [], endOffset: 0, shownIn: new Map() }));
    return committed;
  }

  /** The node shows everything before its high watermark as committed; what is before `from` it has shown already. */
  shown(node: SimNode, partition: Partition, from: number): void {
    const { epochEntries, highWatermark, startOffset } = partition.log!;
    const committed = this.#of(partition);
    const known = Math.min(highWatermark, committed.endOffset);
    this.#compare(node, partition, { from: Math.max(from, startOffset), to: known });
    if (highWatermark <= committed.endOffset) return;
    for (const offset of stretches(epochEntries, [], { from: committed.endOffset, to: highWatermark })) {
      const epoch = epochAt(epochEntries, offset);
      if (epoch !== (committed.epochs.at(-1)?.epoch ?? -1))
        committed.epochs.push({ epoch, startOffset: offset });
    }
    committed.endOffset = highWatermark;
    committed.shownIn.set(partition.image.leaderEpoch, highWatermark);
  }

  /**
   * The node leads from now on. It may hear so late, when others have led in later epochs: what those committed it need
   * not have, since nobody follows it any more.
   */
  leads(node: SimNode, partition: Partition): void {
    const { startOffset, endOffset } = partition.log!;
    const committed = this.#of(partition);
    const { leaderEpoch } = partition.leader!;
    let needed = 0;
    for (const [epoch, shown] of committed.shownIn)
      if (epoch <= leaderEpoch) needed = Math.max(needed, shown);
    if (endOffset < needed)
      this.#violate('leader-complete', node, partition, `${endOffset} of ${needed} committed`);
    this.#compare(node, partition, { from: startOffset, to: Math.min(endOffset, needed) });
  }

  /** The node's log ended at `endedAt`, and ends earlier now. */
  wasCut(node: SimNode, partition: Partition, before: readonly EpochStart[], endedAt: number): void {
    const committed = this.#of(partition);
    const to = Math.min(endedAt, committed.endOffset);
    const from = partition.log!.endOffset;
    for (const offset of stretches(before, committed.epochs, { from, to })) {
      const epoch = epochAt(before, offset);
      if (epoch !== epochAt(committed.epochs, offset)) continue;
      this.#violate(
        'committed-record-cut',
        node,
        partition,
        `${offset} of epoch ${epoch}, by a cut to ${from}`,
      );
      return;
    }
  }

  #compare(node: SimNode, partition: Partition, range: { readonly from: number; readonly to: number }): void {
    const { epochEntries } = partition.log!;
    const { epochs } = this.#of(partition);
    for (const offset of stretches(epochEntries, epochs, range)) {
      const [own, known] = [epochAt(epochEntries, offset), epochAt(epochs, offset)];
      if (own === known) continue;
      this.#violate(
        'committed-equal',
        node,
        partition,
        `${offset} is of epoch ${own} here, of ${known} where it was committed`,
      );
      return;
    }
  }

  #violate(invariant: string, node: SimNode, { topic, index }: Partition, detail: string): void {
    this.#world.violate(invariant, `node ${node.id} ${topic}-${index}: ${detail}`);
  }
}
