import Copy from 'lucide-react/icons/copy';
import FileJson from 'lucide-react/icons/file-json';
import FileOutput from 'lucide-react/icons/file-output';
import Eye from 'lucide-react/icons/eye';
import PencilLine from 'lucide-react/icons/pencil-line';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useState } from 'react';
import {
  PLAIN_CONNECTION,
  type ConnectionView,
  type SecretKeeperName,
} from '../../../src-main/contract/index.ts';
import { addressIn, closePlaces, openPlace, type ScreenProps } from '../../lib/place.ts';
import { screenCommand, useCommands } from '../../lib/commands/index.ts';
import { useConnections } from '../../lib/connections.ts';
import { t } from '../../lib/i18n/index.ts';
import { Button, ListScreen, LossDialog, timeWidth, type MenuEntry } from '../../ui/index.ts';
import { ConnectionDialog } from './components/connection-dialog.tsx';
import { connectionColumns } from './components/connection-columns.tsx';
import { ExportDialog } from './components/export-dialog.tsx';
import { draftFrom, type Draft } from './draft.ts';
import { removeConnection, useKeepers } from './store.ts';
import './connections.css';

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
  const width = timeWidth(all.map(({ lastKnown }) => lastKnown?.asOfMs));
  const columns = useMemo(() => connectionColumns(width), [width]);
  const edit = useCallback((id: string) => setQuery({ dialog: 'edit', id }), [setQuery]);
  const duplicate = useCallback((id: string) => setQuery({ dialog: 'duplicate', id }), [setQuery]);
  const show = useCallback((id: string) => setQuery({ dialog: 'export', id }), [setQuery]);
  const add = useCallback(() => setQuery({ dialog: 'add', id: undefined }), [setQuery]);

  useCommands(() => [screenCommand('connections.add', add)], [], active);

  const rowActions = useCallback(
    (row: ConnectionView): MenuEntry[] => {
      const look: MenuEntry = { id: 'look', label: t('connections.look'), icon: Eye, run: () => lookAt(row) };
      if (row.kind === 'local')
        return [
          look,
          {
            id: 'registry',
            label: t('connections.localRegistry'),
            icon: FileJson,
            run: () => edit(row.id),
          },
        ];
      return [
        look,
        { id: 'edit', label: t('connections.edit'), icon: PencilLine, run: () => edit(row.id) },
        { id: 'duplicate', label: t('connections.duplicate'), icon: Copy, run: () => duplicate(row.id) },
        { id: 'export', label: t('connections.export'), icon: FileOutput, run: () => show(row.id) },
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
    [edit, duplicate, show],
  );
  const keepers = useKeepers();
  const subject = all.find(({ id }) => id === query.id) ?? null;
  const close = (): void => setQuery({ dialog: undefined, id: undefined });
  // What a dialog begins with is looked up once: the list goes on changing behind it.
  const initial = keepers && initialOf(query.dialog, subject, keepers);
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
      rowName={({ settings }) => settings.name}
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
      {initial && keepers && (
        <ConnectionDialog
          key={`${query.dialog} ${query.id}`}
          initial={initial}
          keepers={keepers}
          onClose={close}
        />
      )}
      {query.dialog === 'export' && subject?.kind === 'remote' && (
        <ExportDialog id={subject.id} name={subject.settings.name} onClose={close} />
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
  subject: ConnectionView | null,
  keepers: readonly SecretKeeperName[],
): Draft | null {
  if (dialog === 'add')
    return draftFrom({ ...PLAIN_CONNECTION, secretsIn: keepers[0] ?? 'memory' }, null, 'add');
  if (subject === null) return null;
  if (dialog === 'edit') {
    // Where nothing was kept yet, the best keeper there is is offered.
    const secretsIn = subject.secrets.length === 0 && subject.kind === 'local' ? keepers[0] : undefined;
    return draftFrom({ ...subject.settings, ...(secretsIn && { secretsIn }) }, subject, 'edit');
  }
  if (dialog !== 'duplicate' || subject.kind === 'local') return null;
  const name = t('connections.copyOf', { name: subject.settings.name });
  return draftFrom({ ...subject.settings, name }, subject, 'duplicate');
}
