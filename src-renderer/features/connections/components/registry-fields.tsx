import { PLAIN_REGISTRY, type RegistrySettings } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Checkbox, Select, TextField } from '../../../ui/index.ts';
import type { Draft } from '../draft.ts';
import { SecretField } from './secret-field.tsx';
import { StoreField } from './store-field.tsx';

const LOGINS: readonly RegistrySettings['login'][] = ['none', 'basic', 'bearer'];

/** The schema registry of the cluster: its address, how one logs in there, and whom to trust. */
export function RegistryFields({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const registry = draft.settings.registry ?? PLAIN_REGISTRY;
  const change = (part: Partial<RegistrySettings>): void => {
    const next = { ...registry, ...part };
    // Without an address there is none, whatever else was said of it.
    const settings = { ...draft.settings, registry: next.url === '' && registry.url !== '' ? null : next };
    onChange({ ...draft, settings });
  };
  const there = draft.settings.registry !== null;
  return (
    <section className="registry-fields stack" aria-label={t('connections.registry')}>
      <TextField
        label={t('connections.registry')}
        value={registry.url}
        onChange={(url) => change({ url })}
        placeholder="https://registry.example.com:8081"
        hint={there ? undefined : t('connections.registryHint')}
        mono
        data-testid="registry-url"
      />
      {there && (
        <>
          <div className="row wrap">
            <Select
              label={t('connections.registryLogin')}
              value={registry.login}
              onChange={(login) => change({ login })}
              options={LOGINS.map((value) => ({ value, label: t(`connections.registryLogin.${value}`) }))}
              testId="registry-login"
            />
            {registry.login !== 'none' && /^http:/i.test(registry.url) && (
              <span className="small warn">{t('connections.clearPassword')}</span>
            )}
          </div>
          {registry.login === 'basic' && (
            <div className="form-columns">
              <TextField
                label={t('connections.username')}
                value={registry.username}
                onChange={(username) => change({ username })}
                mono
                data-testid="registry-username"
              />
              <SecretField
                label={t('connections.password')}
                name="registryPassword"
                draft={draft}
                onChange={onChange}
              />
            </div>
          )}
          {registry.login === 'bearer' && (
            <SecretField
              label={t('connections.token')}
              name="registryToken"
              draft={draft}
              onChange={onChange}
            />
          )}
          {/^https:/i.test(registry.url) && (
            <>
              <StoreField which="truststore" side="registry" draft={draft} onChange={onChange} />
              <StoreField which="keystore" side="registry" draft={draft} onChange={onChange} />
              <Checkbox
                label={t('connections.verifyHostname')}
                checked={registry.tls.verifyHostname}
                onChange={(verifyHostname) => change({ tls: { ...registry.tls, verifyHostname } })}
                testId="registry-verify-hostname"
              />
            </>
          )}
        </>
      )}
    </section>
  );
}
