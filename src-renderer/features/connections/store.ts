/** Connections to remote clusters: adding, changing and removing them. */
import type { ClusterId, ConnectionSettings } from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';

export function saveConnection(
  id: ClusterId | null,
  settings: ConnectionSettings,
): Promise<{ id: ClusterId }> {
  return client().call('connections.save', { id, settings });
}

export function removeConnection(id: ClusterId): Promise<null> {
  return client().call('connections.remove', { id });
}
