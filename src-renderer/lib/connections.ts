/** The clusters there are to look at, as the switcher, the tabs and the connections screen show them. */
import type { ClusterId, ConnectionView } from '../../src-main/contract/index.ts';
import { useClusterId } from './cluster.ts';
import { useSnapshotOf, type Snapshot } from './live.ts';

const EVERYTHING = {};

/** All of them, the local one first. */
export function useConnections(): Snapshot<readonly ConnectionView[]> {
  return useSnapshotOf('connections.watch', EVERYTHING);
}

/** One of them: undefined while it is not known which there are, null when it is not among them. */
export function useConnectionView(id: ClusterId): ConnectionView | null | undefined {
  const { value } = useConnections();
  if (value === null) return undefined;
  return value.find((one) => one.id === id) ?? null;
}

/** No answer ever came: there is no last known state, and an empty list or a zero would be a lie. */
export function neverAnswered({ kind, idle, state, lastKnown }: ConnectionView): boolean {
  return kind === 'remote' && !idle && state.state === 'disconnected' && lastKnown === null;
}

/** Whether the cluster of this place takes no changes; false while that is not known: the workbench refuses them anyway. */
export function useReadOnly(): boolean {
  return useConnectionView(useClusterId())?.settings.readOnly === true;
}
