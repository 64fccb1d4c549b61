import Cable from 'lucide-react/icons/cable';
import ChevronDown from 'lucide-react/icons/chevron-down';
import Lock from 'lucide-react/icons/lock';
import Plus from 'lucide-react/icons/plus';
import { useEffect, type ReactNode } from 'react';
import type { ConnectionView } from '../../src-main/contract/index.ts';
import { LOCAL_CLUSTER, useClusterId } from '../lib/cluster.ts';
import { useCommands } from '../lib/commands/index.ts';
import { useConnections } from '../lib/connections.ts';
import { t } from '../lib/i18n/index.ts';
import { openPlace } from '../lib/place.ts';
import { ColourTag } from '../ui/colour-tag.tsx';
import { Menu, type MenuEntry } from '../ui/menu.tsx';
import { clusterCommands } from './commands.tsx';
import { switchCluster } from './tabs.ts';

/** The cluster in view, and a menu of all others. What `children` say of it stands behind its name. */
export function ClusterSwitcher({ children }: { children: ReactNode }) {
  const current = useClusterId();
  const connections = useConnections().value ?? [];
  const shown = connections.find(({ id }) => id === current);
  const known = connections.map(({ id, settings }) => `${id} ${settings.name}`).join('\n');
  useCommands(() => clusterCommands(connections), [known]);
  useGoneCluster(current, connections);
  const entries: MenuEntry[] = [
    ...connections.map(({ id, settings, idle, state }): MenuEntry => ({
      id,
      label: settings.name,
      note: [
        idle ? t('cluster.idle') : t(`status.${state.state}`),
        ...(settings.readOnly ? [t('cluster.readOnly')] : []),
      ].join(' · '),
      mark: <ColourTag colour={settings.colour} />,
      run: () => switchCluster(id),
    })),
    null,
    { id: 'add', label: t('cluster.add'), icon: Plus, run: () => openPlace('/connections?dialog=add') },
    { id: 'manage', label: t('cluster.manage'), icon: Cable, run: () => openPlace('/connections') },
  ];
  return (
    <Menu
      label={t('cluster.choose')}
      entries={entries}
      trigger={
        <button type="button" className="cluster-button" data-testid="cluster-button" data-cluster={current}>
          {current !== LOCAL_CLUSTER && <ColourTag colour={shown?.settings.colour ?? null} />}
          <strong className="ellipsis">
            {shown?.settings.name ?? (current === LOCAL_CLUSTER ? current : '')}
          </strong>
          {shown?.settings.readOnly === true && <Lock size={12} aria-label={t('cluster.readOnly')} />}
          <ChevronDown size={12} aria-hidden />
          {children}
        </button>
      }
    />
  );
}

/** The cluster in view was removed: the local one takes its place. */
function useGoneCluster(current: string, connections: readonly ConnectionView[]): void {
  const gone = connections.length > 0 && !connections.some(({ id }) => id === current);
  useEffect(() => {
    if (gone) switchCluster(LOCAL_CLUSTER);
  }, [gone]);
}
