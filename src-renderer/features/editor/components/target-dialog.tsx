import { useState } from 'react';
import { useConnections } from '../../../lib/connections.ts';
import { t } from '../../../lib/i18n/index.ts';
import { lostText } from '../../../lib/unreachable.ts';
import { useTopicNames } from '../../../lib/topic-names.ts';
import { FormDialog, Select, TopicField } from '../../../ui/index.ts';
import type { Target } from '../draft.ts';

/** Where the message goes instead: a topic of this cluster, or of another one that takes changes. */
export function TargetDialog({
  target,
  onClose,
  onChoose,
}: {
  /** Where it goes now. */
  target: Target;
  onClose: () => void;
  onChoose: (next: Target) => void;
}) {
  const writable = (useConnections().value ?? []).filter(({ settings }) => !settings.readOnly);
  const [chosen, setChosen] = useState(target.cluster);
  const shown = writable.find(({ id }) => id === chosen) ?? writable[0];
  const cluster = shown?.id ?? chosen;
  const [topic, setTopic] = useState('');
  const name = topic.trim();
  const names = useTopicNames(cluster);
  const isThere = names?.includes(name) === true;
  const lost = shown && !shown.idle && shown.state.state === 'disconnected' ? shown : null;
  return (
    <FormDialog
      open
      onClose={onClose}
      title={t('editor.targetTitle')}
      description={t('editor.targetText')}
      submitLabel={t('editor.targetChoose')}
      onSubmit={() => onChoose({ cluster, topic: name })}
      disabled={!isThere}
      testId="target-dialog"
    >
      {writable.length > 1 && (
        <Select
          label={t('redrive.cluster')}
          value={cluster}
          onChange={setChosen}
          options={writable.map(({ id, settings, idle, state }) => ({
            value: id,
            label: settings.name || id,
            note: idle || state.state === 'connected' ? undefined : t(`status.${state.state}`),
          }))}
          testId="target-cluster"
        />
      )}
      <TopicField
        label={t('redrive.topic')}
        value={topic}
        onChange={setTopic}
        names={names}
        error={
          lost !== null
            ? lostText(lost.settings.name, lost.state.reason)
            : names !== null && name !== '' && !isThere
              ? t('topic.gone', { topic: name })
              : null
        }
        hint={names === null ? t('editor.targetWaiting', { name: shown?.settings.name ?? cluster }) : null}
        autoFocus
        data-testid="target-topic"
      />
    </FormDialog>
  );
}
