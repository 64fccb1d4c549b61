import PlugZap from 'lucide-react/icons/plug-zap';
import { useState } from 'react';
import {
  LOCAL_CLUSTER,
  type ConnectionSettings,
  type SecretKeeperName,
} from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, Checkbox, FormDialog, Select, TextField } from '../../../ui/index.ts';
import { sent, withImport, type Draft } from '../draft.ts';
import { saveConnection, useTrial } from '../store.ts';
import { ColourChoice } from './colour-choice.tsx';
import { ImportPanel } from './import-panel.tsx';
import { LoginFields } from './login-fields.tsx';
import { RegistryFields } from './registry-fields.tsx';
import { StoreField } from './store-field.tsx';
import { TrialSteps } from './trial-steps.tsx';

const PROTOCOLS: readonly ConnectionSettings['protocol'][] = [
  'PLAINTEXT',
  'SSL',
  'SASL_PLAINTEXT',
  'SASL_SSL',
];

/** Adds a connection or changes one; it can be tried before it is saved. Of the local cluster only the registry is asked. */
export function ConnectionDialog({
  initial,
  keepers,
  onClose,
}: {
  initial: Draft;
  keepers: readonly SecretKeeperName[];
  onClose: () => void;
}) {
  const [draft, setDraft] = useState(initial);
  const { settings } = draft;
  const change = (part: Partial<ConnectionSettings>): void =>
    setDraft({ ...draft, settings: { ...settings, ...part } });
  const { run, busy, failure } = useAction(
    t('connections.saveFailed', { name: settings.name }),
    saveConnection,
    onClose,
  );
  const { trial, run: tryOut } = useTrial();
  const encrypted = settings.protocol.endsWith('SSL');
  const logsIn = settings.protocol.startsWith('SASL');
  const local = draft.id === LOCAL_CLUSTER;
  const addressed = settings.bootstrapServers.trim() !== '';
  const hasSecrets =
    encrypted || logsIn || (settings.registry !== null && hasRegistrySecrets(settings.registry));
  return (
    <FormDialog
      open
      onClose={onClose}
      width={640}
      title={t(
        local ? 'connections.localRegistry' : draft.id === null ? 'connections.add' : 'connections.edit',
      )}
      submitLabel={t('action.save')}
      onSubmit={() => run(sent(draft))}
      failure={failure}
      busy={busy}
      disabled={settings.name.trim() === '' || !addressed}
      testId="connection-dialog"
      status={
        (trial.running || trial.steps.length > 0 || trial.error !== null) && <TrialSteps trial={trial} />
      }
      actions={
        <Button
          icon={PlugZap}
          busy={trial.running}
          disabled={!addressed || (local && settings.registry === null)}
          onClick={() => tryOut(sent(draft))}
          data-testid="test-connection"
        >
          {t('connections.test')}
        </Button>
      }
    >
      {!local && (
        <>
          <ImportPanel onImport={(imported) => setDraft(withImport(draft, imported))} />
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
          <div className="row wrap">
            <Select
              label={t('connections.protocol')}
              value={settings.protocol}
              onChange={(protocol) => change({ protocol })}
              options={PROTOCOLS.map((value) => ({
                value,
                label: t(`connections.protocol.${value}`),
                note: value,
              }))}
              testId="protocol"
            />
            {settings.protocol === 'SASL_PLAINTEXT' && settings.sasl.mechanism === 'PLAIN' && (
              <span className="small warn">{t('connections.clearPassword')}</span>
            )}
          </div>
          {encrypted && (
            <>
              <StoreField which="truststore" draft={draft} onChange={setDraft} />
              <StoreField which="keystore" draft={draft} onChange={setDraft} />
              <Checkbox
                label={t('connections.verifyHostname')}
                checked={settings.tls.verifyHostname}
                onChange={(verifyHostname) => change({ tls: { ...settings.tls, verifyHostname } })}
                testId="verify-hostname"
              />
            </>
          )}
          {logsIn && <LoginFields draft={draft} onChange={setDraft} />}
        </>
      )}
      <RegistryFields draft={draft} onChange={setDraft} />
      {hasSecrets && (
        <Select
          label={t('connections.secretsIn')}
          value={settings.secretsIn}
          onChange={(secretsIn) => change({ secretsIn })}
          options={keepers.map((value) => ({
            value,
            label: t(`connections.keeper.${value}`),
            note: t(`connections.keeperNote.${value}`),
          }))}
          testId="secrets-in"
        />
      )}
      {!local && (
        <>
          <ColourChoice value={settings.colour} onChange={(colour) => change({ colour })} />
          <Checkbox
            label={t('connections.readOnlyText')}
            checked={settings.readOnly}
            onChange={(readOnly) => change({ readOnly })}
            testId="connection-read-only"
          />
        </>
      )}
    </FormDialog>
  );
}

function hasRegistrySecrets({ login, tls }: NonNullable<ConnectionSettings['registry']>): boolean {
  return login !== 'none' || tls.truststore !== null || tls.keystore !== null;
}
