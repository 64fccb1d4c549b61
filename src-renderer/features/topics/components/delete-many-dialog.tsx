import { useState } from 'react';
import type { TopicRow } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { formatBytes, formatCount, formatRecords } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressIn, addressOf, closePlaces } from '../../../lib/place.ts';
import { ErrorBlock, LossDialog } from '../../../ui/index.ts';
import { useTopicActions } from '../store.ts';
import { translated } from '../../../lib/said.ts';
import { countedOf } from './topic-columns.tsx';

const LISTED = 200;

/** Several topics with one typed confirmation: the number of them, after a list of what goes. */
export function DeleteTopicsDialog({
  topics,
  onClose,
}: {
  /** Null: closed. */
  topics: readonly TopicRow[] | null;
  onClose: () => void;
}) {
  return topics === null ? null : <OpenDialog topics={topics} onClose={onClose} />;
}

function OpenDialog({ topics, onClose }: { topics: readonly TopicRow[]; onClose: () => void }) {
  const cluster = useClusterId();
  const { deleteTopics } = useTopicActions();
  const [kept, setKept] = useState<readonly { topic: string; error: string }[]>([]);
  const records = topics.reduce((sum, one) => sum + (one.records ?? 0), 0);
  const bytes = topics.reduce((sum, one) => sum + (one.sizeBytes ?? 0), 0);
  const groups = new Set(topics.flatMap((one) => one.groups.map(({ groupId }) => groupId))).size;
  const count = formatCount(topics.length);
  const lose = async (): Promise<void> => {
    const outcomes = await deleteTopics(topics.map((one) => one.name));
    for (const { topic, error } of outcomes)
      if (error === null) closePlaces(addressIn(cluster, addressOf(['topics', topic])));
    const refused = outcomes.flatMap(({ topic, error }) => (error === null ? [] : [{ topic, error }]));
    setKept(refused);
    if (refused.length > 0) throw new Error(t('deleteMany.kept', { count: refused.length }));
  };
  return (
    <LossDialog
      name={count}
      title={t('deleteMany.title', { count: topics.length })}
      consequence={t('deleteMany.text', {
        count: topics.length,
        records: formatRecords(records, {
          unknown: topics.reduce((sum, one) => sum + one.unknownPartitions, 0),
          compacted: topics.some((one) => countedOf(one).compacted),
        }),
        bytes: formatBytes(bytes),
        groups: formatCount(groups),
      })}
      failed={{ failed: t('deleteMany.failed'), unknown: t('deleteMany.unknown') }}
      lose={lose}
      onClose={onClose}
      width={520}
    >
      <ul className="name-list" data-testid="delete-many-list" tabIndex={0} aria-label={t('screen.topics')}>
        {topics.slice(0, LISTED).map((topic) => (
          <li key={topic.name}>
            <span className="mono ellipsis grow">{topic.name}</span>
            <span className="muted">
              {t('deleteMany.records', { records: formatRecords(topic.records, countedOf(topic)) })} ·{' '}
              {formatBytes(topic.sizeBytes)}
            </span>
          </li>
        ))}
        {topics.length > LISTED && (
          <li className="muted">{t('json.more', { count: topics.length - LISTED })}</li>
        )}
      </ul>
      {kept.length > 0 && (
        <ErrorBlock
          failure={{
            what: t('deleteMany.kept', { count: kept.length }),
            why: translated(kept[0]!.error),
            details: kept.map(({ topic, error }) => `${topic}: ${error && translated(error)}`).join('\n'),
          }}
        />
      )}
    </LossDialog>
  );
}
