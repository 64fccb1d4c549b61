/** Nodes: what the overview says of them, and the quorum they form. */
import { useEffect, useMemo, useState } from 'react';
import type {
  BrokerConfigScope,
  ConfigView,
  FeaturesView,
  NodeLogDirectory,
  Overview,
  QuorumView,
} from '../../../src-main/contract/index.ts';
import { useAsked, type Asked } from '../../lib/asked.ts';
import { client, failureFrom } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

export function useCluster(): Snapshot<Overview> {
  return useSnapshot(useStream('overview.watch', { cluster: useClusterId() }));
}

/** Asked of the nodes only while it is seen. */
export function useQuorum(visible: boolean): Snapshot<QuorumView | null> {
  const cluster = useClusterId();
  return useSnapshot(useStream('quorum.watch', visible ? { cluster } : null));
}

export function useNodeConfigs(nodeId: number): Asked<readonly ConfigView[]> {
  return useAsked('brokers.configs', { cluster: useClusterId(), nodeId }, t('configs.failed'));
}

export function useFeatures(): Asked<FeaturesView> {
  return useAsked('nodes.features', { cluster: useClusterId() }, t('features.failed'));
}

export function useLogDirectories(nodeId: number): Asked<readonly NodeLogDirectory[]> {
  return useAsked('nodes.logDirectories', { cluster: useClusterId(), nodeId }, t('nodes.directoriesFailed'));
}

export function useNodeTools() {
  const cluster = useClusterId();
  return useMemo(
    () => ({
      electPreferred: () => client().call('reassignments.electPreferred', { cluster, topics: null }),
      alterConfig: (nodeId: number, scope: BrokerConfigScope, name: string, value: string | null) =>
        client().call('brokers.alterConfigs', { cluster, nodeId, scope, changes: { [name]: value } }),
      moveReplica: (nodeId: number, topic: string, partition: number, path: string) =>
        client().call('nodes.moveReplica', { cluster, nodeId, topic, partition, path }),
    }),
    [cluster],
  );
}

/** So many lines are kept. */
const LINES_KEPT = 20_000;

export function useNodeLog(nodeId: number): {
  lines: readonly string[];
  skippedBytes: number;
  failure: Failure | null;
} {
  const cluster = useClusterId();
  const [state, setState] = useState<{
    lines: readonly string[];
    skippedBytes: number;
    failure: Failure | null;
  }>({ lines: [], skippedBytes: 0, failure: null });
  useEffect(
    () =>
      client().listen(
        'nodes.log',
        { cluster, nodeId },
        {
          onEvent: ({ text, skippedBytes, whole }) =>
            setState((before) => {
              const news = text.split('\n').slice(0, -1);
              const lines = whole ? news : [...before.lines, ...news];
              return {
                lines: lines.slice(-LINES_KEPT),
                skippedBytes: whole ? skippedBytes : before.skippedBytes,
                failure: null,
              };
            }),
          onError: (error) =>
            setState((before) => ({ ...before, failure: failureFrom(t('nodes.logFailed'), error) })),
        },
      ),
    [cluster, nodeId],
  );
  return state;
}
