import { useState } from 'react';
import type { DeletionPlan } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { ErrorBlock, FormDialog, Segmented, TextField } from '../../../ui/index.ts';
import { deleteSchemas, useDeletionPlan } from '../store.ts';

/** Deletes a version or a subject, softly or for good; what would go and what stands in the way is shown first. */
export function DeleteDialog({
  subject,
  version,
  gone,
  onDeleted,
  onClose,
}: {
  subject: string;
  /** Null: the whole subject. */
  version: number | null;
  /** It is softly deleted already: it can only go for good. */
  gone: boolean;
  onDeleted: () => void;
  onClose: () => void;
}) {
  const cluster = useClusterId();
  const [permanent, setPermanent] = useState(gone);
  const [typed, setTyped] = useState('');
  const { value: plan, failure: unplanned, loading } = useDeletionPlan(subject, version, permanent);
  const { run, busy, failure } = useAction(
    { failed: t('subject.deleteFailed'), unknown: t('subject.deleteUnknown') },
    async () => {
      // For good is the second step: the first one is taken here where it was not yet.
      if (permanent && plan!.softFirst.length > 0) await deleteSchemas(cluster, subject, version, false);
      await deleteSchemas(cluster, subject, version, permanent);
    },
    onDeleted,
  );
  const ready = plan !== null && !loading && plan.versions.length > 0 && plan.blockedBy.length === 0;
  return (
    <FormDialog
      open
      danger
      width={520}
      onClose={onClose}
      title={version === null ? t('subject.delete') : t('subject.deleteVersion', { version })}
      description={t(permanent ? 'subject.hardText' : 'subject.softText')}
      submitLabel={t(permanent ? 'subject.hardAction' : 'subject.softAction')}
      onSubmit={() => run()}
      failure={failure ?? unplanned}
      busy={busy}
      disabled={!ready || (permanent && typed !== subject)}
      testId="delete-dialog"
    >
      <Segmented<'soft' | 'hard'>
        label={t('subject.how')}
        value={permanent ? 'hard' : 'soft'}
        onChange={(how) => setPermanent(how === 'hard')}
        options={[
          ...(gone ? [] : [{ value: 'soft' as const, label: t('subject.soft') }]),
          { value: 'hard' as const, label: t('subject.hard') },
        ]}
        testId="delete-how"
      />
      {plan && <Plan plan={plan} />}
      {permanent && ready && (
        <TextField
          label={t('confirm.typeName', { name: subject })}
          value={typed}
          onChange={setTyped}
          mono
          data-testid="confirm-name"
        />
      )}
    </FormDialog>
  );
}

function Plan({ plan }: { plan: DeletionPlan }) {
  if (plan.blockedBy.length > 0)
    return (
      <ErrorBlock
        failure={{
          what: t('subject.blocked'),
          why: plan.blockedBy.map(({ subject, version }) => `${subject} ${version}`).join(', '),
          next: t('subject.blockedNext'),
        }}
      />
    );
  if (plan.versions.length === 0) return <p className="muted">{t('subject.planNone')}</p>;
  return (
    <p data-testid="deletion-plan">
      {t('subject.plan', { count: plan.versions.length, versions: plan.versions.join(', ') })}
    </p>
  );
}
