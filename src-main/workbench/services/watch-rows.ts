import type { AsOf, RowChanges } from '../../contract/index.ts';
import type { Cluster, FacetName } from '../model/index.ts';
import type { Outlet } from '../router/index.ts';
import { untilLeft } from './watch.ts';

/**
 * Sends a list of rows: the last known ones at once, then what differs from what was sent. Rows are made anew only when
 * a facet is, which is once a poll, and not when a node tells how it is; a screen that is slow gets several changes in
 * one.
 */
export function watchRows<R>(
  cluster: Cluster,
  outlet: Outlet<AsOf<RowChanges<R>>>,
  {
    facets,
    rows,
    nameOf,
  }: { facets: readonly FacetName[]; rows: () => readonly R[]; nameOf: (row: R) => string },
): Promise<void> {
  let sent: RowTexts | undefined;
  let madeOf: readonly unknown[] = [];
  let wasStale: boolean | undefined;
  const send = () => {
    if (outlet.congested) return;
    const age = cluster.age(facets);
    if (age === undefined) return;
    const basis = facets.map((name) => cluster.facets[name]);
    const same = basis.every((facet, index) => facet === madeOf[index]);
    if (sent !== undefined && same && age.stale === wasStale) return;
    madeOf = basis;
    const { changes, texts } = changesSince(sent, rows(), nameOf);
    const nothing = changes.rows.length === 0 && changes.gone.length === 0;
    if (sent !== undefined && nothing && age.stale === wasStale) return;
    sent = texts;
    wasStale = age.stale;
    outlet.send({ value: changes, asOfMs: age.asOfMs, stale: age.stale });
  };
  send();
  return untilLeft(outlet.signal, cluster.watch(facets, send));
}

/** By name. */
type RowTexts = ReadonlyMap<string, string>;

/** Pure. */
export function changesSince<R>(
  before: RowTexts | undefined,
  rows: readonly R[],
  nameOf: (row: R) => string,
): { changes: RowChanges<R>; texts: RowTexts } {
  const texts = new Map<string, string>();
  const changed: R[] = [];
  for (const row of rows) {
    const name = nameOf(row);
    const text = JSON.stringify(row);
    texts.set(name, text);
    if (before?.get(name) !== text) changed.push(row);
  }
  const gone = before === undefined ? [] : [...before.keys()].filter((name) => !texts.has(name));
  return { changes: { whole: before === undefined, rows: changed, gone }, texts };
}
