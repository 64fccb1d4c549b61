/** What holds for the cluster as a whole: who decides it is the host, so it is asked for and told, not kept here. */
import { useCallback, useState } from 'react';
import type { ClusterSettingsView, Procedures } from '../../../src-main/contract/index.ts';
import { useAsked } from '../../lib/asked.ts';
import { client } from '../../lib/client.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
import { useAction } from '../../lib/use-action.ts';

const cluster = LOCAL_CLUSTER;
type Change = Omit<Procedures['clusterSettings.change']['input'], 'cluster'>;

export interface ClusterSettings {
  readonly value: ClusterSettingsView | null;
  readonly failure: Failure | null;
  /** Nodes are being started again. */
  readonly applying: boolean;
  retry(): void;
  change(change: Change): void;
  /** Starts the nodes that run with other settings again, one after the other. */
  apply(): void;
}

export function useClusterSettings(): ClusterSettings {
  const asked = useAsked('clusterSettings.get', { cluster }, t('cluster.settingsFailed'));
  const [told, setTold] = useState<ClusterSettingsView | null>(null);
  const changing = useAction(
    t('cluster.changeFailed'),
    useCallback(
      async (change: Change) =>
        setTold(await client().call('clusterSettings.change', { cluster, ...change })),
      [],
    ),
  );
  const applying = useAction(
    t('cluster.applyFailed'),
    useCallback(async () => setTold(await client().call('clusterSettings.apply', { cluster })), []),
    asked.refresh,
  );
  return {
    value: told ?? asked.value,
    failure: changing.failure ?? applying.failure ?? asked.failure,
    applying: applying.busy,
    retry: asked.refresh,
    change: changing.run,
    apply: applying.run,
  };
}
