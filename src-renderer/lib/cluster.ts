/**
 * Which cluster is meant. Every tab belongs to one and says so to all that is inside it; the frame around the tabs speaks
 * of the one in view. Nothing asks for "the current cluster" at the moment of an action: what was begun in a tab ends in
 * the cluster of that tab.
 */
import { createContext, createElement, useContext, type ReactNode } from 'react';
import { LOCAL_CLUSTER, type ClusterId } from '../../src-main/contract/index.ts';

export { LOCAL_CLUSTER, type ClusterId };

const ClusterContext = createContext<ClusterId>(LOCAL_CLUSTER);

/** Everything inside speaks of this cluster. */
export function InCluster({ cluster, children }: { cluster: ClusterId; children: ReactNode }) {
  return createElement(ClusterContext.Provider, { value: cluster }, children);
}

/** The cluster that the place speaks of in which this is called. */
export function useClusterId(): ClusterId {
  return useContext(ClusterContext);
}

/** Whether that is the cluster whose nodes are ours to start, to stop and to look into. */
export function useIsLocal(): boolean {
  return useClusterId() === LOCAL_CLUSTER;
}
