/** Consumer groups: the list, one group, its lag over time, resets and deletion. */
import { useEffect, useMemo, useState } from 'react';
import type {
  GroupDetail,
  GroupRow,
  LagMakeup,
  LagSample,
  ResetPlan,
  ResetTo,
} from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { useRows, useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';
import { mergeSamples } from './lag-data.ts';

export function useGroups(): Snapshot<readonly GroupRow[]> {
  return useRows('groups.list', { cluster: useClusterId() });
}

export function useGroup(groupId: string): Snapshot<GroupDetail> & { gone: boolean } {
  const stream = useStream('group.watch', { cluster: useClusterId(), groupId });
  const snapshot = useSnapshot(stream) as Snapshot<GroupDetail>;
  return { ...snapshot, gone: stream.event !== null && stream.event.value === null };
}

/** The lag since `spanMs` ago, growing by a sample a second while `visible`. */
export function useLag(groupId: string, spanMs: number, visible: boolean): readonly LagSample[] {
  const cluster = useClusterId();
  const [samples, setSamples] = useState<readonly LagSample[]>([]);
  useEffect(() => {
    if (!visible) return undefined;
    return client().listen(
      'group.lag',
      { cluster, groupId, sinceMs: Date.now() - spanMs },
      {
        onEvent: (news) => setSamples((before) => mergeSamples(before, news, spanMs)),
        // The group page shows the failure of its own stream; a chart without new samples stands still.
        onError: () => {},
      },
    );
  }, [cluster, groupId, spanMs, visible]);
  return samples;
}

/** What the lag of each partition is made of, by `topic-partition`, while `visible`. */
export function useMakeup(groupId: string, visible: boolean): ReadonlyMap<string, LagMakeup> {
  const cluster = useClusterId();
  const [makeup, setMakeup] = useState<ReadonlyMap<string, LagMakeup>>(NO_MAKEUP);
  useEffect(() => {
    if (!visible) return undefined;
    return client().listen(
      'group.makeup',
      { cluster, groupId },
      {
        onEvent: (rows) => setMakeup(new Map(rows.map((row) => [`${row.topic}-${row.partition}`, row]))),
        // As for the chart: the page tells what is wrong, the columns stay as they were.
        onError: () => {},
      },
    );
  }, [cluster, groupId, visible]);
  return makeup;
}

const NO_MAKEUP: ReadonlyMap<string, LagMakeup> = new Map();

/** What can be done to the groups of the cluster that the place speaks of. */
export function useGroupActions() {
  const cluster = useClusterId();
  return useMemo(
    () => ({
      deleteGroup: (groupId: string) => client().call('groups.delete', { cluster, groupId }),
      /** Says (preview) or does what a reset means, of one topic's offsets or (null) of all. */
      resetOffsets: (
        groupId: string,
        topic: string | null,
        to: ResetTo,
        preview: boolean,
      ): Promise<ResetPlan> =>
        client().call('groups.resetOffsets', { cluster, groupId, topic, partitions: [], to, preview }),
      deleteOffsets: (groupId: string, topic: string) =>
        client().call('groups.deleteOffsets', { cluster, groupId, topic, partitions: [] }),
      removeMember: (groupId: string, memberId: string, instanceId: string | null) =>
        client().call('groups.removeMember', { cluster, groupId, memberId, instanceId }),
    }),
    [cluster],
  );
}
