import type { SecretName } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { TextField } from '../../../ui/index.ts';
import { withSecret, type Draft } from '../draft.ts';

/** A password or token: what is kept is never shown, and stays as long as nothing else is typed. */
export function SecretField({
  label,
  name,
  draft,
  onChange,
}: {
  label: string;
  name: SecretName;
  draft: Draft;
  onChange: (draft: Draft) => void;
}) {
  const typed = draft.secrets[name] ?? '';
  const there = draft.there.has(name);
  const lost = draft.lost.has(name) && typed === '';
  return (
    <TextField
      label={label}
      type="password"
      value={typed}
      onChange={(value) => onChange(withSecret(draft, name, value))}
      placeholder={there ? t('connections.secretKept') : undefined}
      error={lost ? t('connections.secretLost') : null}
      autoComplete="new-password"
      mono
      data-testid={`secret-${name}`}
    />
  );
}
