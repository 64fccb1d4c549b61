/** Life and death of nodes, as every screen that shows them can ask for it. */
import { create } from 'zustand';
import type { NodeStatus } from '../../src-main/contract/index.ts';
import { client, failureOf } from './client.ts';
import { LOCAL_CLUSTER } from './cluster.ts';
import type { Failure } from './failure.ts';
import { t } from './i18n/index.ts';

export type NodeVerb = 'start' | 'stop' | 'kill' | 'pause' | 'resume';

/** What can be done to a node in which state, in the order of menus. */
export const NODE_VERBS: readonly { readonly verb: NodeVerb; readonly from: readonly NodeStatus[] }[] = [
  { verb: 'start', from: ['stopped', 'dead'] },
  { verb: 'resume', from: ['paused'] },
  { verb: 'pause', from: ['running'] },
  { verb: 'stop', from: ['running', 'starting'] },
  { verb: 'kill', from: ['running', 'starting', 'paused', 'stopping'] },
];

interface ActionState {
  failure: Failure | null;
  busy: ReadonlySet<number>;
}

export const useNodeActions = create<ActionState>(() => ({ failure: null, busy: new Set() }));

/** Does something to a node; screens show the node at work and, if so, why it failed. Answers whether it was done. */
export function actOnNode(verb: NodeVerb, nodeId: number): Promise<boolean> {
  const mark = (on: boolean): void => {
    const busy = new Set(useNodeActions.getState().busy);
    if (on) busy.add(nodeId);
    else busy.delete(nodeId);
    useNodeActions.setState({ busy });
  };
  mark(true);
  useNodeActions.setState({ failure: null });
  return client()
    .call(`nodes.${verb}`, { cluster: LOCAL_CLUSTER, nodeId })
    .then(() => true)
    .catch((error: unknown) => {
      useNodeActions.setState({
        failure: failureOf(t(`nodes.failed.${verb}`, { id: String(nodeId) }), error),
      });
      return false;
    })
    .finally(() => mark(false));
}
