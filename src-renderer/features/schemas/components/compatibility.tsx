import { useState } from 'react';
import { COMPATIBILITY_LEVELS } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { useReadOnly } from '../../../lib/connections.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { ErrorBlock, FormDialog, Select } from '../../../ui/index.ts';
import { setCompatibility } from '../store.ts';

type Level = (typeof COMPATIBILITY_LEVELS)[number];
/** A subject without a level of its own. */
const INHERIT = 'INHERIT';

/** What the next version may change, of a subject or (null) of the registry; chosen anew it is confirmed first. */
export function Compatibility({
  subject,
  level,
  own,
  onChanged,
  disabled,
}: {
  subject: string | null;
  level: string;
  /** The subject's, and not the registry's. */
  own: boolean;
  onChanged: () => void;
  disabled?: boolean;
}) {
  const readOnly = useReadOnly();
  const cluster = useClusterId();
  const [wanted, setWanted] = useState<string | null>(null);
  const { run, busy, failure, reset } = useAction(
    { failed: t('schemas.levelFailed'), unknown: t('schemas.levelUnknown') },
    (next: string) => setCompatibility(cluster, subject, next === INHERIT ? null : next),
    () => {
      setWanted(null);
      onChanged();
    },
  );
  const known = COMPATIBILITY_LEVELS.includes(level as Level);
  const levels = (known ? COMPATIBILITY_LEVELS : [level, ...COMPATIBILITY_LEVELS]).map((value) => ({
    value: value as string,
    label: value as string,
    note: COMPATIBILITY_LEVELS.includes(value as Level) ? t(`schemas.level.${value as Level}`) : undefined,
  }));
  const options =
    subject === null
      ? levels
      : [
          {
            value: INHERIT,
            label: own ? t('schemas.levelInherit') : t('schemas.levelOf', { level }),
            note: t('schemas.levelInheritNote'),
          },
          ...levels,
        ];
  return (
    <>
      <Select
        label={t(subject === null ? 'schemas.levelGlobal' : 'schemas.level')}
        value={subject !== null && !own ? INHERIT : level}
        options={options}
        disabled={disabled || readOnly}
        onChange={setWanted}
        testId="compatibility"
      />
      {wanted !== null && (
        <FormDialog
          open
          title={t('schemas.levelChange')}
          description={
            subject === null
              ? t('schemas.levelChangeGlobal', { level: wanted })
              : wanted === INHERIT
                ? t('schemas.levelChangeInherit', { subject })
                : t('schemas.levelChangeSubject', { subject, level: wanted })
          }
          submitLabel={t('schemas.levelChange')}
          busy={busy}
          onSubmit={() => run(wanted)}
          onClose={() => {
            reset();
            setWanted(null);
          }}
          testId="level-dialog"
        >
          {failure && <ErrorBlock failure={failure} />}
          {wanted !== INHERIT && COMPATIBILITY_LEVELS.includes(wanted as Level) && (
            <p className="muted">
              {wanted}: {t(`schemas.level.${wanted as Level}`)}.
            </p>
          )}
        </FormDialog>
      )}
    </>
  );
}
