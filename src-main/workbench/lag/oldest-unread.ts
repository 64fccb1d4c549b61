/** How long the oldest unread record of each partition has been waiting, reading no more than it takes to find it. */
import type { Fetched, FetchPosition, KafkaClient } from '../../client/index.ts';
import type { GroupPartition } from '../../contract/index.ts';
import { fetchStretches, nameOf } from './fetch-stretches.ts';
import { addStretch, emptyMakeup, type Makeup } from './lag-makeup.ts';

const PARTITIONS_MAX = 200;
/** As much as holds most batches (`batch.size`). In most cases the oldest record is in the first one. */
const FIRST_BYTES = 16 * 1024;
/** What is then read at once of a partition that begins with batches nobody gets: aborted ones and markers. */
const FURTHER_BYTES = 256 * 1024;
/** So often in one look; the next one goes on there. */
const ROUNDS_MAX = 8;
/** So many partitions with large batches are asked for by themselves at a time; the others wait for the next look. */
const ALONE_MAX = 16;

interface Passed {
  readonly from: number;
  /** Nothing unread is before this. */
  at: number;
  makeup: Makeup;
}

/**
 * Of one group. What was found or passed over is remembered for as long as the group stands where it stood, so that a
 * long stretch of aborted transactions is passed in the end, and nothing is read twice.
 */
export class OldestUnread {
  readonly #client: KafkaClient;
  readonly #passed = new Map<string, Passed>();

  constructor(client: KafkaClient) {
    this.#client = client;
  }

  /**
   * In the order of the partitions, in ms from the record's own time; 0 where nothing waits, null where it is not known:
   * the partition cannot be read, more is to be passed over, or it is not among the first 200.
   */
  async look(partitions: readonly GroupPartition[], signal?: AbortSignal): Promise<(number | null)[]> {
    const looked = partitions.slice(0, PARTITIONS_MAX).filter(({ lag }) => lag !== null && lag > 0);
    const wanted = new Set(looked.map(nameOf));
    for (const name of this.#passed.keys()) if (!wanted.has(name)) this.#passed.delete(name);
    for (const partition of looked) this.#begin(partition);
    let open = looked.filter((partition) => !this.#isFound(partition));
    for (let round = 0; round < ROUNDS_MAX && open.length > 0; round++) {
      const moved = await this.#read(open, round === 0 ? FIRST_BYTES : FURTHER_BYTES, signal);
      open = moved.filter((partition) => !this.#isFound(partition));
    }
    const nowMs = this.#client.env.clock.wallMs();
    return partitions.map((partition) => {
      if (partition.lag === 0) return 0;
      const passed = this.#passed.get(nameOf(partition));
      if (passed === undefined) return null;
      const { oldestMs } = passed.makeup;
      if (oldestMs !== undefined) return Math.max(0, nowMs - oldestMs);
      return passed.at >= partition.endOffset! ? 0 : null;
    });
  }

  #begin(partition: GroupPartition): void {
    const from = Math.max(partition.committedOffset!, partition.startOffset ?? 0);
    const before = this.#passed.get(nameOf(partition));
    // What was undecided may be aborted by now.
    if (before === undefined || before.from !== from || before.makeup.undecided > 0)
      this.#passed.set(nameOf(partition), { from, at: from, makeup: emptyMakeup() });
  }

  #isFound(partition: GroupPartition): boolean {
    const { at, makeup } = this.#passed.get(nameOf(partition))!;
    return makeup.oldestMs !== undefined || at >= partition.endOffset!;
  }

  /** Answers the partitions that got on: what cannot be read at the moment is left for the next look. */
  async #read(
    partitions: readonly GroupPartition[],
    partitionMaxBytes: number,
    signal: AbortSignal | undefined,
  ): Promise<GroupPartition[]> {
    const positions = partitions.map((one): FetchPosition => ({
      topic: one.topic,
      partition: one.partition,
      offset: this.#passed.get(nameOf(one))!.at,
    }));
    const fetched = await this.#fetch(positions, partitionMaxBytes, signal);
    return partitions.filter((partition) => {
      const answer = fetched.get(nameOf(partition));
      if (answer === undefined) return false;
      const passed = this.#passed.get(nameOf(partition))!;
      const to = partition.endOffset!;
      const { records: bytes, aborted, lastStableOffset: stable } = answer;
      // Nothing behind here that a broker would give: compacted away up to the end.
      const next =
        bytes.length === 0 ? to : addStretch(passed.makeup, { bytes, aborted, from: passed.at, to, stable });
      const moved = next > passed.at;
      passed.at = next;
      return moved;
    });
  }

  /**
   * A batch that is too large is whole only in the first partition of an answer (KIP-74): one without records is asked
   * for by itself before that says anything.
   */
  async #fetch(
    positions: readonly FetchPosition[],
    partitionMaxBytes: number,
    signal: AbortSignal | undefined,
  ): Promise<Map<string, Fetched>> {
    const found = await fetchStretches(this.#client, positions, { partitionMaxBytes, signal });
    if (positions.length === 1) return found;
    const empty = positions.filter((position) => found.get(nameOf(position))?.records.length === 0);
    for (const position of empty) found.delete(nameOf(position));
    const alone = await Promise.all(
      empty
        .slice(0, ALONE_MAX)
        .map((position) => fetchStretches(this.#client, [position], { partitionMaxBytes, signal })),
    );
    for (const one of alone) for (const [name, fetched] of one) found.set(name, fetched);
    return found;
  }
}
