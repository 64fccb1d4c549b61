import { useState } from 'react';
import type { ConfigView } from '../../src-main/contract/index.ts';
import { useConfigDocs, type ConfigOwner } from '../lib/config-docs.ts';
import { configChoices, humanConfigValue, plainConfigValue } from '../lib/config-value.ts';
import { formatCount } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { useAction } from '../lib/use-action.ts';
import { Button } from './button.tsx';
import { ErrorBlock } from './error-block.tsx';
import { FactList } from './facts.tsx';
import { TextField } from './field.tsx';
import { Select } from './select.tsx';
import { Segmented } from './toggle.tsx';

/** A layer in which a config can be set. */
export interface ConfigScope {
  id: string;
  label: string;
  /** Its name among the sources of a value. */
  source: ConfigView['source'];
}

/** One config: what it is for, where its value comes from, and a way to change it in one of its layers. */
export function ConfigDetail({
  config,
  owner,
  scopes,
  alter,
  readOnlyText,
  doubtOf,
}: {
  config: ConfigView;
  owner: ConfigOwner;
  /** With more than one it is asked for which. */
  scopes: readonly [ConfigScope, ...ConfigScope[]];
  /** Null resets it. */
  alter: (scope: string, value: string | null) => Promise<unknown>;
  /** Why Kafka does not let it be changed. */
  readOnlyText: string;
  /** What Kafka takes and nobody wants: a sentence to think about, or null. */
  doubtOf?: (value: string) => string | null;
}) {
  const [scopeId, setScope] = useState(scopes[0].id);
  const scope = scopes.find(({ id }) => id === scopeId) ?? scopes[0];
  const docs = useConfigDocs(owner, config.name, config.documentation);
  return (
    <div className="scroll config-detail" tabIndex={0} role="region" aria-label={config.name}>
      {docs && <p>{docs}</p>}
      {config.readOnly ? (
        <p className="muted" data-testid="config-read-only">
          {readOnlyText}
        </p>
      ) : (
        <>
          {scopes.length > 1 && (
            <div className="row">
              <Segmented
                label={t('configs.scope')}
                value={scope.id}
                onChange={setScope}
                options={scopes.map(({ id, label }) => ({ value: id, label }))}
                testId="config-scope"
              />
            </div>
          )}
          <ConfigForm
            key={`${scope.id} ${ownValue(config, scope) ?? ''}`}
            config={config}
            scope={scope}
            alter={alter}
            doubtOf={doubtOf}
          />
        </>
      )}
      <FactList
        facts={[
          { label: t('column.source'), value: t(`configs.source.${config.source}`) },
          { label: t('column.type'), value: config.type },
        ]}
      />
      {config.synonyms.length > 0 && (
        <>
          <h2>{t('configs.synonyms')}</h2>
          <ol className="config-synonyms">
            {config.synonyms.map((one) => (
              <li key={`${one.source} ${one.name}`}>
                <span className="muted">{t(`configs.source.${one.source}`)}</span>
                <code>{`${one.name} = ${config.sensitive ? '••••••' : (one.value ?? '')}`}</code>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** What is set in the layer itself; undefined: nothing. A password is set without being told. */
function ownValue({ name, synonyms }: ConfigView, { source }: ConfigScope): string | null | undefined {
  return synonyms.find((one) => one.source === source && one.name === name)?.value;
}

function ConfigForm({
  config,
  scope,
  alter,
  doubtOf,
}: {
  config: ConfigView;
  scope: ConfigScope;
  alter: (scope: string, value: string | null) => Promise<unknown>;
  doubtOf?: (value: string) => string | null;
}) {
  const own = ownValue(config, scope);
  const shown = own ?? config.value ?? '';
  const [draft, setDraft] = useState(shown);
  const { run, busy, failure } = useAction(
    {
      failed: t('configs.changeFailed', { name: config.name }),
      unknown: t('configs.changeUnknown', { name: config.name }),
    },
    alter,
  );
  const value = config.sensitive ? draft : plainConfigValue(config, draft);
  const changed = value !== shown;
  const choices = config.sensitive ? null : configChoices(config.name, shown);
  const doubt = doubtOf?.(value) ?? null;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !busy) run(scope.id, value);
      }}
    >
      {config.type === 'boolean' ? (
        <div className="row">
          <Segmented
            label={config.name}
            value={draft}
            onChange={setDraft}
            options={[
              { value: 'true', label: 'true' },
              { value: 'false', label: 'false' },
            ]}
          />
        </div>
      ) : choices !== null ? (
        <div className="row">
          <Select
            label={t('column.value')}
            value={draft}
            onChange={setDraft}
            options={choices.map((one) => ({ value: one, label: one === '' ? t('configs.nothing') : one }))}
            testId="config-choice"
          />
        </div>
      ) : (
        <TextField
          label={t('column.value')}
          type={config.sensitive ? 'password' : 'text'}
          value={draft}
          onChange={setDraft}
          mono
          hint={config.sensitive ? t('configs.sensitive') : readingOf(config, draft, value)}
          data-testid="config-value"
        />
      )}
      {doubt !== null && (
        <p className="warn small" data-testid="config-doubt">
          {doubt}
        </p>
      )}
      {failure && <ErrorBlock failure={failure} />}
      <div className="row">
        <Button kind="primary" type="submit" writes busy={busy} disabled={!changed} data-testid="config-save">
          {t('action.save')}
        </Button>
        <Button
          writes
          busy={busy}
          disabled={own === undefined}
          onClick={() => run(scope.id, null)}
          data-testid="config-reset"
        >
          {t('configs.reset')}
        </Button>
      </div>
    </form>
  );
}

/** How a value with a unit reads, or what a text with units comes to, or in which unit to write it. */
function readingOf(config: ConfigView, draft: string, value: string): string | null {
  if (value !== draft) return `= ${formatCount(Number(value))} ${config.name.endsWith('.ms') ? 'ms' : 'B'}`;
  const human = humanConfigValue({ ...config, value });
  if (human !== null) return human;
  if (config.type !== 'int' && config.type !== 'long') return null;
  return config.name.endsWith('.ms')
    ? t('configs.unitMs')
    : config.name.endsWith('.bytes')
      ? t('configs.unitBytes')
      : null;
}
