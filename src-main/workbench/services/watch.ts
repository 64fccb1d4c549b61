import type { AsOf } from '../../contract/index.ts';
import type { Cluster, FacetName } from '../model/index.ts';
import type { Outlet } from '../router/index.ts';

/**
 * Sends a view of a cluster: the last known one at once, then each that differs, until the screen leaves. Nothing is
 * sent before the facets have been known once.
 */
export function watchView<T>(
  cluster: Cluster,
  outlet: Outlet<AsOf<T>>,
  facets: readonly FacetName[],
  view: () => T,
): Promise<void> {
  let sent = '';
  const send = () => {
    const age = cluster.age(facets);
    if (age === undefined) return;
    const value = view();
    const text = `${age.stale} ${JSON.stringify(value)}`;
    if (text === sent) return;
    sent = text;
    outlet.latest({ value, asOfMs: age.asOfMs, stale: age.stale });
  };
  send();
  return untilLeft(outlet.signal, cluster.watch(facets, send));
}

/** Resolves when the screen leaves, and undoes what was begun for it. */
export function untilLeft(signal: AbortSignal, undo: () => void): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      undo();
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
