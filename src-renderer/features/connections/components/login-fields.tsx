import type { ConnectionSettings } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Segmented, Select, TextField } from '../../../ui/index.ts';
import type { Draft } from '../draft.ts';
import { SecretField } from './secret-field.tsx';

type Sasl = ConnectionSettings['sasl'];
const MECHANISMS: readonly Sasl['mechanism'][] = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN', 'OAUTHBEARER'];
/** What the field of the token server begins with once one is wanted. */
const TOKEN_URL = 'https://';

/** How one logs in: name and password, or a token. */
export function LoginFields({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const { sasl } = draft.settings;
  const change = (part: Partial<Sasl>): void =>
    onChange({ ...draft, settings: { ...draft.settings, sasl: { ...sasl, ...part } } });
  return (
    <section className="store-field stack" aria-label={t('connections.login')}>
      <div className="row wrap">
        <Select
          label={t('connections.mechanism')}
          value={sasl.mechanism}
          onChange={(mechanism) => change({ mechanism })}
          options={MECHANISMS.map((value) => ({ value, label: value }))}
          testId="mechanism"
        />
        {sasl.mechanism === 'OAUTHBEARER' && (
          <Segmented
            label={t('connections.tokenFrom')}
            value={sasl.tokenUrl === '' ? 'given' : 'server'}
            onChange={(from) => change({ tokenUrl: from === 'given' ? '' : TOKEN_URL })}
            options={[
              { value: 'server', label: t('connections.tokenServer') },
              { value: 'given', label: t('connections.tokenGiven') },
            ]}
          />
        )}
      </div>
      {sasl.mechanism !== 'OAUTHBEARER' ? (
        <div className="form-columns">
          <TextField
            label={t('connections.username')}
            value={sasl.username}
            onChange={(username) => change({ username })}
            mono
            data-testid="username"
          />
          <SecretField label={t('connections.password')} name="password" draft={draft} onChange={onChange} />
        </div>
      ) : sasl.tokenUrl === '' ? (
        <SecretField label={t('connections.token')} name="token" draft={draft} onChange={onChange} />
      ) : (
        <>
          <TextField
            label={t('connections.tokenUrl')}
            value={sasl.tokenUrl}
            onChange={(tokenUrl) => change({ tokenUrl: tokenUrl || TOKEN_URL })}
            mono
          />
          <div className="form-columns">
            <TextField
              label={t('connections.clientId')}
              value={sasl.clientId}
              onChange={(clientId) => change({ clientId })}
              mono
            />
            <SecretField
              label={t('connections.clientSecret')}
              name="clientSecret"
              draft={draft}
              onChange={onChange}
            />
          </div>
          <TextField
            label={t('connections.scope')}
            value={sasl.scope}
            onChange={(scope) => change({ scope })}
            mono
          />
        </>
      )}
    </section>
  );
}
