import UserMinus from 'lucide-react/icons/user-minus';
import { useCallback, useMemo, useState } from 'react';
import type { GroupDetail } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import {
  Copyable,
  EmptyState,
  LossDialog,
  ScreenBody,
  Table,
  type Column,
  type MenuEntry,
} from '../../../ui/index.ts';
import { useGroupActions } from '../store.ts';
import { noneText } from './offsets-panel.tsx';

type Member = GroupDetail['members'][number];

const assignmentText = (member: Member): string =>
  member.assignment.map(({ topic, partitions }) => `${topic} [${partitions.join(',')}]`).join('  ');

/** The members with their clients, hosts and assigned partitions. */
export function MembersPanel({ group, stale }: { group: GroupDetail; stale: boolean }) {
  const [leaving, setLeaving] = useState<Member | null>(null);
  const { removeMember } = useGroupActions();
  const actions = useCallback(
    (member: Member): MenuEntry[] => [
      {
        id: 'remove',
        label: t('group.removeMember'),
        icon: UserMinus,
        danger: true,
        writes: true,
        run: () => setLeaving(member),
      },
    ],
    [],
  );
  const columns = useMemo(
    (): Column<Member>[] => [
      {
        id: 'client',
        header: t('column.client'),
        width: 180,
        text: (one) => one.clientId,
        cell: (one) => <span className="ellipsis">{one.clientId}</span>,
      },
      {
        id: 'host',
        header: t('column.host'),
        width: 120,
        text: (one) => one.host,
        cell: (one) => <span className="mono">{one.host}</span>,
      },
      {
        id: 'assignment',
        header: t('column.assignment'),
        width: 260,
        flex: true,
        text: assignmentText,
        cell: (one) => (
          <span className="mono ellipsis" title={assignmentText(one)}>
            {assignmentText(one) || t('group.nothingAssigned')}
          </span>
        ),
      },
      {
        id: 'instance',
        header: t('column.instance'),
        width: 120,
        text: (one) => one.instanceId ?? '',
        cell: (one) => one.instanceId ?? <span className="faint">–</span>,
      },
      {
        id: 'member',
        header: t('column.memberId'),
        width: 320,
        text: (one) => one.memberId,
        cell: (one) => <Copyable text={one.memberId} />,
      },
    ],
    [],
  );
  return (
    <ScreenBody>
      <Table
        id="members"
        label={t('group.tab.members')}
        columns={columns}
        rows={group.members}
        rowKey={(one) => one.memberId}
        rowActions={actions}
        stale={stale}
        testId="members-table"
        empty={<EmptyState text={noneText(group, 'group.noMembers')} />}
      />
      <LossDialog
        name={leaving && (leaving.clientId || leaving.memberId)}
        title={t('group.removeMember')}
        consequence={t('group.removeMemberText', {
          member: leaving?.memberId ?? '',
          count: leaving?.assignment.reduce((sum, one) => sum + one.partitions.length, 0) ?? 0,
        })}
        failed={{ failed: t('group.removeMemberFailed'), unknown: t('group.removeMemberUnknown') }}
        lose={() => removeMember(group.groupId, leaving!.memberId, leaving!.instanceId)}
        onClose={() => setLeaving(null)}
      />
    </ScreenBody>
  );
}
