import GitCompare from 'lucide-react/icons/git-compare';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useEffect, useRef, useState } from 'react';
import type { SchemaView, SubjectDetail } from '../../../src-main/contract/index.ts';
import { useCommands } from '../../lib/commands/index.ts';
import { useReadOnly } from '../../lib/connections.ts';
import { t } from '../../lib/i18n/index.ts';
import { addressOf, openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  CodeEditor,
  Copyable,
  CopyButton,
  EmptyState,
  ErrorBlock,
  FactList,
  Screen,
  ScreenHead,
  Select,
  TextDiff,
  Toolbar,
  Waiting,
} from '../../ui/index.ts';
import { Compatibility } from './components/compatibility.tsx';
import { DeleteDialog } from './components/delete-dialog.tsx';
import { RegisterDialog } from './components/register-dialog.tsx';
import { NoRegistry, Outage } from './components/registry-states.tsx';
import { languageOf, readable } from './schema-text.ts';
import { useRegistry, useSubject, useVersion } from './store.ts';
import './schemas.css';
import { translated } from '../../lib/said.ts';

/** One subject: its versions, the text of one or what differs between two, what it refers to and who refers to it. */
export function SubjectScreen({ params, query, setQuery, active }: ScreenProps) {
  const subject = params.subject!;
  const registry = useRegistry();
  const detail = useSubject(subject);
  const readOnly = useReadOnly();
  const versions = detail.value?.versions ?? [];
  const wanted = Number(query.version);
  const shown =
    versions.find(({ version }) => version === wanted) ?? versions.find((one) => !one.deleted) ?? versions[0];
  const outage = registry.value?.outage ?? null;
  const [doomed, setDoomed] = useState<{ version: number | null } | null>(null);
  const register = (): void => setQuery({ dialog: 'register' });
  useCommands(
    () =>
      shown === undefined || readOnly
        ? []
        : [
            {
              id: 'subject.register',
              title: t('register.version'),
              group: t('palette.group.do'),
              run: register,
            },
            {
              id: 'subject.delete',
              title: t('subject.delete'),
              group: t('palette.group.do'),
              run: () => setDoomed({ version: null }),
            },
          ],
    [subject, shown === undefined, readOnly],
    active,
  );
  const changed = detail.refresh;
  const row = registry.value?.subjects.find((one) => one.subject === subject);
  useRefreshOnChange(`${outage === null} ${row?.latest?.version} ${row?.deleted}`, changed);
  return (
    <Screen testId="screen-subject">
      <ScreenHead
        title={<Copyable text={subject}>{subject}</Copyable>}
        facts={
          <button type="button" className="link" onClick={() => openPlace('/schemas')}>
            {t('subject.toList')}
          </button>
        }
        actions={
          <>
            <Button
              kind="danger"
              icon={Trash2}
              writes
              disabled={shown === undefined || outage !== null}
              onClick={() => setDoomed({ version: null })}
            >
              {t('subject.delete')}
            </Button>
            <Button
              kind="primary"
              icon={Plus}
              writes
              disabled={shown === undefined || outage !== null}
              onClick={register}
              data-testid="register-version"
            >
              {t('register.version')}
            </Button>
          </>
        }
      />
      {outage && <Outage outage={outage} known={false} />}
      {registry.none ? (
        <NoRegistry />
      ) : detail.failure && !outage ? (
        <ErrorBlock failure={detail.failure} onRetry={detail.refresh} />
      ) : shown === undefined ? (
        !outage && (detail.value ? <EmptyState text={t('subject.gone', { subject })} /> : <Waiting />)
      ) : (
        <Versions
          key={subject}
          subject={detail.value!}
          shown={shown}
          query={query}
          setQuery={setQuery}
          onChanged={changed}
          onDelete={(version) => setDoomed({ version })}
        />
      )}
      {doomed && (
        <DeleteDialog
          subject={subject}
          version={doomed.version}
          gone={
            doomed.version === null
              ? versions.every(({ deleted }) => deleted)
              : versions.some(({ version, deleted }) => deleted && version === doomed.version)
          }
          onClose={() => setDoomed(null)}
          onDeleted={() => {
            setDoomed(null);
            changed();
          }}
        />
      )}
    </Screen>
  );
}

/** Asks again when something changed elsewhere; the first word on it is no change. */
function useRefreshOnChange(state: string, refresh: () => void): void {
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (known.current !== null && known.current !== state) refresh();
    known.current = state;
  }, [state, refresh]);
}

function Versions({
  subject: { subject, versions, compatibility },
  shown,
  query,
  setQuery,
  onChanged,
  onDelete,
}: Pick<ScreenProps, 'query' | 'setQuery'> & {
  subject: SubjectDetail;
  shown: SubjectDetail['versions'][number];
  onChanged: () => void;
  onDelete: (version: number) => void;
}) {
  const { value: schema, failure, refresh } = useVersion(subject, shown.version);
  const other = versions.find(
    ({ version }) => String(version) === query.compare && version !== shown.version,
  );
  const options = versions.map(({ version, deleted }) => ({
    value: String(version),
    label: String(version),
    note: deleted ? t('schemas.deleted') : undefined,
  }));
  const NONE = '';
  return (
    <>
      <Toolbar>
        <Select
          label={t('schemas.version')}
          value={String(shown.version)}
          options={options}
          onChange={(version) => setQuery({ version })}
          testId="version"
        />
        {versions.length > 1 && (
          <Select
            label={t('subject.compare')}
            value={other ? String(other.version) : NONE}
            options={[
              { value: NONE, label: t('subject.compareNone') },
              ...options.filter(({ value }) => value !== String(shown.version)),
            ]}
            onChange={(compare) => setQuery({ compare: compare || undefined })}
            testId="compare"
          />
        )}
        <Button
          icon={Trash2}
          kind="quiet"
          writes
          onClick={() => onDelete(shown.version)}
          data-testid="delete-version"
        >
          {t('subject.deleteVersion', { version: shown.version })}
        </Button>
        {schema && <CopyButton text={readable(schema.kind, schema.text)} label={t('subject.copy')} />}
        <span className="end" />
        <Compatibility
          subject={subject}
          level={compatibility.level}
          own={compatibility.own}
          onChanged={onChanged}
        />
      </Toolbar>
      {failure ? (
        <ErrorBlock failure={failure} onRetry={refresh} />
      ) : schema === null ? (
        <Waiting />
      ) : (
        <div className="schema-grid" data-version={schema.version}>
          <div className="schema-main">
            {other ? (
              <Difference subject={subject} before={other.version} after={schema} />
            ) : (
              <CodeEditor
                key={`${subject} ${schema.version}`}
                value={readable(schema.kind, schema.text)}
                language={languageOf(schema.kind)}
                label={t('schemas.text')}
                readOnly
                testId="schema-text"
              />
            )}
          </div>
          <SchemaFacts schema={schema} deleted={shown.deleted} />
        </div>
      )}
      {query.dialog === 'register' && schema && (
        <RegisterDialog
          initial={{ subject, kind: schema.kind, text: schema.text, references: schema.references }}
          onClose={() => setQuery({ dialog: undefined })}
          onRegistered={(_subject, version) => {
            setQuery({ dialog: undefined, version: version === null ? undefined : String(version) });
            onChanged();
          }}
        />
      )}
    </>
  );
}

/** From the older text to the newer one, whichever was chosen first. */
function Difference({ subject, before, after }: { subject: string; before: number; after: SchemaView }) {
  const { value: other, failure } = useVersion(subject, before);
  if (failure) return <ErrorBlock failure={failure} />;
  if (other === null) return <Waiting />;
  const [older, newer] = other.version < after.version ? [other, after] : [after, other];
  return (
    <>
      <div className="row small muted diff-head">
        <GitCompare size={13} aria-hidden />
        {t('subject.difference', { older: older.version, newer: newer.version })}
      </div>
      <TextDiff
        before={readable(older.kind, older.text)}
        after={readable(newer.kind, newer.text)}
        language={languageOf(newer.kind)}
        label={t('subject.difference', { older: older.version, newer: newer.version })}
      />
    </>
  );
}

function SchemaFacts({ schema, deleted }: { schema: SchemaView; deleted: boolean }) {
  return (
    <aside className="schema-facts scroll" tabIndex={0} aria-label={t('subject.facts')}>
      <FactList
        facts={[
          { label: t('schemas.kind'), value: t(`schemas.kind.${schema.kind}`) },
          { label: t('schemas.version'), value: String(schema.version) },
          { label: t('schemas.id'), value: <Copyable text={String(schema.id)} /> },
          ...(schema.guid === null
            ? []
            : [{ label: t('schemas.guid'), value: <Copyable text={schema.guid} /> }]),
          ...(deleted ? [{ label: t('column.state'), value: t('schemas.deleted') }] : []),
          { label: t('schemas.types'), value: schema.types.join(', ') || '–' },
        ]}
      />
      {schema.problem && (
        <ErrorBlock failure={{ what: t('subject.unreadable'), why: translated(schema.problem) }} />
      )}
      <h2>{t('schemas.references')}</h2>
      {schema.references.length === 0 ? (
        <p className="small muted">{t('subject.noReferences')}</p>
      ) : (
        <ul className="plain-list" data-testid="references">
          {schema.references.map(({ name, subject, version }) => (
            <li key={name}>
              <SubjectLink subject={subject} version={version} /> <code className="muted">{name}</code>
            </li>
          ))}
        </ul>
      )}
      <h2>{t('subject.referencedBy')}</h2>
      {schema.referencedBy.length === 0 ? (
        <p className="small muted">{t('subject.notReferenced')}</p>
      ) : (
        <ul className="plain-list" data-testid="referenced-by">
          {schema.referencedBy.map(({ subject, version }) => (
            <li key={`${subject} ${version}`}>
              <SubjectLink subject={subject} version={version} />
            </li>
          ))}
        </ul>
      )}
    </aside>
  );
}

function SubjectLink({ subject, version }: { subject: string; version: number }) {
  return (
    <button
      type="button"
      className="link"
      onClick={() => openPlace(addressOf(['schemas', subject], { version: String(version) }))}
    >
      {subject} {version}
    </button>
  );
}
