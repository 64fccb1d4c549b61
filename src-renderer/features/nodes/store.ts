/** Nodes: what the overview says of them, their life and death, and what they report. */
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { ConfigView, FactView, Overview } from '../../../src-main/contract/index.ts';
import { useAsked, type Asked } from '../../lib/asked.ts';
import { client, failureOf } from '../../lib/client.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { isPulse } from '../../lib/facts.ts';
import { t } from '../../lib/i18n/index.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

const cluster = LOCAL_CLUSTER;
const FACTS_KEPT = 1000;

export type NodeVerb = 'start' | 'stop' | 'kill' | 'pause' | 'resume';

export function useCluster(): Snapshot<Overview> {
  return useSnapshot(useStream('overview.watch', { cluster }));
}

interface ActionState {
  failure: Failure | null;
  busy: ReadonlySet<number>;
}

export const useNodeActions = create<ActionState>(() => ({ failure: null, busy: new Set() }));

/** Does something to a node; the list shows the node at work and, if so, why it failed. */
export function actOnNode(verb: NodeVerb, nodeId: number): void {
  const mark = (on: boolean): void => {
    const busy = new Set(useNodeActions.getState().busy);
    if (on) busy.add(nodeId);
    else busy.delete(nodeId);
    useNodeActions.setState({ busy });
  };
  mark(true);
  useNodeActions.setState({ failure: null });
  client()
    .call(`nodes.${verb}`, { cluster, nodeId })
    .catch((error: unknown) =>
      useNodeActions.setState({
        failure: failureOf(t(`nodes.failed.${verb}`, { id: String(nodeId) }), error),
      }),
    )
    .finally(() => mark(false));
}

/** The newest facts of all nodes, newest first, without the pulse of traffic; stops while not visible. */
export function useNodeFacts(visible: boolean): readonly FactView[] {
  const [facts, setFacts] = useState<readonly FactView[]>([]);
  useEffect(() => {
    if (!visible) return undefined;
    // The history comes first, and again after a break: it takes the place of what was kept.
    let history = true;
    return client().listen(
      'facts.watch',
      { cluster, count: 3000 },
      {
        onEvent: (news) => {
          const fresh = news.filter((fact) => !isPulse(fact)).toReversed();
          const anew = history;
          history = false;
          setFacts((before) => [...fresh, ...(anew ? [] : before)].slice(0, FACTS_KEPT));
        },
        onBreak: () => {
          history = true;
        },
        onError: () => {},
      },
    );
  }, [visible]);
  return facts;
}

export function useNodeConfigs(nodeId: number): Asked<readonly ConfigView[]> {
  return useAsked('brokers.configs', { cluster, nodeId }, t('configs.failed'));
}
