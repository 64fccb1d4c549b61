import { useState } from 'react';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { FormDialog, TextField } from '../../../ui/index.ts';
import { useTopicActions } from '../store.ts';

/** More partitions, with the warning that keys will land elsewhere. */
export function AddPartitionsDialog({
  topic,
  now,
  open,
  onClose,
}: {
  topic: string;
  now: number;
  open: boolean;
  onClose: () => void;
}) {
  const [total, setTotal] = useState('');
  const { addPartitions } = useTopicActions();
  const { run, busy, failure, reset } = useAction(
    {
      failed: t('topics.addPartitionsFailed', { topic }),
      unknown: t('topics.addPartitionsUnknown', { topic }),
    },
    addPartitions,
    () => {
      setTotal('');
      onClose();
    },
  );
  const close = (): void => {
    reset();
    setTotal('');
    onClose();
  };
  const wanted = Number(total);
  const valid = Number.isInteger(wanted) && wanted > now;
  return (
    <FormDialog
      open={open}
      onClose={close}
      title={t('topic.addPartitions')}
      description={t('topics.addPartitionsText')}
      submitLabel={t('topic.addPartitions')}
      onSubmit={() => run(topic, wanted)}
      failure={failure}
      busy={busy}
      disabled={!valid}
      testId="add-partitions-dialog"
    >
      <TextField
        label={t('topics.totalPartitions')}
        value={total}
        onChange={setTotal}
        inputMode="numeric"
        autoFocus
        error={total !== '' && !valid ? t('topics.morePartitions', { now }) : null}
        hint={t('topics.partitionsNow', { count: now })}
      />
    </FormDialog>
  );
}
