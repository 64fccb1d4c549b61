import Copy from 'lucide-react/icons/copy';
import Eye from 'lucide-react/icons/eye';
import PencilLine from 'lucide-react/icons/pencil-line';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useState } from 'react';
import type { ConnectionSettings, ConnectionView } from '../../../src-main/contract/index.ts';
import { addressIn, closePlaces, openPlace, type ScreenProps } from '../../lib/place.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { useConnections } from '../../lib/connections.ts';
import { t } from '../../lib/i18n/index.ts';
import { Button, ListScreen, LossDialog, type MenuEntry } from '../../ui/index.ts';
import { ConnectionDialog } from './components/connection-dialog.tsx';
import { connectionColumns } from './components/connection-columns.tsx';
import { removeConnection } from './store.ts';
import './connections.css';

const NEW: ConnectionSettings = { name: '', bootstrapServers: '', colour: null, readOnly: false };

/** The clusters there are to look at, and what can be done to each connection. */
export function ConnectionsScreen({ query, setQuery, active }: ScreenProps) {
  const snapshot = useConnections();
  const all = useMemo(() => snapshot.value ?? [], [snapshot.value]);
  const [doomed, setDoomed] = useState<ConnectionView | null>(null);
  const rows = useMemo(() => {
    const words = (query.filter ?? '').trim().toLowerCase();
    return all.filter(({ settings }) =>
      `${settings.name} ${settings.bootstrapServers}`.toLowerCase().includes(words),
    );
  }, [all, query.filter]);
  const columns = useMemo(() => connectionColumns(), []);
  const edit = useCallback((id: string) => setQuery({ dialog: 'edit', id }), [setQuery]);
  const duplicate = useCallback((id: string) => setQuery({ dialog: 'duplicate', id }), [setQuery]);
  const add = useCallback(() => setQuery({ dialog: 'add', id: undefined }), [setQuery]);

  useCommands(
    () => [
      {
        id: 'connections.add',
        title: t('connections.add'),
        group: t('palette.group.do'),
        shortcuts: ['C'],
        run: add,
      },
    ],
    [],
    active,
  );

  const rowActions = useCallback(
    (row: ConnectionView): MenuEntry[] => {
      const look: MenuEntry = { id: 'look', label: t('connections.look'), icon: Eye, run: () => lookAt(row) };
      if (row.kind === 'local') return [look];
      return [
        look,
        { id: 'edit', label: t('connections.edit'), icon: PencilLine, run: () => edit(row.id) },
        { id: 'duplicate', label: t('connections.duplicate'), icon: Copy, run: () => duplicate(row.id) },
        null,
        {
          id: 'remove',
          label: t('connections.remove'),
          icon: Trash2,
          danger: true,
          run: () => setDoomed(row),
        },
      ];
    },
    [edit, duplicate],
  );
  const subject = all.find(({ id, kind }) => kind === 'remote' && id === query.id);
  const initial = initialOf(query.dialog, subject?.settings);
  return (
    <ListScreen
      id="connections"
      title={t('screen.connections')}
      snapshot={snapshot}
      place={{ query, setQuery, active }}
      filterLabel={t('connections.filter')}
      failed={t('connections.failed')}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      onOpen={lookAt}
      rowActions={rowActions}
      none={() => all.length === 0}
      noneText={t('connections.none')}
      noneAction={<Button onClick={add}>{t('connections.add')}</Button>}
      noneMatchText={t('connections.noneMatch')}
      actions={
        <Button kind="primary" icon={Plus} onClick={add} data-testid="add-connection">
          {t('connections.add')}
        </Button>
      }
    >
      {initial && (
        <ConnectionDialog
          key={`${query.dialog} ${query.id}`}
          id={query.dialog === 'edit' ? subject!.id : null}
          initial={initial}
          onClose={() => setQuery({ dialog: undefined, id: undefined })}
        />
      )}
      <LossDialog
        name={doomed?.settings.name ?? null}
        title={t('connections.remove')}
        consequence={t('connections.removeText')}
        failed={t('connections.removeFailed', { name: doomed?.settings.name ?? '' })}
        lose={() => removeConnection(doomed!.id)}
        onLost={() => closePlaces(addressIn(doomed!.id, ''))}
        onClose={() => setDoomed(null)}
      />
    </ListScreen>
  );
}

function lookAt({ id }: ConnectionView): void {
  openPlace(addressIn(id, '/overview'));
}

/** What the dialog begins with; null: it is closed, or what it was about is gone. */
function initialOf(
  dialog: string | undefined,
  subject: ConnectionSettings | undefined,
): ConnectionSettings | null {
  if (dialog === 'add') return NEW;
  if (subject === undefined) return null;
  if (dialog === 'edit') return subject;
  return dialog === 'duplicate'
    ? { ...subject, name: t('connections.copyOf', { name: subject.name }) }
    : null;
}
