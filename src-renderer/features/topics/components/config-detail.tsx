import { useState } from 'react';
import type { ConfigView } from '../../../../src-main/contract/index.ts';
import { humanConfigValue } from '../../../lib/config-value.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, ErrorBlock, FactList, Segmented, TextField } from '../../../ui/index.ts';
import { useTopicActions } from '../store.ts';

/** One config: what it is for, where its value comes from, and a way to change it. */
export function ConfigDetail({
  topic,
  config,
  onChanged,
}: {
  topic: string;
  config: ConfigView;
  onChanged: () => void;
}) {
  const [draft, setDraft] = useState(config.value ?? '');
  const { alterConfig } = useTopicActions();
  const { run, busy, failure } = useAction(
    t('configs.changeFailed', { name: config.name }),
    alterConfig,
    onChanged,
  );
  const changed = draft !== (config.value ?? '');
  return (
    <div className="scroll config-detail" tabIndex={0} role="region" aria-label={config.name}>
      {config.documentation && <p>{config.documentation}</p>}
      {config.readOnly ? (
        <p className="muted">{t('configs.readOnly')}</p>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (changed && !busy) run(topic, config.name, draft);
          }}
        >
          {config.type === 'boolean' ? (
            <Segmented
              label={config.name}
              value={draft}
              onChange={setDraft}
              options={[
                { value: 'true', label: 'true' },
                { value: 'false', label: 'false' },
              ]}
            />
          ) : (
            <TextField
              label={t('column.value')}
              value={draft}
              onChange={setDraft}
              mono
              hint={humanConfigValue({ ...config, value: draft })}
              data-testid="config-value"
            />
          )}
          {failure && <ErrorBlock failure={failure} />}
          <div className="row">
            <Button kind="primary" type="submit" writes busy={busy} disabled={!changed}>
              {t('action.save')}
            </Button>
            <Button
              writes
              busy={busy}
              disabled={config.source !== 'topic'}
              onClick={() => run(topic, config.name, null)}
            >
              {t('configs.reset')}
            </Button>
          </div>
        </form>
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
          <FactList
            facts={config.synonyms.map((one) => ({
              label: one.source,
              value: <code>{`${one.name} = ${one.value ?? ''}`}</code>,
            }))}
          />
        </>
      )}
    </div>
  );
}
