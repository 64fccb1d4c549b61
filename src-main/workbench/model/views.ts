// What a cluster's facets look like to each screen. Pure.
import type {
  GroupDetail,
  GroupRow,
  PartitionView,
  TopicDetail,
  TopicGroup,
  TopicRow,
} from '../../contract/index.ts';
import { compareText, groupPartitions, pastEnd, totalLag, unknownLags } from './lag.ts';
import type { LagHistory } from './lag-history.ts';
import type { RateMeter } from './rate-meter.ts';
import type { Facets, GroupState, PartitionOffsets, TopicState } from './state.ts';

/** What views need of a cluster. */
export interface ViewSource {
  readonly facets: Facets;
  readonly topicRates: ReadonlyMap<string, RateMeter>;
  readonly lagHistory: Pick<LagHistory, 'totals'>;
}

/** The groups of each topic with their lag there, worked out once for all topics. */
function groupsByTopic({ facets }: ViewSource): Map<string, TopicGroup[]> {
  const byTopic = new Map<string, TopicGroup[]>();
  for (const group of facets.groups.values()) {
    const partitions = groupPartitions(group, facets.metadata, facets.offsets, { whole: true });
    for (const [topic, ofTopic] of Map.groupBy(partitions, ({ topic }) => topic)) {
      let groups = byTopic.get(topic);
      if (groups === undefined) byTopic.set(topic, (groups = []));
      groups.push({
        groupId: group.groupId,
        lag: totalLag(ofTopic),
        unknownLags: unknownLags(ofTopic),
        beyondEnd: pastEnd(ofTopic),
      });
    }
  }
  return byTopic;
}

/** End minus start of all partitions; null when that of none is known. */
export function recordsIn(offsets: readonly PartitionOffsets[]): number | null {
  return sum(offsets, recordsOf);
}

function recordsOf({ startOffset, highWatermark, endOffset }: PartitionOffsets): number | null {
  const end = highWatermark ?? endOffset;
  return startOffset === null || end === null ? null : Math.max(0, end - startOffset);
}

/** Of so many partitions, those whose records nobody could count. */
function unknownPartitions(topic: TopicState, offsets: readonly PartitionOffsets[]): number {
  return topic.partitions.filter(({ partition }) => {
    const log = offsets[partition];
    return log === undefined || recordsOf(log) === null;
  }).length;
}

export function bytesIn(offsets: readonly PartitionOffsets[]): number | null {
  return sum(offsets, ({ sizeBytes }) => sizeBytes);
}

function newest(offsets: readonly PartitionOffsets[]): number | null {
  let last: number | null = null;
  for (const { lastAppendMs } of offsets)
    if (lastAppendMs !== null && lastAppendMs > (last ?? -1)) last = lastAppendMs;
  return last;
}

function sum<T>(items: readonly T[], amount: (item: T) => number | null): number | null {
  let total: number | null = null;
  for (const item of items) {
    const value = amount(item);
    if (value !== null) total = (total ?? 0) + value;
  }
  return total;
}

export function underReplicated({ partitions }: TopicState): number {
  return partitions.filter(({ replicas, isr }) => isr.length < replicas.length).length;
}

export function replicationFactor({ partitions }: TopicState): number {
  return partitions[0]?.replicas.length ?? 0;
}

export function topicRows(source: ViewSource): TopicRow[] {
  const { metadata, offsets, settings } = source.facets;
  const groups = groupsByTopic(source);
  return [...metadata.topics.values()].map((topic): TopicRow => {
    const logs = offsets.get(topic.name) ?? [];
    const rates = source.topicRates.get(topic.name);
    const setting = settings.get(topic.name);
    return {
      name: topic.name,
      id: topic.id,
      internal: topic.internal,
      partitions: topic.partitions.length,
      replicationFactor: replicationFactor(topic),
      records: recordsIn(logs),
      unknownPartitions: unknownPartitions(topic, logs),
      sizeBytes: bytesIn(logs),
      recordsInPerSecond: rates?.perSecond ?? null,
      // Nothing happened for as long as it reaches back: that needs no sixty zeros.
      history: rates?.history.some((rate) => rate > 0) === true ? rates.history : [],
      lastRecordMs: newest(logs),
      retentionMs: setting?.retentionMs ?? null,
      cleanupPolicy: setting?.cleanupPolicy ?? '',
      underReplicated: underReplicated(topic),
      groups: groups.get(topic.name) ?? [],
    };
  });
}

/** Null: there is no such topic. `elr`: eligible leader replicas by partition. */
export function topicDetail(
  source: ViewSource,
  name: string,
  elr: ReadonlyMap<number, readonly number[]> = new Map(),
): TopicDetail | null {
  const { facets } = source;
  const { metadata, offsets, groups } = facets;
  const topic = metadata.topics.get(name);
  if (topic === undefined) return null;
  const logs = offsets.get(name) ?? [];
  return {
    name,
    id: topic.id,
    internal: topic.internal,
    partitions: topic.partitions.map((partition): PartitionView => {
      const log = logs[partition.partition];
      return {
        partition: partition.partition,
        leader: partition.leader,
        leaderEpoch: partition.leaderEpoch,
        replicas: partition.replicas,
        isr: partition.isr,
        elr: elr.get(partition.partition) ?? [],
        startOffset: log?.startOffset ?? null,
        lastStableOffset: log?.lastStableOffset ?? null,
        highWatermark: log?.highWatermark ?? null,
        endOffset: log?.endOffset ?? null,
        sizeBytes: log?.sizeBytes ?? null,
        lastAppendMs: log?.lastAppendMs ?? null,
        problem: log?.problem ?? (partition.leader < 0 ? 'The partition has no leader at the moment.' : null),
      };
    }),
    replicationFactor: replicationFactor(topic),
    records: recordsIn(logs),
    unknownPartitions: unknownPartitions(topic, logs),
    compacted: facets.settings.get(name)?.cleanupPolicy.includes('compact') === true,
    sizeBytes: bytesIn(logs),
    groups: (groupsByTopic(source).get(name) ?? []).map((one) => ({
      ...one,
      state: groups.get(one.groupId)?.state ?? '',
    })),
  };
}

export function groupRows(source: ViewSource): GroupRow[] {
  const { metadata, offsets, groups } = source.facets;
  return [...groups.values()].map((group): GroupRow => {
    const partitions = groupPartitions(group, metadata, offsets, { whole: true });
    return {
      groupId: group.groupId,
      state: group.state,
      type: group.type,
      protocolType: group.protocolType,
      members: group.members?.length ?? null,
      topics: [...new Set(partitions.map(({ topic }) => topic))].toSorted(compareText),
      lag: totalLag(partitions),
      unknownLags: unknownLags(partitions),
      beyondEnd: pastEnd(partitions),
      history: source.lagHistory.totals(group.groupId),
      coordinator: group.coordinator,
    };
  });
}

/** Null: there is no such group. */
export function groupDetail(source: ViewSource, groupId: string): GroupDetail | null {
  const { metadata, offsets, groups } = source.facets;
  const group: GroupState | undefined = groups.get(groupId);
  if (group === undefined) return null;
  return {
    groupId,
    state: group.state,
    type: group.type,
    protocol: group.protocol,
    coordinator: group.coordinator,
    members: group.members ?? [],
    partitions: groupPartitions(group, metadata, offsets, { whole: true }),
    problem: group.problem,
  };
}
