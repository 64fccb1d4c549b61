import { useMemo } from 'react';
import { t } from '../../../lib/i18n/index.ts';
import { CopyButton, Select } from '../../../ui/index.ts';
import { snippetsFor } from '../snippets.ts';

/** Copy-ready code for the client of one's choice. */
export function ConnectDoor({
  bootstrap,
  chosen,
  onChoose,
}: {
  bootstrap: string;
  chosen: string | undefined;
  onChoose: (client: string) => void;
}) {
  const snippets = useMemo(() => snippetsFor(bootstrap, 'my-topic'), [bootstrap]);
  const snippet = snippets.find((one) => one.id === chosen) ?? snippets[0]!;
  return (
    <>
      <div className="row wrap">
        <Select
          label={t('welcome.client')}
          value={snippet.id}
          onChange={onChoose}
          options={snippets.map((one) => ({ value: one.id, label: one.label }))}
          testId="snippet-client"
        />
        <code className="muted">{snippet.install}</code>
      </div>
      <div className="snippet">
        <pre className="raw" tabIndex={0} role="region" aria-label={snippet.label} data-testid="snippet">
          {snippet.code}
        </pre>
        <CopyButton text={snippet.code} label={t('welcome.copySnippet')} />
      </div>
    </>
  );
}
