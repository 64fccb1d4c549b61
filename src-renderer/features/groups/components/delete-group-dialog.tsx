import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressIn, addressOf, closePlaces } from '../../../lib/place.ts';
import { LossDialog } from '../../../ui/index.ts';
import { useGroupActions } from '../store.ts';

/** Asks for the group's name, deletes it with its committed offsets, and closes its tab. */
export function DeleteGroupDialog({ groupId, onClose }: { groupId: string | null; onClose: () => void }) {
  const cluster = useClusterId();
  const { deleteGroup } = useGroupActions();
  return (
    <LossDialog
      name={groupId}
      title={t('group.delete')}
      consequence={t('groups.deleteText')}
      failed={{
        failed: t('groups.deleteFailed', { group: groupId ?? '' }),
        unknown: t('groups.deleteUnknown', { group: groupId ?? '' }),
      }}
      lose={deleteGroup}
      onLost={(gone) => closePlaces(addressIn(cluster, addressOf(['groups', gone])))}
      onClose={onClose}
    />
  );
}
