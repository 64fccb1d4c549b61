/**
 * A place is what a tab shows, and it has an address: `/topics/orders?tab=partitions`. The address is the hash of the
 * page, so links, the palette, Back and Forward and a restart all speak of the same thing.
 */
import { create } from 'zustand';
import { LOCAL_CLUSTER, type ClusterId } from './cluster.ts';

export interface Place {
  /** The cluster that the address names, `/@staging/topics`; null when it names none. */
  cluster: ClusterId | null;
  /** Path segments, decoded: ['topics', 'orders']. */
  path: readonly string[];
  query: Readonly<Record<string, string>>;
}

/** Reads an address; a leading `#` is allowed. Broken escapes are taken as they are. */
export function parseAddress(address: string): Place {
  const [path = '', query = ''] = address.replace(/^#/, '').split('?', 2);
  const segments = path.split('/').filter(Boolean);
  const named = segments[0]?.startsWith('@') === true ? decode(segments[0].slice(1)) : null;
  return {
    cluster: named,
    path: (named === null ? segments : segments.slice(1)).map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Writes an address; undefined and empty query values are left out. */
export function addressOf(path: readonly string[], query: Record<string, string | undefined> = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) search.set(key, value);
  const text = search.toString();
  return `/${path.map(encodeURIComponent).join('/')}${text ? `?${text}` : ''}`;
}

/** The address in a cluster, whichever it named before: `/@staging/topics`. */
export function addressIn(cluster: ClusterId, address: string): string {
  return `/@${encodeURIComponent(cluster)}${address.replace(/^#?(?:\/@[^/?]*)?/, '')}`;
}

/** As tabs, history and bookmarks have it: an address there that names no cluster means the local one. */
export function canonicalAddress(address: string): string {
  const { cluster } = parseAddress(address);
  if (cluster !== null && cluster !== LOCAL_CLUSTER) return addressIn(cluster, address);
  return addressIn(LOCAL_CLUSTER, address).slice(`/@${LOCAL_CLUSTER}`.length);
}

interface Navigation {
  /** Address of the active tab, null before the first opens. */
  address: string | null;
  /** The cluster in view: that of the active tab, or of the one before where the active one belongs to none. */
  cluster: ClusterId;
}

export const useNavigation = create<Navigation>(() => ({ address: null, cluster: LOCAL_CLUSTER }));

/** An address as links in screens say it: without a cluster it means the one in view. */
function resolved(address: string): string {
  return canonicalAddress(
    parseAddress(address).cluster === null ? addressIn(useNavigation.getState().cluster, address) : address,
  );
}

export type OpenMode = 'go' | 'aside' | 'replace';

let opener: (address: string, mode: OpenMode) => void = () => {};
let closer: (prefix: string) => void = () => {};

/** The frame says who opens and closes tabs. */
export function setTabs(
  open: (address: string, mode: OpenMode) => void,
  close: (prefix: string) => void,
): void {
  opener = open;
  closer = close;
}

/** Closes the tabs of a place and of the places below it, when what they show is gone. */
export function closePlaces(prefix: string): void {
  closer(resolved(prefix));
}

/**
 * Goes to a place: its tab is shown, made when there is none. `aside` splits to the right; `replace` adds no history. An
 * address that names no cluster means the one in view; what is opened after a wait names the cluster it was begun in
 * (`addressIn`).
 */
export function openPlace(address: string, mode: OpenMode = 'go'): void {
  opener(resolved(address), mode);
}

/** What every screen is given. */
export interface ScreenProps {
  /** Values of the `:name` segments of the screen's path. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Changes the address of this tab, keeping the path; merges into the query. */
  setQuery: (change: Record<string, string | undefined>) => void;
  /**
   * The same when whoever changes it has come to rest, for what follows each key press. It goes to the entry of history in
   * which it was said, or to none when Back came first.
   */
  setQuerySoon: (change: Record<string, string | undefined>) => void;
  /** The tab is visible; a screen in the background stops drawing and asking. */
  visible: boolean;
  /** The tab is the active one; only it owns shortcuts. */
  active: boolean;
}
