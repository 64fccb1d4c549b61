import { useAsked } from '../../../lib/asked.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Bytes, Count, ErrorBlock, FactList, LossDialog, Waiting } from '../../../ui/index.ts';
import { useTopicActions } from '../store.ts';

/** Shows what stays and what goes, asks for the name, and makes the topic anew. */
export function RecreateTopicDialog({ topic, onClose }: { topic: string | null; onClose: () => void }) {
  return topic === null ? null : <OpenDialog topic={topic} onClose={onClose} />;
}

function OpenDialog({ topic, onClose }: { topic: string; onClose: () => void }) {
  const { recreateTopic } = useTopicActions();
  const {
    value: plan,
    failure,
    refresh,
  } = useAsked('topics.recreatePlan', { cluster: useClusterId(), topic }, t('groups.planFailed'));
  const configs = Object.entries(plan?.configs ?? {});
  return (
    <LossDialog
      name={topic}
      title={t('topic.recreate')}
      consequence={t('recreate.text', { topic })}
      failed={{ failed: t('recreate.failed', { topic }), unknown: t('recreate.unknown', { topic }) }}
      lose={recreateTopic}
      onClose={onClose}
      width={560}
      disabled={plan === null}
    >
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {plan === null && !failure && <Waiting />}
      {plan && (
        <div className="stack" data-testid="recreate-plan">
          <h3>{t('recreate.stays')}</h3>
          <FactList
            facts={[
              { label: t('fact.partitions'), value: <Count value={plan.partitions} /> },
              { label: t('fact.replication'), value: plan.replicationFactor },
              ...configs.map(([name, value]) => ({ label: name, value: <code>{value}</code> })),
              ...(configs.length === 0
                ? [{ label: t('topic.tab.configuration'), value: t('recreate.noConfigs') }]
                : []),
            ]}
          />
          <h3>{t('recreate.goes')}</h3>
          <FactList
            facts={[
              { label: t('fact.records'), value: <Count value={plan.records} /> },
              { label: t('fact.size'), value: <Bytes value={plan.sizeBytes} /> },
              ...plan.groups.map(({ groupId, members }) => ({
                label: t('recreate.group', { group: groupId }),
                value: t('recreate.groupMembers', { count: members ?? 0, shown: formatCount(members) }),
              })),
            ]}
          />
          <p className="small muted">{t('recreate.notes')}</p>
        </div>
      )}
    </LossDialog>
  );
}
