import { useState } from 'react';
import type { TopicMark } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useAction } from '../../../lib/use-action.ts';
import { FormDialog, TextField } from '../../../ui/index.ts';
import { markTopic } from '../marks.ts';

/** Labels and a note: for the person at this workbench, not for the cluster. */
export function MarkDialog({
  topic,
  mark,
  onClose,
}: {
  topic: string;
  mark: TopicMark;
  onClose: () => void;
}) {
  const cluster = useClusterId();
  const [labels, setLabels] = useState(mark.labels.join(', '));
  const [note, setNote] = useState(mark.note);
  const { run, busy, failure } = useAction(
    t('mark.failed', { topic }),
    () => markTopic(cluster, topic, { labels: splitLabels(labels), note: note.trim() }),
    onClose,
  );
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('mark.title', { topic })}
      description={t('mark.text')}
      submitLabel={t('action.save')}
      onSubmit={run}
      busy={busy}
      failure={failure}
      testId="mark-dialog"
    >
      <TextField
        label={t('mark.labels')}
        hint={t('mark.labelsHint')}
        value={labels}
        onChange={setLabels}
        autoFocus
        data-testid="mark-labels"
      />
      <label className="field">
        {t('mark.note')}
        <textarea
          className="input note-input"
          rows={5}
          maxLength={10_000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
          data-testid="mark-note"
        />
      </label>
    </FormDialog>
  );
}

/** Commas part them; each counts once. */
export function splitLabels(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim().slice(0, 64));
  return [...new Set(labels.filter(Boolean))].slice(0, 20);
}
