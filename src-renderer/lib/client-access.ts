/** How a program outside reaches the cluster of a place, as commands and code that are copied need it. */
import { useMemo } from 'react';
import { PLAIN_CONNECTION, type ConnectionSettings, type SecretName } from '../../src-main/contract/index.ts';
import { useClusterId } from './cluster.ts';
import { useConnectionView } from './connections.ts';
import { useStream } from './live.ts';

/** The names of the secrets that there are, never one of them. */
export interface ClientAccess extends Pick<
  ConnectionSettings,
  'bootstrapServers' | 'protocol' | 'tls' | 'sasl'
> {
  readonly secrets: ReadonlySet<SecretName>;
}

const NO_SECRETS: ReadonlySet<SecretName> = new Set();

/** Of a cluster that asks for nothing. */
export function plainAccess(bootstrapServers: string): ClientAccess {
  return { ...PLAIN_CONNECTION, bootstrapServers, secrets: NO_SECRETS };
}

/** An address that stands for one, while it is not known. */
export function useClientAccess(): ClientAccess {
  const cluster = useClusterId();
  const servers = useStream('overview.watch', { cluster }).event?.value.bootstrapServers ?? 'localhost:9092';
  const view = useConnectionView(cluster);
  return useMemo(
    () =>
      view?.kind === 'remote'
        ? {
            ...view.settings,
            bootstrapServers: servers,
            secrets: new Set(view.secrets.map(({ name }) => name)),
          }
        : plainAccess(servers),
    [view, servers],
  );
}
