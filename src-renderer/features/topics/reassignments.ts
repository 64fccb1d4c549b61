/** Moves of replicas: planned, begun, watched and ended. */
import { useMemo } from 'react';
import type { PlannedMove, ReassignGoal, Reassignments } from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

export function useReassignActions() {
  const cluster = useClusterId();
  return useMemo(
    () => ({
      plan: (topics: readonly string[], goal: ReassignGoal) =>
        client().call('reassignments.plan', { cluster, topics, goal }),
      begin: (moves: readonly PlannedMove[], throttleBytesPerSecond: number | null) =>
        client().call('reassignments.begin', { cluster, moves, throttleBytesPerSecond }),
      cancel: (partitions: readonly { topic: string; partition: number }[]) =>
        client().call('reassignments.cancel', { cluster, partitions }),
      liftThrottle: () => client().call('reassignments.liftThrottle', { cluster }),
      electPreferred: (topics: readonly string[] | null) =>
        client().call('reassignments.electPreferred', { cluster, topics }),
    }),
    [cluster],
  );
}

/** What is on its way now. */
export function useReassignments(): Snapshot<Reassignments> {
  return useSnapshot(useStream('reassignments.watch', { cluster: useClusterId() }));
}

/** Of the brokers that are known. */
export function useBrokerIds(): readonly number[] {
  const { value } = useSnapshot(useStream('overview.watch', { cluster: useClusterId() }));
  const ids = value?.nodes
    .filter(({ roles }) => roles.includes('broker'))
    .map(({ id }) => id)
    .join();
  return useMemo(() => (ids ? ids.split(',').map(Number) : []), [ids]);
}
