import { useRef } from 'react';
import {
  PLAIN_REGISTRY,
  type ConnectionSettings,
  type SecretName,
  type StoreFile,
} from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, ErrorBlock, Segmented, TextField } from '../../../ui/index.ts';
import { contentOf, withSecret, type Draft } from '../draft.ts';
import { SecretField } from './secret-field.tsx';

type Which = 'truststore' | 'keystore';
type Kind = 'none' | StoreFile['kind'];
/** Whose TLS it is. */
type Side = 'brokers' | 'registry';

/** Secrets and test ids of the registry's are named after those of the brokers'. */
const NAMES = {
  brokers: {
    truststore: { content: 'truststore', password: 'truststorePassword' },
    keystore: { content: 'keystore', password: 'keystorePassword' },
    key: 'keyPassword',
  },
  registry: {
    truststore: { content: 'registryTruststore', password: 'registryTruststorePassword' },
    keystore: { content: 'registryKeystore', password: 'registryKeystorePassword' },
    key: 'registryKeyPassword',
  },
} as const satisfies Record<Side, Record<Which, Record<string, SecretName>> & { key: SecretName }>;

/** A keystore or truststore: none, a file on this machine, or a copy of one that is kept with the secrets. */
export function StoreField({
  which,
  side = 'brokers',
  draft,
  onChange,
}: {
  which: Which;
  side?: Side;
  draft: Draft;
  onChange: (draft: Draft) => void;
}) {
  const names = NAMES[side];
  const label = t(`connections.${which}`);
  const region = side === 'brokers' ? label : t('connections.registryPart', { part: label });
  const testId = side === 'brokers' ? which : `registry-${which}`;
  const file = storeOf(draft.settings, side, which);
  const kind: Kind = file?.kind ?? 'none';
  const set = (next: StoreFile | null, base = draft): void =>
    onChange({ ...base, settings: withStore(base.settings, side, which, next) });
  const input = useRef<HTMLInputElement>(null);
  const take = useAction(t('connections.fileFailed'), async (files: readonly File[]) => {
    const content = await contentOf(files);
    const name = files.map((one) => one.name).join(' + ');
    set({ kind: 'kept', name }, withSecret(draft, names[which].content, content));
  });
  return (
    <section className="store-field stack" aria-label={region}>
      <div className="row wrap">
        <span className="field-name">{label}</span>
        <Segmented<Kind>
          label={region}
          value={kind}
          onChange={(next) =>
            set(
              next === 'none'
                ? null
                : next === 'path'
                  ? { kind: 'path', path: '' }
                  : { kind: 'kept', name: '' },
            )
          }
          options={[
            { value: 'none', label: t(`connections.${which}None`) },
            { value: 'path', label: t('connections.storePath') },
            { value: 'kept', label: t('connections.storeKept') },
          ]}
        />
      </div>
      {file?.kind === 'path' && (
        <TextField
          label={t('connections.path')}
          value={file.path}
          onChange={(path) => set({ kind: 'path', path })}
          placeholder={which === 'truststore' ? '/path/to/truststore.jks' : '/path/to/client.p12'}
          hint={t('connections.storeTypes')}
          mono
          data-testid={`${testId}-path`}
        />
      )}
      {file?.kind === 'kept' && (
        <div className="row wrap">
          <input
            ref={input}
            type="file"
            multiple
            hidden
            data-testid={`${testId}-file`}
            onChange={(event) => take.run([...(event.target.files ?? [])])}
          />
          <Button onClick={() => input.current?.click()}>{t('connections.chooseFile')}</Button>
          <span className={file.name === '' ? 'muted small' : 'mono ellipsis'}>
            {file.name === '' ? t('connections.storeTypes') : file.name}
          </span>
        </div>
      )}
      {take.failure && <ErrorBlock failure={take.failure} />}
      {file && (
        <div className="form-columns">
          <SecretField
            label={t('connections.storePassword')}
            name={names[which].password}
            draft={draft}
            onChange={onChange}
          />
          {which === 'keystore' && (
            <SecretField
              label={t('connections.keyPassword')}
              name={names.key}
              draft={draft}
              onChange={onChange}
            />
          )}
        </div>
      )}
    </section>
  );
}

function storeOf({ tls, registry }: ConnectionSettings, side: Side, which: Which): StoreFile | null {
  return side === 'brokers' ? tls[which] : (registry?.tls[which] ?? null);
}

function withStore(
  settings: ConnectionSettings,
  side: Side,
  which: Which,
  file: StoreFile | null,
): ConnectionSettings {
  if (side === 'brokers') return { ...settings, tls: { ...settings.tls, [which]: file } };
  const registry = settings.registry ?? PLAIN_REGISTRY;
  return { ...settings, registry: { ...registry, tls: { ...registry.tls, [which]: file } } };
}
