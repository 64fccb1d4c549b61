import { useState } from 'react';
import type { ClusterId, ConnectionSettings } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Checkbox, FormDialog, TextField } from '../../../ui/index.ts';
import { saveConnection } from '../store.ts';
import { ColourChoice } from './colour-choice.tsx';

/** Adds a connection (`id` null) or changes one. */
export function ConnectionDialog({
  id,
  initial,
  onClose,
}: {
  id: ClusterId | null;
  initial: ConnectionSettings;
  onClose: () => void;
}) {
  const [settings, setSettings] = useState(initial);
  const change = (part: Partial<ConnectionSettings>): void => setSettings({ ...settings, ...part });
  const { run, busy, failure } = useAction(
    t('connections.saveFailed', { name: settings.name }),
    saveConnection,
    onClose,
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t(id === null ? 'connections.add' : 'connections.edit')}
      submitLabel={t('action.save')}
      onSubmit={() => run(id, settings)}
      failure={failure}
      busy={busy}
      disabled={settings.name.trim() === '' || settings.bootstrapServers.trim() === ''}
      testId="connection-dialog"
    >
      <TextField
        label={t('connections.name')}
        value={settings.name}
        onChange={(name) => change({ name })}
        autoFocus
        data-testid="connection-name"
      />
      <TextField
        label={t('fact.bootstrap')}
        value={settings.bootstrapServers}
        onChange={(bootstrapServers) => change({ bootstrapServers })}
        placeholder="kafka-1.example.com:9092, kafka-2.example.com:9092"
        mono
        data-testid="connection-bootstrap"
      />
      <ColourChoice value={settings.colour} onChange={(colour) => change({ colour })} />
      <Checkbox
        label={t('connections.readOnlyText')}
        checked={settings.readOnly}
        onChange={(readOnly) => change({ readOnly })}
        testId="connection-read-only"
      />
    </FormDialog>
  );
}
