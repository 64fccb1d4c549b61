/** The overview: the cluster's snapshot, and the last minutes of its rates for the sparklines. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { GroupRow, Overview, Rates, TopicRow } from '../../../src-main/contract/index.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

const RATES_KEPT = 120;

interface RateHistory {
  atMs: number;
  samples: readonly Rates[];
}

const useHistory = create<RateHistory>(() => ({ atMs: 0, samples: [] }));

export function useOverview(): Snapshot<Overview> & { rates: readonly Rates[] } {
  const stream = useStream('overview.watch', { cluster: LOCAL_CLUSTER });
  const { event } = stream;
  useEffect(() => {
    // A sample a second at most: the drawing has no room for more.
    if (!event || event.stale || event.asOfMs - useHistory.getState().atMs < 900) return;
    useHistory.setState((state) => ({
      atMs: event.asOfMs,
      samples: [...state.samples, event.value.rates].slice(-RATES_KEPT),
    }));
  }, [event]);
  const rates = useHistory((state) => state.samples);
  return { ...useSnapshot(stream), rates };
}

/** Topics and groups as their own lists have them. */
export function useStandings(): { topics: readonly TopicRow[]; groups: readonly GroupRow[] } {
  const cluster = LOCAL_CLUSTER;
  const topics = useSnapshot(useStream('topics.watch', { cluster }));
  const groups = useSnapshot(useStream('groups.watch', { cluster }));
  return { topics: topics.value ?? [], groups: groups.value ?? [] };
}
