import type { Partition } from './partition.ts';

/** The partitions that have a replica on this node, by topic and index. */
export class PartitionTable {
  readonly #topics = new Map<string, Map<number, Partition>>();

  get(topic: string, index: number): Partition | undefined {
    return this.#topics.get(topic)?.get(index);
  }

  *all(): Iterable<Partition> {
    for (const partitions of this.#topics.values()) yield* partitions.values();
  }

  topics(): Iterable<string> {
    return this.#topics.keys();
  }

  of(topic: string): readonly Partition[] {
    return [...(this.#topics.get(topic)?.values() ?? [])];
  }

  add(partition: Partition): void {
    const { topic, index } = partition;
    let partitions = this.#topics.get(topic);
    if (partitions === undefined) this.#topics.set(topic, (partitions = new Map()));
    partitions.set(index, partition);
  }

  delete({ topic, index }: Partition): void {
    const partitions = this.#topics.get(topic);
    if (partitions === undefined) return;
    partitions.delete(index);
    if (partitions.size === 0) this.#topics.delete(topic);
  }
}
