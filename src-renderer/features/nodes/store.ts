/** Nodes: what the overview says of them, and the quorum they form. */
import type { ConfigView, Overview, QuorumView } from '../../../src-main/contract/index.ts';
import { useAsked, type Asked } from '../../lib/asked.ts';
import { useClusterId } from '../../lib/cluster.ts';
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
