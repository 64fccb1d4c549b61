/** Where the logs of all partitions stand: from inside our own nodes, else over the Kafka protocol. */
import {
  describeLogDirectories,
  type FoundOffset,
  type Isolation,
  type KafkaClient,
  listOffsets,
  OffsetSpec,
  type PartitionResult,
} from '../../client/index.ts';
import type { InsideCalls } from '../../node/messages.ts';
import type { DirectoryState, MetadataFacet, OffsetsFacet, PartitionOffsets } from './state.ts';

export type InsideOffsets = InsideCalls['offsets']['output'];

const NO_LEADER = 'The partition has no leader at the moment.';

function nothing(problem: string): PartitionOffsets {
  return {
    startOffset: null,
    lastStableOffset: null,
    highWatermark: null,
    endOffset: null,
    sizeBytes: null,
    lastAppendMs: null,
    problem,
  };
}

/**
 * The leader's view of each partition, out of what each node says of all its logs. Where no leader can be asked, what
 * was known `before` stays, with the problem said. Pure.
 */
export function offsetsFromInside(
  metadata: MetadataFacet,
  views: ReadonlyMap<number, InsideOffsets | Error>,
  before?: OffsetsFacet,
): OffsetsFacet {
  const byNode = new Map<number, Map<string, Map<number, InsideOffsets[number]>>>();
  for (const [node, view] of views) {
    if (view instanceof Error) continue;
    const topics = new Map<string, Map<number, InsideOffsets[number]>>();
    for (const entry of view) {
      let partitions = topics.get(entry.topic);
      if (partitions === undefined) topics.set(entry.topic, (partitions = new Map()));
      partitions.set(entry.partition, entry);
    }
    byNode.set(node, topics);
  }
  const facet = new Map<string, PartitionOffsets[]>();
  for (const { name, partitions } of metadata.topics.values()) {
    facet.set(
      name,
      partitions.map(({ partition, leader }) => {
        const known = before?.get(name)?.[partition];
        const unknown = (problem: string) => (known === undefined ? nothing(problem) : { ...known, problem });
        if (leader < 0) return unknown(NO_LEADER);
        const entry = byNode.get(leader)?.get(name)?.get(partition);
        if (entry === undefined) {
          const view = views.get(leader);
          return unknown(view instanceof Error ? view.message : `Node ${leader} says nothing about it.`);
        }
        const { startOffset, lastStableOffset, highWatermark, endOffset, sizeBytes, lastAppendMs } = entry;
        return {
          startOffset,
          lastStableOffset,
          highWatermark,
          endOffset,
          sizeBytes,
          lastAppendMs,
          problem: null,
        };
      }),
    );
  }
  return facet;
}

/** The newest times are asked of so many partitions in a round, those that grew; the rest follow in the next ones. */
const TIMES_MAX = 2_000;

/**
 * Start, high watermark and last stable offset: three requests per leader, whatever the number of partitions. The time
 * of the newest record costs a broker a look into a file, and is asked where a log has grown since `before`.
 */
export async function offsetsOverProtocol(
  client: KafkaClient,
  metadata: MetadataFacet,
  before: OffsetsFacet = new Map(),
): Promise<OffsetsFacet> {
  const partitions = [...metadata.topics.values()].flatMap(({ name, partitions }) =>
    partitions.map(({ partition }) => ({ topic: name, partition })),
  );
  const ask = (timestamp: number, isolation: Isolation) =>
    listOffsets(
      client,
      partitions.map((place) => ({ ...place, timestamp })),
      { isolation },
    );
  const [starts, ends, stable, sizes] = await Promise.all([
    ask(OffsetSpec.earliest, 'read_uncommitted'),
    ask(OffsetSpec.latest, 'read_uncommitted'),
    ask(OffsetSpec.latest, 'read_committed'),
    partitionSizes(client, metadata),
  ]);
  const times = await newestTimes(client, partitions, { starts, ends, before });
  const facet = new Map<string, PartitionOffsets[]>();
  partitions.forEach(({ topic, partition }, index) => {
    let list = facet.get(topic);
    if (list === undefined) facet.set(topic, (list = []));
    const failed = [starts[index], ends[index]].find((result) => 'error' in result);
    list[partition] = {
      startOffset: offsetOf(starts[index]),
      lastStableOffset: offsetOf(stable[index]),
      highWatermark: offsetOf(ends[index]),
      // Only the leader knows how far its log reaches beyond the high watermark.
      endOffset: offsetOf(ends[index]),
      sizeBytes: sizes.get(`${topic}-${partition}`) ?? null,
      lastAppendMs: times.get(index) ?? before.get(topic)?.[partition]?.lastAppendMs ?? null,
      problem: failed !== undefined && 'error' in failed ? failed.error.message : null,
    };
  });
  return facet;
}

/** By index of the partition. A broker too old to tell (KIP-734) tells nothing. */
async function newestTimes(
  client: KafkaClient,
  partitions: readonly { readonly topic: string; readonly partition: number }[],
  known: {
    readonly starts: readonly PartitionResult<FoundOffset>[];
    readonly ends: readonly PartitionResult<FoundOffset>[];
    readonly before: OffsetsFacet;
  },
): Promise<Map<number, number>> {
  const wanted = partitions.flatMap(({ topic, partition }, index) => {
    const end = offsetOf(known.ends[index]);
    if (end === null || end === offsetOf(known.starts[index])) return [];
    const last = known.before.get(topic)?.[partition];
    const asked = last !== undefined && last.highWatermark === end && last.lastAppendMs !== null;
    return asked ? [] : [{ index, topic, partition, timestamp: OffsetSpec.maxTimestamp }];
  });
  const asked = wanted.slice(0, TIMES_MAX);
  const answers = asked.length === 0 ? [] : await listOffsets(client, asked).catch(() => []);
  const times = new Map<number, number>();
  for (const [at, answer] of answers.entries())
    if ('value' in answer && answer.value.timestampMs >= 0)
      times.set(asked[at].index, answer.value.timestampMs);
  return times;
}

function offsetOf(result: PartitionResult<FoundOffset>): number | null {
  return 'value' in result && result.value.offset >= 0 ? result.value.offset : null;
}

async function partitionSizes(client: KafkaClient, metadata: MetadataFacet): Promise<Map<string, number>> {
  const leaders = new Map<string, number>();
  for (const { name, partitions } of metadata.topics.values())
    for (const { partition, leader } of partitions) leaders.set(`${name}-${partition}`, leader);
  const sizes = new Map<string, number>();
  await Promise.all(
    metadata.brokers.map(async ({ id }) => {
      const directories = await describeLogDirectories(client, id).catch(() => []);
      for (const { partitions } of directories)
        for (const { topic, partition, sizeBytes, future } of partitions)
          if (!future && leaders.get(`${topic}-${partition}`) === id)
            sizes.set(`${topic}-${partition}`, sizeBytes);
    }),
  );
  return sizes;
}

/** Use of the log directories; a broker that does not answer has none. */
export async function directoriesOf(
  client: KafkaClient,
  brokers: readonly { readonly id: number }[],
): Promise<Map<number, DirectoryState[]>> {
  const entries = await Promise.all(
    brokers.map(async ({ id }): Promise<[number, DirectoryState[]] | undefined> => {
      try {
        const directories = await describeLogDirectories(client, id);
        return [
          id,
          directories.map(({ path, error, totalBytes, usableBytes, partitions }) => ({
            path,
            usedBytes: partitions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
            totalBytes,
            freeBytes: usableBytes,
            offline: error?.message ?? null,
          })),
        ];
      } catch {
        return undefined;
      }
    }),
  );
  return new Map(entries.filter((entry) => entry !== undefined));
}
