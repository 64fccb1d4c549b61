/** What the frame itself knows: which of its parts are open, and the live figures of title and status bar. */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { AppInfo, FactView, Overview } from '../../src-main/contract/index.ts';
import { client } from '../lib/client.ts';
import { LOCAL_CLUSTER, useClusterId } from '../lib/cluster.ts';
import { neverAnswered, useConnectionView, useReadOnly } from '../lib/connections.ts';
import { useSnapshot, useStream, type Snapshot } from '../lib/live.ts';
import { PULSE_KINDS } from '../lib/facts.ts';
import { recall, remember } from '../lib/storage.ts';

interface FrameState {
  paletteOpen: boolean;
  /** What was typed since it was asked for and before it came. */
  typedAhead: string;
  eventsOpen: boolean;
  info: AppInfo | null;
  /** Whether the cluster in front takes no changes. */
  readOnly: boolean;
}

export const useFrame = create<FrameState>(() => ({
  paletteOpen: false,
  typedAhead: '',
  eventsOpen: recall('events.open', false),
  info: null,
  readOnly: false,
}));

export function setPaletteOpen(paletteOpen: boolean): void {
  useFrame.setState({ paletteOpen, typedAhead: '' });
}

export function toggleEvents(): void {
  const eventsOpen = !useFrame.getState().eventsOpen;
  useFrame.setState({ eventsOpen });
  remember('events.open', eventsOpen);
}

/** Asks what workbench this is, each time the link opens, until it has said so. */
export function followAppInfo(onFirst: (info: AppInfo) => void): () => void {
  const ask = (): void => {
    if (client().linkState() !== 'open' || useFrame.getState().info) return;
    client()
      .call('app.info', null)
      .then((info) => {
        if (useFrame.getState().info) return;
        useFrame.setState({ info });
        onFirst(info);
      })
      // The status bar shows the link; the next opening asks again.
      .catch(() => {});
  };
  ask();
  return client().onLinkState(ask);
}

/** Tells those that are no components whether the cluster of this place takes changes. */
export function FollowReadOnly(): null {
  const readOnly = useReadOnly();
  useEffect(() => useFrame.setState({ readOnly }), [readOnly]);
  return null;
}

/** The overview as title bar and status bar show it. */
export function useClusterSummary(): Snapshot<Overview> {
  const cluster = useClusterId();
  const snapshot = useSnapshot(useStream('overview.watch', { cluster }));
  const connection = useConnectionView(cluster);
  return connection && neverAnswered(connection) ? { ...snapshot, value: null } : snapshot;
}

/** Names for the palette: topics and groups as last heard. */
export function usePaletteNames(open: boolean): { topics: readonly string[]; groups: readonly string[] } {
  const cluster = useClusterId();
  const topics = useStream('topics.list', open ? { cluster } : null).event;
  const groups = useStream('groups.list', open ? { cluster } : null).event;
  const topicRows = topics?.value.rows;
  const groupRows = groups?.value.rows;
  return {
    topics: useMemo(() => topicRows?.map((topic) => topic.name) ?? [], [topicRows]),
    groups: useMemo(() => groupRows?.map((group) => group.groupId) ?? [], [groupRows]),
  };
}

/** How many facts the dock keeps. */
const FACTS_KEPT = 500;

interface FactsState {
  facts: readonly FactView[];
  /** Since the dock was last open. */
  unseen: number;
  /** Whether the pulse of traffic (high watermarks, commits) is kept as well; it drowns the rest. */
  pulse: boolean;
}

export const useFacts = create<FactsState>(() => ({
  facts: [],
  unseen: 0,
  pulse: recall('events.pulse', false),
}));

export function setPulse(pulse: boolean): void {
  remember('events.pulse', pulse);
  useFacts.setState({ pulse });
}

/** Follows the facts of all nodes of the local cluster from now on, the only one that tells any; newest first. Without the pulse its kinds do not even come. */
export function followFacts(): () => void {
  let stop = listenToFacts(useFacts.getState().pulse);
  const unsubscribe = useFacts.subscribe((now, before) => {
    if (now.pulse === before.pulse) return;
    stop();
    stop = listenToFacts(now.pulse);
  });
  return () => (unsubscribe(), stop());
}

function listenToFacts(pulse: boolean): () => void {
  // The history comes first, and again after a break: it takes the place of what was kept.
  let history = true;
  return client().listen(
    'facts.watch',
    { cluster: LOCAL_CLUSTER, count: FACTS_KEPT, exclude: pulse ? [] : PULSE_KINDS },
    {
      onEvent: (events) => {
        const anew = history;
        const seen = useFrame.getState().eventsOpen || anew;
        history = false;
        useFacts.setState((state) => ({
          facts: [...events.toReversed(), ...(anew ? [] : state.facts)].slice(0, FACTS_KEPT),
          unseen: seen ? 0 : state.unseen + events.length,
        }));
      },
      onBreak: () => {
        history = true;
      },
      onError: () => {},
    },
  );
}
