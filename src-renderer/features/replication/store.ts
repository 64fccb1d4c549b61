/** Where partitions lie, and one partition while its followers fetch. */
import { useMemo } from 'react';
import type { Overview, PartitionMap, ReplicationView } from '../../../src-main/contract/index.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { useFactHistory } from '../../lib/fact-history.ts';
import type { Fact } from '../../lib/facts.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

export function useNodes(): Snapshot<Overview> {
  return useSnapshot(useStream('overview.watch', { cluster: useClusterId() }));
}

export function usePartitionMap(filter: string, internal: boolean, visible: boolean): Snapshot<PartitionMap> {
  const cluster = useClusterId();
  return useSnapshot(useStream('partitions.watch', visible ? { cluster, filter, internal } : null));
}

/** Its replicas are asked several times a second, so only while it is seen. */
export function useReplication(
  topic: string,
  partition: number,
  visible: boolean,
): Snapshot<ReplicationView | null> {
  const cluster = useClusterId();
  return useSnapshot(useStream('replication.watch', visible ? { cluster, topic, partition } : null));
}

const TOLD = 12;
const TOLD_KINDS = new Set([
  'leader-elected',
  'isr-changed',
  'log-truncated',
  'became-leader',
  'became-follower',
]);

/** What happened to one partition, newest first. */
export function usePartitionFacts(topic: string, partition: number, visible: boolean): readonly Fact[] {
  const facts = useFactHistory(visible);
  return useMemo(
    () =>
      facts
        .filter((fact) => fact.topic === topic && fact.partition === partition && TOLD_KINDS.has(fact.kind))
        .slice(0, TOLD),
    [facts, topic, partition],
  );
}
