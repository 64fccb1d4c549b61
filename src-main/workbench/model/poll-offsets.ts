/** Where the logs of all partitions stand: from inside our own nodes, else over the Kafka protocol. */
import {
  describeLogDirectories,
  type FoundOffset,
  type Isolation,
  type KafkaClient,
  KafkaError,
  listOffsets,
  OffsetSpec,
  type PartitionResult,
  type TopicPartition,
} from '../../client/index.ts';
import { SaidError, say } from '../../contract/index.ts';
import type { InsideCalls } from '../../node/messages.ts';
import type { HostLink } from '../host-link.ts';
import type { Parts } from './parted-facet.ts';
import type { DirectoryState, Facets, MetadataFacet, OffsetsFacet, PartitionOffsets } from './state.ts';

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

/** What was known before stays, with what keeps its leader from telling. */
function unknownNow(before: PartitionOffsets | undefined, leader: number, answer: unknown): PartitionOffsets {
  const problem =
    leader < 0
      ? NO_LEADER
      : answer instanceof Error
        ? answer.message
        : `Node ${leader} says nothing about it.`;
  return before === undefined ? nothing(problem) : { ...before, problem };
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
        const entry = byNode.get(leader)?.get(name)?.get(partition);
        if (entry === undefined) return unknownNow(before?.get(name)?.[partition], leader, views.get(leader));
        const { startOffset, lastStableOffset, highWatermark, endOffset, sizeBytes } = entry;
        const last = before?.get(name)?.[partition];
        // A node that was started anew has seen no append yet; nothing came since it was known last.
        const lastAppendMs =
          entry.lastAppendMs ?? (last?.highWatermark === highWatermark ? last.lastAppendMs : null);
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

/** What our own nodes say of all their logs, followers' included: one message each, and it tells more than the protocol does. */
export function insideParts(host: HostLink): Parts<'offsets', InsideOffsets> {
  return {
    name: 'offsets',
    nodesOf: () => host.nodes.map(({ id }) => id),
    ask: async (node) => {
      const status = host.nodes.find(({ id }) => id === node)?.status ?? 'stopped';
      if (status !== 'running') throw new SaidError(say('node.is', { node, status }));
      return host.inside(node, 'offsets', { topics: null });
    },
    join: (said, { metadata, offsets }) => offsetsFromInside(metadata, said, offsets),
  };
}

/** The newest times are asked of so many partitions in a round, those that grew; the rest follow in the next ones. */
const TIMES_MAX = 2_000;

type LeaderOffsets = readonly (TopicPartition & PartitionOffsets)[];

/**
 * Start, high watermark and last stable offset: three requests per leader, whatever the number of partitions. The time
 * of the newest record costs a broker a look into a file, and is asked where a log has grown.
 */
export function leaderParts(client: KafkaClient): Parts<'offsets', LeaderOffsets> {
  const leadersOf = ({ metadata }: Facets) => {
    const leaders = new Set<number>();
    for (const { partitions } of metadata.topics.values())
      for (const { leader } of partitions) if (leader >= 0) leaders.add(leader);
    return [...leaders];
  };
  return {
    name: 'offsets',
    nodesOf: leadersOf,
    ask: (leader, facets) =>
      offsetsOfLeader(client, leader, facets, Math.ceil(TIMES_MAX / leadersOf(facets).length)),
    join: (said, { metadata, offsets }) => offsetsFromLeaders(metadata, said, offsets),
  };
}

/** Of the partitions that `leader` leads. Throws when it gives no answer. */
async function offsetsOfLeader(
  client: KafkaClient,
  leader: number,
  { metadata, offsets: before }: Facets,
  timesMax: number,
): Promise<LeaderOffsets> {
  const partitions = [...metadata.topics.values()].flatMap(({ name, partitions: all }) =>
    all.filter((one) => one.leader === leader).map(({ partition }) => ({ topic: name, partition })),
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
    sizesIn(client, leader),
  ]);
  const [first] = ends;
  if (first !== undefined && ends.every((end) => 'error' in end && !(end.error instanceof KafkaError)))
    throw (first as { error: Error }).error;
  const times = await newestTimes(client, partitions, { starts, ends, before }, timesMax);
  return partitions.map(({ topic, partition }, index) => {
    const failed = [starts[index], ends[index]].find((result) => 'error' in result);
    return {
      topic,
      partition,
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
}

/** Each partition as its leader tells it, or whoever led it when it was asked. Pure. */
export function offsetsFromLeaders(
  metadata: MetadataFacet,
  said: ReadonlyMap<number, LeaderOffsets | Error>,
  before: OffsetsFacet,
): OffsetsFacet {
  const known = new Map<string, { readonly by: number; readonly offsets: PartitionOffsets }>();
  const leaderOf = (topic: string, partition: number) =>
    metadata.topics.get(topic)?.partitions[partition]?.leader;
  for (const [by, answer] of said) {
    if (answer instanceof Error) continue;
    for (const { topic, partition, ...offsets } of answer) {
      const name = `${topic}-${partition}`;
      if (known.get(name)?.by !== leaderOf(topic, partition)) known.set(name, { by, offsets });
    }
  }
  return new Map(
    [...metadata.topics.values()].map(({ name, partitions }) => [
      name,
      partitions.map(({ partition, leader }) => {
        const found = known.get(`${name}-${partition}`);
        if (found !== undefined && leader >= 0 && !(said.get(leader) instanceof Error)) return found.offsets;
        return unknownNow(before.get(name)?.[partition], leader, said.get(leader));
      }),
    ]),
  );
}

async function newestTimes(
  client: KafkaClient,
  partitions: readonly TopicPartition[],
  known: {
    readonly starts: readonly PartitionResult<FoundOffset>[];
    readonly ends: readonly PartitionResult<FoundOffset>[];
    readonly before: OffsetsFacet;
  },
  timesMax: number,
): Promise<Map<number, number>> {
  const wanted = partitions.flatMap(({ topic, partition }, index) => {
    const end = offsetOf(known.ends[index]);
    if (end === null || end === offsetOf(known.starts[index])) return [];
    const last = known.before.get(topic)?.[partition];
    const asked = last !== undefined && last.highWatermark === end && last.lastAppendMs !== null;
    return asked ? [] : [{ index, topic, partition, timestamp: OffsetSpec.maxTimestamp }];
  });
  const asked = wanted.slice(0, timesMax);
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

/** Of the logs that lie on one broker; empty when it does not tell. */
async function sizesIn(client: KafkaClient, broker: number): Promise<Map<string, number>> {
  const directories = await describeLogDirectories(client, broker).catch(() => []);
  const sizes = new Map<string, number>();
  for (const { partitions } of directories)
    for (const { topic, partition, sizeBytes, future } of partitions)
      if (!future) sizes.set(`${topic}-${partition}`, sizeBytes);
  return sizes;
}

/** Use of the log directories; of a broker that does not answer the last one stays. */
export function directoryParts(client: KafkaClient): Parts<'directories', DirectoryState[]> {
  return {
    name: 'directories',
    nodesOf: ({ metadata }) => metadata.brokers.map(({ id }) => id),
    ask: async (broker) => {
      const directories = await describeLogDirectories(client, broker);
      return directories.map(({ path, error, totalBytes, usableBytes, partitions }) => ({
        path,
        usedBytes: partitions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
        totalBytes,
        freeBytes: usableBytes,
        offline: error?.message ?? null,
      }));
    },
    join: (said, { directories }) => {
      const joined = new Map(directories);
      for (const [broker, answer] of said) if (!(answer instanceof Error)) joined.set(broker, answer);
      return joined;
    },
  };
}
