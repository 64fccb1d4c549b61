import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressIn, addressOf, closePlaces } from '../../../lib/place.ts';
import { LossDialog } from '../../../ui/index.ts';
import { useTopicActions } from '../store.ts';

/** Asks for the topic's name, deletes it, and closes the tabs that showed it. */
export function DeleteTopicDialog({ topic, onClose }: { topic: string | null; onClose: () => void }) {
  const cluster = useClusterId();
  const { deleteTopic } = useTopicActions();
  return (
    <LossDialog
      name={topic}
      title={t('topic.delete')}
      consequence={t('topics.deleteText', { topic: topic ?? '' })}
      failed={{
        failed: t('topics.deleteFailed', { topic: topic ?? '' }),
        unknown: t('topics.deleteUnknown', { topic: topic ?? '' }),
      }}
      lose={deleteTopic}
      onLost={(gone) => closePlaces(addressIn(cluster, addressOf(['topics', gone])))}
      onClose={onClose}
    />
  );
}
