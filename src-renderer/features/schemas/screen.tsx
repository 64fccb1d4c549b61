import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useCallback, useMemo, useState } from 'react';
import type { SubjectRow } from '../../../src-main/contract/index.ts';
import { screenCommand, useCommands } from '../../lib/commands/index.ts';
import { formatCount, UNKNOWN } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Copyable,
  Facts,
  ListScreen,
  Screen,
  ScreenHead,
  Select,
  Switch,
  type MenuEntry,
} from '../../ui/index.ts';
import { Compatibility } from './components/compatibility.tsx';
import { DeleteDialog } from './components/delete-dialog.tsx';
import { RegisterDialog } from './components/register-dialog.tsx';
import { NoRegistry, Outage, useConnectRegistry } from './components/registry-states.tsx';
import { subjectColumns } from './components/subject-columns.tsx';
import { useRegistry } from './store.ts';
import './schemas.css';

const ALL = '*';

/** The subjects of the registry, each with its latest version; what is known stays while the registry is away. */
export function SchemasScreen({ query, setQuery, active }: ScreenProps) {
  const snapshot = useRegistry();
  const connect = useConnectRegistry();
  const [doomed, setDoomed] = useState<SubjectRow | null>(null);
  const view = snapshot.value;
  // An outage before the first answer tells nothing of how many there are.
  const isKnown = view !== null && (view.outage === null || view.subjects.length > 0);
  const filter = query.filter ?? '';
  const withDeleted = query.deleted === '1';
  const contexts = useMemo(
    () => [...new Set((view?.subjects ?? []).map(({ context }) => context))].toSorted(),
    [view],
  );
  const context = query.context !== undefined && contexts.includes(query.context) ? query.context : ALL;
  const rows = useMemo(() => {
    const needle = filter.trim().toLowerCase();
    return (view?.subjects ?? []).filter(
      (row) =>
        (withDeleted || !row.deleted) &&
        (context === ALL || row.context === context) &&
        row.subject.toLowerCase().includes(needle),
    );
  }, [view, filter, withDeleted, context]);
  const hasContexts = contexts.some((one) => one !== '.');
  const level = view?.compatibility ?? null;
  const columns = useMemo(() => subjectColumns(open, { contexts: hasContexts, level }), [hasContexts, level]);
  const register = useCallback(() => setQuery({ dialog: 'register' }), [setQuery]);
  const closeDialog = useCallback(() => setQuery({ dialog: undefined }), [setQuery]);
  const there = view !== null && view.outage === null;
  useCommands(
    () => [
      ...(there ? [screenCommand('schemas.register', register)] : []),
      { id: 'schemas.connect', title: t('schemas.settings'), group: t('palette.group.do'), run: connect },
    ],
    [there],
    active,
  );
  const actions = useCallback(
    (row: SubjectRow): MenuEntry[] => [
      {
        id: 'delete',
        label: t('subject.delete'),
        icon: Trash2,
        danger: true,
        writes: true,
        run: () => setDoomed(row),
      },
    ],
    [],
  );
  if (snapshot.none)
    return (
      <Screen testId="screen-schemas">
        <ScreenHead title={t('screen.schemas')} />
        <NoRegistry />
      </Screen>
    );
  return (
    <ListScreen
      id="schemas"
      title={t('screen.schemas')}
      snapshot={snapshot}
      place={{ query, setQuery, active }}
      filterLabel={t('schemas.filter')}
      failed={t('schemas.failed')}
      notice={view?.outage && <Outage outage={view.outage} known={isKnown} />}
      facts={
        view && (
          <Facts
            facts={[
              { label: t('schemas.registry'), value: <Copyable text={view.url} /> },
              {
                label: t('schemas.subjects'),
                value: isKnown
                  ? formatCount(view.subjects.filter(({ deleted }) => !deleted).length)
                  : UNKNOWN,
              },
            ]}
          />
        )
      }
      switches={
        <>
          {hasContexts && (
            <Select
              label={t('schemas.context')}
              value={context}
              onChange={(next) => setQuery({ context: next === ALL ? undefined : next })}
              options={[
                { value: ALL, label: t('schemas.contextAll') },
                ...contexts.map((value) => ({
                  value,
                  label: value === '.' ? t('schemas.contextDefault') : value,
                })),
              ]}
              testId="context"
            />
          )}
          <Switch
            label={t('schemas.withDeleted')}
            checked={withDeleted}
            onChange={(on) => setQuery({ deleted: on ? '1' : undefined })}
            testId="with-deleted"
          />
          <span className="end" />
          {view?.compatibility != null && (
            <Compatibility
              subject={null}
              level={view.compatibility}
              own
              disabled={view.outage !== null}
              onChanged={() => {}}
            />
          )}
        </>
      }
      columns={columns}
      rows={rows}
      rowKey={(row) => row.subject}
      onOpen={open}
      rowActions={actions}
      initialSort={{ column: 'subject', descending: false }}
      none={({ subjects }) => subjects.every(({ deleted }) => deleted && !withDeleted)}
      noneText={t(view?.outage ? 'schemas.noneKnown' : 'schemas.none')}
      noneAction={
        view?.outage ? undefined : (
          <Button writes onClick={register}>
            {t('register.new')}
          </Button>
        )
      }
      noneMatchText={t('schemas.noneMatch', { filter })}
      actions={
        <Button kind="primary" icon={Plus} writes disabled={!there} onClick={register} data-testid="register">
          {t('register.new')}
        </Button>
      }
    >
      {query.dialog === 'register' && (
        <RegisterDialog
          initial={null}
          onClose={closeDialog}
          onRegistered={(subject) => {
            closeDialog();
            openPlace(addressOf(['schemas', subject]));
          }}
        />
      )}
      {doomed && (
        <DeleteDialog
          subject={doomed.subject}
          version={null}
          gone={doomed.deleted}
          onDeleted={() => setDoomed(null)}
          onClose={() => setDoomed(null)}
        />
      )}
    </ListScreen>
  );
}

function open({ subject }: SubjectRow): void {
  openPlace(addressOf(['schemas', subject]));
}
