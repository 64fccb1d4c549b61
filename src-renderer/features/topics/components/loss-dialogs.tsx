import { t } from '../../../lib/i18n/index.ts';
import { addressOf, closePlaces } from '../../../lib/place.ts';
import { useAction } from '../../../lib/use-action.ts';
import { ConfirmByTyping } from '../../../ui/index.ts';
import { deleteTopic, purgeTopic } from '../store.ts';

/** Asks for the topic's name, deletes it, and closes the tabs that showed it. */
export function DeleteTopicDialog({ topic, onClose }: { topic: string | null; onClose: () => void }) {
  const { run, busy, failure, reset } = useAction(
    t('topics.deleteFailed', { topic: topic ?? '' }),
    deleteTopic,
    (gone) => {
      onClose();
      closePlaces(addressOf(['topics', gone]));
    },
  );
  return (
    <ConfirmByTyping
      open={topic !== null}
      onClose={() => {
        reset();
        onClose();
      }}
      title={t('topic.delete')}
      consequence={t('topics.deleteText', { topic: topic ?? '' })}
      name={topic ?? ''}
      actionLabel={t('topic.delete')}
      onConfirm={() => topic && run(topic)}
      failure={failure}
      busy={busy}
    />
  );
}

/** Asks for the topic's name and deletes all its records. */
export function PurgeTopicDialog({ topic, onClose }: { topic: string | null; onClose: () => void }) {
  const { run, busy, failure, reset } = useAction(
    t('topics.purgeFailed', { topic: topic ?? '' }),
    purgeTopic,
    onClose,
  );
  return (
    <ConfirmByTyping
      open={topic !== null}
      onClose={() => {
        reset();
        onClose();
      }}
      title={t('topic.purge')}
      consequence={t('topics.purgeText', { topic: topic ?? '' })}
      name={topic ?? ''}
      actionLabel={t('topic.purge')}
      onConfirm={() => topic && run(topic)}
      failure={failure}
      busy={busy}
    />
  );
}
