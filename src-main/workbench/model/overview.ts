// The cluster as a whole, and what in it needs a person. Pure.
import type { Attention, NodeView, Overview, Rates } from '../../contract/index.ts';
import type { NodeProcess } from '../../cluster/messages.ts';
import type { NodeState } from '../../node/messages.ts';
import type { NodeRates } from './cluster.ts';
import { groupPartitions, pastEnd, totalLag, unknownLags } from './lag.ts';
import type { RateMeter } from './rate-meter.ts';
import type { DirectoryState, Facets } from './state.ts';

export interface OverviewSource {
  readonly facets: Facets;
  readonly nodeStates: ReadonlyMap<number, NodeState>;
  /** The last one that any node named. */
  readonly lastLeader: { readonly leaderId: number; readonly leaderEpoch: number } | null;
  readonly nodeRates: ReadonlyMap<number, NodeRates>;
  readonly topicRates: ReadonlyMap<string, Pick<RateMeter, 'perSecond'>>;
  /** Of the local cluster; null for a remote one. */
  readonly processes: readonly NodeProcess[] | null;
  readonly bootstrapServers: string;
  /** The brokers that metadata names are those of now. */
  readonly metadataFresh: boolean;
}

const PLACEMENT_MAX = 2_000;
/** A group further behind than this is named. */
const LAG_WORTH_A_LOOK = 1_000;
/** A disk with less room than this is named. */
const FREE_BYTES_MIN = 1024 ** 3;

/** First metadata.version level of each release of Kafka, newest first (MetadataVersion). */
const RELEASES: readonly (readonly [level: number, release: string])[] = [
  [30, '4.3'],
  [28, '4.2'],
  [26, '4.1'],
  [22, '4.0'],
  [21, '3.9'],
  [20, '3.8'],
  [15, '3.7'],
  [12, '3.6'],
  [10, '3.5'],
  [9, '3.4'],
  [4, '3.3'],
];

export function kafkaVersion(metadataVersion: number): string {
  return RELEASES.find(([level]) => metadataVersion >= level)?.[1] ?? '';
}

export function overview(source: OverviewSource): Overview {
  const { metadata, groups, offsets } = source.facets;
  const nodes = nodeViews(source);
  const topics = [...metadata.topics.values()];
  const lags = [...groups.values()].map((group) => {
    const ofGroup = groupPartitions(group, metadata, offsets, { whole: true });
    return {
      groupId: group.groupId,
      lag: totalLag(ofGroup),
      unknown: unknownLags(ofGroup),
      beyondEnd: pastEnd(ofGroup),
    };
  });
  return {
    clusterId: metadata.clusterId,
    bootstrapServers: source.bootstrapServers,
    controllerId: quorumOf(source)?.leaderId ?? (metadata.controllerId >= 0 ? metadata.controllerId : null),
    quorum: quorumOf(source),
    kafkaVersion: kafkaVersion(metadata.metadataVersion),
    nodes,
    topics: topics.filter(({ internal }) => !internal).length,
    internalTopics: topics.filter(({ internal }) => internal).length,
    partitions: topics.reduce((sum, { partitions }) => sum + partitions.length, 0),
    placement: placementOf(source.facets),
    rates: ratesOf(source),
    totalLag: lags.length === 0 ? 0 : totalLag(lags),
    unknownLags: lags.reduce((sum, { unknown }) => sum + unknown, 0),
    attention: attention(source, nodes, lags),
  };
}

function nodeViews(source: OverviewSource): NodeView[] {
  const { facets, nodeStates, nodeRates, processes, metadataFresh } = source;
  const directories = (id: number, paths: readonly string[]) =>
    (facets.directories.get(id) ?? paths.map(unmeasured)).map(({ path, usedBytes, freeBytes, offline }) => ({
      path,
      usedBytes,
      freeBytes,
      offline,
    }));
  const shares = replicaShares(facets);
  const shareOf = (id: number) => shares.get(id) ?? NO_SHARE;
  const brokers = new Set(facets.metadata.brokers.map(({ id }) => id));
  if (processes !== null)
    return processes.map((node): NodeView => {
      const { id, status, pid, host, port, controllerPort, rack, upSinceMs, reason } = node;
      const { killedByHand, restartAtMs, brokerEpoch } = node;
      const cpuMsPerSecond = nodeStates.has(id) ? (nodeRates.get(id)?.cpuMs.perSecond ?? null) : null;
      return {
        id,
        status,
        roles: ['broker', 'controller'],
        pid,
        host,
        port,
        controllerPort,
        rack,
        upSinceMs,
        memoryBytes: nodeStates.get(id)?.memoryBytes ?? null,
        connections: nodeStates.get(id)?.connections ?? null,
        dataDirectories: directories(id, node.dataDirectories),
        reason,
        killedByHand,
        restartAtMs,
        brokerEpoch,
        // Metadata names the brokers that serve; whoever is registered and missing there is fenced.
        fenced: metadataFresh ? !brokers.has(id) : null,
        cpuPercent: cpuMsPerSecond === null ? null : Math.round(cpuMsPerSecond) / 10,
        ...shareOf(id),
      };
    });
  return facets.metadata.brokers.map(({ id, host, port, rack }): NodeView => ({
    id,
    status: metadataFresh ? 'running' : 'unknown',
    roles: ['broker'],
    pid: null,
    host,
    port,
    controllerPort: null,
    rack,
    upSinceMs: null,
    memoryBytes: null,
    connections: null,
    dataDirectories: directories(id, []),
    reason: null,
    killedByHand: false,
    restartAtMs: null,
    brokerEpoch: null,
    fenced: false,
    cpuPercent: null,
    ...shareOf(id),
  }));
}

type ReplicaShare = Pick<NodeView, 'replicas' | 'leads' | 'underReplicated' | 'outOfSync'>;
const NO_SHARE: ReplicaShare = { replicas: 0, leads: 0, underReplicated: 0, outOfSync: 0 };

/** Each node's part in the partitions there are. */
function replicaShares({ metadata }: Facets): Map<number, ReplicaShare> {
  const shares = new Map<number, { -readonly [K in keyof ReplicaShare]: number }>();
  for (const { partitions } of metadata.topics.values())
    for (const { leader, replicas, isr } of partitions)
      for (const id of replicas) {
        let share = shares.get(id);
        if (share === undefined) shares.set(id, (share = { ...NO_SHARE }));
        share.replicas++;
        if (!isr.includes(id)) share.outOfSync++;
        if (id !== leader) continue;
        share.leads++;
        if (isr.length < replicas.length) share.underReplicated++;
      }
  return shares;
}

function unmeasured(path: string): DirectoryState {
  return { path, usedBytes: 0, totalBytes: -1, freeBytes: -1, offline: null };
}

/**
 * Whoever knows the highest epoch is right about who leads, but goes on naming a leader that is gone. Who was cut off
 * from a majority leads nobody, and learns it late.
 */
function quorumOf({ nodeStates, processes, lastLeader }: OverviewSource): Overview['quorum'] {
  const words = [...nodeStates.values()].map(({ quorum }) => quorum);
  const newest = words.toSorted((a, b) => b.leaderEpoch - a.leaderEpoch || b.leaderId - a.leaderId).at(0);
  const lastLeaderId = lastLeader?.leaderId ?? null;
  if (newest === undefined)
    return processes === null || lastLeader === null
      ? null
      : { leaderId: null, lastLeaderId, leaderEpoch: lastLeader.leaderEpoch };
  const { leaderId, leaderEpoch, voters } = newest;
  // One that starts or stops still has its vote.
  const gone = new Set(
    processes
      ?.filter(({ status }) => status === 'dead' || status === 'stopped' || status === 'paused')
      .map(({ id }) => id),
  );
  const own = nodeStates.get(leaderId)?.quorum;
  const leads =
    leaderId >= 0 &&
    !gone.has(leaderId) &&
    (own === undefined || own.leaderEpoch < leaderEpoch || own.leaderId === leaderId) &&
    voters.filter((id) => !gone.has(id)).length * 2 > voters.length;
  return { leaderId: leads ? leaderId : null, lastLeaderId, leaderEpoch };
}

/** Our own nodes count what passes; of a remote cluster only the growth of its logs is seen. */
function ratesOf({ nodeRates, topicRates, processes }: OverviewSource): Rates {
  if (processes === null) return growthOf(topicRates);
  const sum = (pick: (rates: NodeRates) => number | null) => {
    let total = 0;
    for (const rates of nodeRates.values()) total += pick(rates) ?? 0;
    return Math.round(total * 10) / 10;
  };
  return {
    recordsInPerSecond: sum((rates) => rates.recordsIn.perSecond),
    bytesInPerSecond: sum((rates) => rates.bytesIn.perSecond),
    recordsOutPerSecond: nodeRates.size === 0 ? null : sum((rates) => rates.recordsOut.perSecond),
    bytesOutPerSecond: nodeRates.size === 0 ? null : sum((rates) => rates.bytesOut.perSecond),
  };
}

function growthOf(topicRates: OverviewSource['topicRates']): Rates {
  let records: number | null = null;
  for (const { perSecond } of topicRates.values())
    if (perSecond !== null) records = (records ?? 0) + perSecond;
  return {
    recordsInPerSecond: records === null ? null : Math.round(records * 10) / 10,
    bytesInPerSecond: null,
    recordsOutPerSecond: null,
    bytesOutPerSecond: null,
  };
}

function placementOf({ metadata }: Facets): Overview['placement'] {
  const placement: Overview['placement'][number][] = [];
  for (const { name, partitions } of metadata.topics.values())
    for (const { partition, leader, replicas, isr } of partitions) {
      if (placement.length === PLACEMENT_MAX) return placement;
      placement.push({ topic: name, partition, leader, replicas, isr });
    }
  return placement;
}

/** Of a topic with fewer replicas than min.insync.replicas all must be in sync (Partition.effectiveMinIsr). */
function asked(minInSyncReplicas: number, replicas: readonly number[]): number {
  return Math.min(minInSyncReplicas, replicas.length);
}

/** The worst first: nodes, then partitions, disks, lag. */
function attention(
  { facets }: OverviewSource,
  nodes: readonly NodeView[],
  lags: readonly { readonly groupId: string; readonly lag: number | null; readonly beyondEnd: number }[],
): Attention[] {
  const list: Attention[] = [];
  for (const { id, status } of nodes)
    if (status === 'dead' || status === 'stopped')
      list.push({ kind: 'node-down', subject: `node ${id}`, count: 1, target: '/nodes' });
  const counts = {
    offline: [] as Attention[],
    'under-min-isr': [] as Attention[],
    'under-replicated': [] as Attention[],
  };
  for (const { name, partitions } of facets.metadata.topics.values()) {
    const minInSync = facets.settings.get(name)?.minInSyncReplicas ?? 1;
    const target = `/topics/${encodeURIComponent(name)}`;
    const note = (kind: keyof typeof counts, count: number) => {
      if (count > 0) counts[kind].push({ kind, subject: name, count, target });
    };
    note('offline', partitions.filter(({ leader }) => leader < 0).length);
    note(
      'under-min-isr',
      partitions.filter(({ leader, isr, replicas }) => leader >= 0 && isr.length < asked(minInSync, replicas))
        .length,
    );
    note(
      'under-replicated',
      partitions.filter(
        ({ leader, isr, replicas }) =>
          leader >= 0 && isr.length >= asked(minInSync, replicas) && isr.length < replicas.length,
      ).length,
    );
  }
  list.push(...counts.offline, ...counts['under-min-isr'], ...counts['under-replicated']);
  for (const directories of facets.directories.values())
    for (const { path, freeBytes, totalBytes, offline } of directories)
      if (offline !== null || (freeBytes >= 0 && freeBytes < FREE_BYTES_MIN)) {
        const usedPercent = totalBytes > 0 ? Math.round((1 - freeBytes / totalBytes) * 100) : 100;
        list.push({ kind: 'disk', subject: path, count: usedPercent, target: '/nodes' });
      }
  for (const { groupId, beyondEnd } of lags)
    if (beyondEnd > 0)
      list.push({
        kind: 'beyond-end',
        subject: groupId,
        count: beyondEnd,
        target: `/groups/${encodeURIComponent(groupId)}`,
      });
  for (const { groupId, lag } of lags)
    if (lag !== null && lag >= LAG_WORTH_A_LOOK)
      list.push({
        kind: 'lag',
        subject: groupId,
        count: lag,
        target: `/groups/${encodeURIComponent(groupId)}`,
      });
  return list;
}
