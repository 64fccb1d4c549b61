import { useRef } from 'react';
import type { ConnectionSettings, StoreFile } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { Button, ErrorBlock, Segmented, TextField } from '../../../ui/index.ts';
import { contentOf, withSecret, type Draft } from '../draft.ts';
import { SecretField } from './secret-field.tsx';

type Which = 'truststore' | 'keystore';
type Kind = 'none' | StoreFile['kind'];

/** A keystore or truststore: none, a file on this machine, or a copy of one that is kept with the secrets. */
export function StoreField({
  which,
  draft,
  onChange,
}: {
  which: Which;
  draft: Draft;
  onChange: (draft: Draft) => void;
}) {
  const file = draft.settings.tls[which];
  const kind: Kind = file?.kind ?? 'none';
  const set = (next: StoreFile | null, base = draft): void =>
    onChange({ ...base, settings: withStore(base.settings, which, next) });
  const input = useRef<HTMLInputElement>(null);
  const take = useAction(t('connections.fileFailed'), async (files: readonly File[]) => {
    const content = await contentOf(files);
    const name = files.map((one) => one.name).join(' + ');
    set({ kind: 'kept', name }, withSecret(draft, which, content));
  });
  return (
    <section className="store-field stack" aria-label={t(`connections.${which}`)}>
      <div className="row wrap">
        <span className="field-name">{t(`connections.${which}`)}</span>
        <Segmented<Kind>
          label={t(`connections.${which}`)}
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
          data-testid={`${which}-path`}
        />
      )}
      {file?.kind === 'kept' && (
        <div className="row wrap">
          <input
            ref={input}
            type="file"
            multiple
            hidden
            data-testid={`${which}-file`}
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
            name={`${which}Password`}
            draft={draft}
            onChange={onChange}
          />
          {which === 'keystore' && (
            <SecretField
              label={t('connections.keyPassword')}
              name="keyPassword"
              draft={draft}
              onChange={onChange}
            />
          )}
        </div>
      )}
    </section>
  );
}

function withStore(settings: ConnectionSettings, which: Which, file: StoreFile | null): ConnectionSettings {
  return { ...settings, tls: { ...settings.tls, [which]: file } };
}
