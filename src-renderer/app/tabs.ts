/** Opening, closing and remembering tabs; keeps the page's hash and history with the active one. */
import type { DockviewApi, IDockviewPanel } from 'dockview-react';
import { LOCAL_CLUSTER, type ClusterId } from '../lib/cluster.ts';
import {
  addressIn,
  addressOf,
  canonicalAddress,
  parseAddress,
  setTabs,
  useNavigation,
  type OpenMode,
} from '../lib/place.ts';
import { recallOfWindow, rememberOfWindow } from '../lib/storage.ts';
import { LaterChanges, type QueryChange } from './later-changes.ts';
import { resolvePlace } from './screens.tsx';
import { keepScrollOf } from './scroll-keeper.ts';

let api: DockviewApi | null = null;
/** True while tabs move because of Back, Forward or a restart: that must not write history again. */
let restoring = false;
let saving: ReturnType<typeof setTimeout> | null = null;
const SAVE_PAUSE_MS = 300;
const later = new LaterChanges((tabId) => {
  const panel = api?.getPanel(tabId);
  return panel ? addressOfPanel(panel) : null;
}, writeQuery);
/** The tab of each cluster that was last in front. */
const lastTabs = new Map<ClusterId, string>();

interface StoredTab {
  params?: { address?: string };
}

/** Whether tabs of an earlier session were there; without them the first run may show its welcome. */
export let hadSession = false;

/** Takes over the dock once it is ready: restores the session and opens the deep link. */
export function attachWorkspace(next: DockviewApi): void {
  api = next;
  setTabs(openInWorkspace, closeTabsUnder);
  restoring = true;
  hadSession = restoreLayout(next);
  restoring = false;
  const link = location.hash.startsWith('#/') && resolvePlace(location.hash) ? location.hash.slice(1) : null;
  if (link) openInWorkspace(link, 'replace');
  else if (next.panels.length === 0) openInWorkspace('/overview', 'replace');
  else if (next.activePanel) show(addressOfPanel(next.activePanel), 'replace');

  next.onDidActivePanelChange(() => {
    if (!restoring) later.settle();
    if (next.activePanel && !restoring) show(addressOfPanel(next.activePanel), 'go');
    if (!next.activePanel) useNavigation.setState({ address: null });
    requestAnimationFrame(bringTabIntoView);
  });
  next.onDidLayoutChange(saveSoon);
}

/** Follows Back and Forward, and saves the tabs when the page goes; for its life. */
export function followPage(): () => void {
  const onPopState = (): void => {
    if (!resolvePlace(location.hash)) return;
    later.forget();
    restoring = true;
    openInWorkspace(location.hash.slice(1), 'replace');
    restoring = false;
  };
  const onPageHide = (): void => {
    later.settle();
    // Of several windows the tabs of the one that was closed last come back.
    saveTabs();
  };
  addEventListener('popstate', onPopState);
  addEventListener('pagehide', onPageHide);
  return () => {
    removeEventListener('popstate', onPopState);
    removeEventListener('pagehide', onPageHide);
  };
}

/** The dock leaves the tab of a panel that was just added beyond the edge of a full strip. */
function bringTabIntoView(): void {
  const tab = document.querySelector('.dv-active-group .dv-tab.dv-active-tab');
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function addressOfPanel(panel: IDockviewPanel): string {
  return (panel.params as { address: string }).address;
}

/** Makes the address the page's own: hash, history, and what screens see as the active place. */
function show(address: string, mode: OpenMode): void {
  if (useNavigation.getState().address === address && location.hash === `#${address}`) return;
  const place = resolvePlace(address);
  const cluster = place?.cluster ?? useNavigation.getState().cluster;
  useNavigation.setState({ address, cluster });
  if (place?.cluster) lastTabs.set(place.cluster, place.tabId);
  document.title = place ? `${place.screen.title(place.params)} · Sluice` : 'Sluice';
  if (restoring || mode === 'replace' || location.hash === `#${address}`)
    history.replaceState(null, '', `#${address}`);
  else history.pushState(null, '', `#${address}`);
}

/** Brings a cluster into view: the tab of it that was in front last, else its overview. */
export function switchCluster(cluster: ClusterId): void {
  const last = api?.getPanel(lastTabs.get(cluster) ?? '');
  openInWorkspace(last ? addressOfPanel(last) : addressIn(cluster, '/overview'));
}

/** Shows a place: its tab when there is one, else a new tab; `aside` opens that to the right. */
export function openInWorkspace(wanted: string, mode: OpenMode = 'go'): void {
  const place = resolvePlace(wanted);
  if (!api || !place) return;
  later.settle();
  const { address } = place;
  const existing = api.getPanel(place.tabId);
  if (existing) {
    existing.api.updateParameters({ address });
    if (api.activePanel === existing) show(address, mode);
    else {
      const wasRestoring = restoring;
      restoring ||= mode === 'replace';
      existing.api.setActive();
      restoring = wasRestoring;
      show(address, mode);
    }
    saveSoon();
    return;
  }
  const wasRestoring = restoring;
  restoring ||= mode === 'replace';
  api.addPanel({
    id: place.tabId,
    component: 'place',
    title: place.screen.title(place.params),
    params: { address },
    ...(mode === 'aside' && api.activeGroup
      ? { position: { referenceGroup: api.activeGroup, direction: 'right' as const } }
      : {}),
  });
  restoring = wasRestoring;
  show(address, mode);
}

/**
 * Merges into the query of a tab's address, without bringing the tab to the front: its screen may say so from the
 * background. Another `tab` inside the screen is a step of history, a filter is not.
 */
export function changeQuery(tabId: string, change: QueryChange): void {
  later.settle(tabId);
  writeQuery(tabId, change);
}

/** The same when whoever changes it has come to rest, in the entry of history in which it was said. */
export function changeQuerySoon(tabId: string, change: QueryChange): void {
  later.say(tabId, change);
}

function writeQuery(tabId: string, change: QueryChange): void {
  const panel = api?.getPanel(tabId);
  if (!panel) return;
  const { cluster, path, query } = parseAddress(addressOfPanel(panel));
  const address = canonicalAddress(
    addressIn(cluster ?? LOCAL_CLUSTER, addressOf(path, { ...query, ...change })),
  );
  // The page's entry of history is this tab's still, also while another comes to the front.
  const inHistory = useNavigation.getState().address === addressOfPanel(panel);
  panel.api.updateParameters({ address });
  if (inHistory || api?.activePanel === panel) show(address, 'tab' in change ? 'go' : 'replace');
  saveSoon();
}

/** Closes the active tab. */
export function closeActiveTab(): void {
  api?.activePanel?.api.close();
}

/** Closes the tabs of a place and of the places below it, when what they show is gone. */
function closeTabsUnder(prefix: string): void {
  for (const panel of api?.panels.slice() ?? []) {
    const address = addressOfPanel(panel).split('?')[0]!;
    if (address === prefix || address.startsWith(`${prefix}/`)) panel.api.close();
  }
}

/** On a first run the welcome comes to the front, unless a person has opened something meanwhile. */
export function openWelcome(): void {
  if (api === null) return;
  const untouched = api.panels.length === 1 && useNavigation.getState().address === '/overview';
  if (untouched) return openInWorkspace('/welcome');
  const place = resolvePlace('/welcome');
  if (place === null || api.getPanel(place.tabId)) return;
  api.addPanel({
    id: place.tabId,
    component: 'place',
    title: place.screen.title(place.params),
    params: { address: '/welcome' },
    inactive: true,
  });
  saveSoon();
}

/** The next (+1) or previous (-1) tab of the active group, round and round. */
export function stepTab(by: 1 | -1): void {
  const panels = api?.activeGroup?.panels ?? [];
  const at = panels.findIndex((panel) => panel === api?.activePanel);
  panels[(at + by + panels.length) % panels.length]?.api.setActive();
}

/** The n-th tab of the active group, from 1. */
export function showTab(position: number): void {
  api?.activeGroup?.panels[position - 1]?.api.setActive();
}

/** Moves the active tab into a group of its own at the right. A place has one tab, so it is moved, not doubled. */
export function splitActiveTab(): void {
  const panel = api?.activePanel;
  if (!panel || !api?.activeGroup || api.activeGroup.panels.length < 2) return;
  panel.api.moveTo({ group: api.activeGroup, position: 'right' });
}

function saveSoon(): void {
  if (saving) clearTimeout(saving);
  saving = setTimeout(saveTabs, SAVE_PAUSE_MS);
}

/** Keeps the tabs as they are, for the next session or a tree that is about to be built anew. */
export function saveTabs(): void {
  if (saving) clearTimeout(saving);
  saving = null;
  if (!api) return;
  rememberOfWindow('layout', api.toJSON());
  keepScrollOf(new Set(api.panels.map(({ id }) => id)));
}

/** Restores the stored tabs; a layout that no longer fits (other version, unknown screen) is dropped whole. */
function restoreLayout(dock: DockviewApi): boolean {
  const layout = recallOfWindow<Parameters<DockviewApi['fromJSON']>[0] | null>('layout', null);
  if (!layout) return false;
  const stored = Object.values(layout.panels ?? {}) as StoredTab[];
  if (stored.length === 0 || !stored.every((panel) => resolvePlace(panel.params?.address ?? '')))
    return false;
  try {
    dock.fromJSON(layout);
    return dock.panels.length > 0;
  } catch {
    dock.clear();
    return false;
  }
}
