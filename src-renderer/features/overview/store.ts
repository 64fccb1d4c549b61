/** The overview: the cluster's snapshot, and the last minutes of its rates for the sparklines. */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { GroupRow, Overview, Rates, TopicRow } from '../../../src-main/contract/index.ts';
import { useAlerts } from '../../lib/alerts.ts';
import { useClusterId, type ClusterId } from '../../lib/cluster.ts';
import { useRows, useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';
import { firingIn, type FiringAlert } from './alerts.ts';

const RATES_KEPT = 120;

interface RateHistory {
  atMs: number;
  samples: readonly Rates[];
}
const NO_HISTORY: RateHistory = { atMs: 0, samples: [] };

const useHistory = create<Readonly<Record<ClusterId, RateHistory>>>(() => ({}));

export function useOverview(): Snapshot<Overview> & { rates: readonly Rates[] } {
  const cluster = useClusterId();
  const stream = useStream('overview.watch', { cluster });
  const { event } = stream;
  useEffect(() => {
    const { atMs, samples } = useHistory.getState()[cluster] ?? NO_HISTORY;
    // A sample a second at most: the drawing has no room for more.
    if (!event || event.stale || event.asOfMs - atMs < 900) return;
    useHistory.setState({
      [cluster]: { atMs: event.asOfMs, samples: [...samples, event.value.rates].slice(-RATES_KEPT) },
    });
  }, [cluster, event]);
  const rates = useHistory((state) => state[cluster] ?? NO_HISTORY).samples;
  return { ...useSnapshot(stream), rates };
}

/** Topics and groups as their own lists have them. */
export function useStandings(): { topics: readonly TopicRow[]; groups: readonly GroupRow[] } {
  const cluster = useClusterId();
  const topics = useRows('topics.list', { cluster });
  const groups = useRows('groups.list', { cluster });
  return { topics: topics.value ?? [], groups: groups.value ?? [] };
}

/** Those of this cluster. */
export function useFiringAlerts(): readonly FiringAlert[] {
  const cluster = useClusterId();
  const { value } = useAlerts();
  return useMemo(() => firingIn(value, cluster), [value, cluster]);
}
