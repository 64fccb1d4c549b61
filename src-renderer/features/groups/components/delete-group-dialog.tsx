import { t } from '../../../lib/i18n/index.ts';
import { addressOf, closePlaces } from '../../../lib/place.ts';
import { useAction } from '../../../lib/use-action.ts';
import { ConfirmByTyping } from '../../../ui/index.ts';
import { deleteGroup } from '../store.ts';

/** Asks for the group's name, deletes it with its committed offsets, and closes its tab. */
export function DeleteGroupDialog({ groupId, onClose }: { groupId: string | null; onClose: () => void }) {
  const { run, busy, failure, reset } = useAction(
    t('groups.deleteFailed', { group: groupId ?? '' }),
    deleteGroup,
    (gone) => {
      onClose();
      closePlaces(addressOf(['groups', gone]));
    },
  );
  return (
    <ConfirmByTyping
      open={groupId !== null}
      onClose={() => {
        reset();
        onClose();
      }}
      title={t('group.delete')}
      consequence={t('groups.deleteText')}
      name={groupId ?? ''}
      actionLabel={t('group.delete')}
      onConfirm={() => groupId && run(groupId)}
      failure={failure}
      busy={busy}
    />
  );
}
