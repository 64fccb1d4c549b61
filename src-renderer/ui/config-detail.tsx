import { useState } from 'react';
import type { ConfigView } from '../../src-main/contract/index.ts';
import { humanConfigValue } from '../lib/config-value.ts';
import { t } from '../lib/i18n/index.ts';
import { useAction } from '../lib/use-action.ts';
import { Button } from './button.tsx';
import { ErrorBlock } from './error-block.tsx';
import { FactList } from './facts.tsx';
import { TextField } from './field.tsx';
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
  scopes,
  alter,
  readOnlyText,
}: {
  config: ConfigView;
  /** With more than one it is asked for which. */
  scopes: readonly [ConfigScope, ...ConfigScope[]];
  /** Null resets it. */
  alter: (scope: string, value: string | null) => Promise<unknown>;
  /** Why Kafka does not let it be changed. */
  readOnlyText: string;
}) {
  const [scopeId, setScope] = useState(scopes[0].id);
  const scope = scopes.find(({ id }) => id === scopeId) ?? scopes[0];
  return (
    <div className="scroll config-detail" tabIndex={0} role="region" aria-label={config.name}>
      {config.documentation && <p>{config.documentation}</p>}
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
}: {
  config: ConfigView;
  scope: ConfigScope;
  alter: (scope: string, value: string | null) => Promise<unknown>;
}) {
  const own = ownValue(config, scope);
  const shown = own ?? config.value ?? '';
  const [draft, setDraft] = useState(shown);
  const { run, busy, failure } = useAction(t('configs.changeFailed', { name: config.name }), alter);
  const changed = draft !== shown;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (changed && !busy) run(scope.id, draft);
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
      ) : (
        <TextField
          label={t('column.value')}
          type={config.sensitive ? 'password' : 'text'}
          value={draft}
          onChange={setDraft}
          mono
          hint={config.sensitive ? t('configs.sensitive') : humanConfigValue({ ...config, value: draft })}
          data-testid="config-value"
        />
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
