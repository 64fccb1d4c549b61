import { murmur2, type RandomSource, toPositive } from '../base/index.ts';

/** The partition of a key, as Kafka's Java producer chooses it (`BuiltInPartitioner.partitionForKey`). */
export function partitionOfKey(key: Uint8Array, partitions: number): number {
  return toPositive(murmur2(key)) % partitions;
}

/** How many bytes go to one partition before the next one is chosen (`batch.size` of the Java producer). */
const STICKY_BYTES = 16_384;

/**
 * Where records without a key go: to one partition until it has got a batch's worth, then to another (KIP-794).
 * Partitions without a leader are left out while there is one with a leader.
 */
export class StickyPartitioner {
  readonly #random: RandomSource;
  #current = -1;
  #bytes = 0;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  next(
    partitions: readonly { readonly partition: number; readonly leader: number }[],
    sizeBytes: number,
  ): number {
    const available = partitions.filter(({ leader }) => leader >= 0);
    const choices = available.length > 0 ? available : partitions;
    const stays = this.#bytes < STICKY_BYTES && choices.some(({ partition }) => partition === this.#current);
    if (!stays) {
      const others = choices.filter(({ partition }) => partition !== this.#current);
      const pool = others.length > 0 ? others : choices;
      this.#current = pool[Math.floor(this.#random() * pool.length)].partition;
      this.#bytes = 0;
    }
    this.#bytes += sizeBytes;
    return this.#current;
  }
}
