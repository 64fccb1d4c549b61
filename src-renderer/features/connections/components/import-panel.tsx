import { useRef, useState } from 'react';
import type { ImportedConnection } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, ErrorBlock } from '../../../ui/index.ts';
import { importConnection } from '../store.ts';

/** A `client.properties`, pasted or chosen, fills the form. */
export function ImportPanel({ onImport }: { onImport: (imported: ImportedConnection) => void }) {
  const [text, setText] = useState('');
  const [told, setTold] = useState<ImportedConnection | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const { run, busy, failure } = useAction(t('connections.importFailed'), async (content: string) => {
    const imported = await importConnection(content);
    // What was pasted may hold passwords: it does not stay on the screen.
    setText('');
    setTold(imported);
    onImport(imported);
  });
  return (
    <details className="import-panel" data-testid="import">
      <summary>{t('connections.import')}</summary>
      <div className="stack">
        <textarea
          className="input mono"
          rows={5}
          aria-label={t('connections.importText')}
          placeholder={t('connections.importText')}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          data-testid="import-text"
        />
        <div className="row wrap">
          <Button
            busy={busy}
            disabled={text.trim() === ''}
            onClick={() => run(text)}
            data-testid="import-run"
          >
            {t('connections.importRun')}
          </Button>
          <input
            ref={input}
            type="file"
            accept=".properties,.conf,.config,.txt"
            hidden
            onChange={(event) => void event.target.files?.[0]?.text().then(run)}
          />
          <Button kind="quiet" onClick={() => input.current?.click()}>
            {t('connections.chooseFile')}
          </Button>
        </div>
        {failure && <ErrorBlock failure={failure} />}
        {told && (
          <div className="small" role="status" data-testid="import-told">
            <p>{t('connections.imported', { secrets: told.secrets.length })}</p>
            {told.unsupported.length > 0 && (
              <p className="warn">
                {t('connections.importUnsupported', { keys: told.unsupported.join(', ') })}
              </p>
            )}
            {told.ignored.length > 0 && (
              <p className="muted">{t('connections.importIgnored', { keys: told.ignored.join(', ') })}</p>
            )}
          </div>
        )}
      </div>
    </details>
  );
}
