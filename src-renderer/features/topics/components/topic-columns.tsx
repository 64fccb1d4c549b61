import type { TopicGroup, TopicMark, TopicRow } from '../../../../src-main/contract/index.ts';
import {
  formatBytes,
  formatDuration,
  formatRate,
  formatRecords,
  formatSum,
  formatTime,
} from '../../../lib/format/index.ts';
import { isoTime } from '../../../lib/moment.ts';
import { withHiddenShown } from '../../../lib/format/hidden.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import {
  Bytes,
  Count,
  Sparkline,
  StateMark,
  Time,
  TotalRecords,
  lagPartly,
  type Column,
  TIME_WIDTH,
} from '../../../ui/index.ts';

/** How far the number of a topic's records is to be trusted. */
export function countedOf(topic: TopicRow): { unknown: number; compacted: boolean } {
  return { unknown: topic.unknownPartitions, compacted: topic.cleanupPolicy.includes('compact') };
}

/** The columns of the topic list. */
export function topicColumns(
  markOf: (topic: string) => TopicMark,
  onFavourite: (topic: string, favourite: boolean) => void,
): Column<TopicRow>[] {
  return [
    {
      id: 'favourite',
      header: t('mark.favourite'),
      width: 40,
      fits: true,
      minWidth: 34,
      text: (topic) => (markOf(topic.name).favourite ? '★' : ''),
      raw: (topic) => (markOf(topic.name).favourite ? 'yes' : ''),
      cell: (topic) => {
        const { favourite } = markOf(topic.name);
        const label = t(favourite ? 'mark.unpin' : 'mark.pin', { topic: topic.name });
        // No tooltip of ours, and no drawing: one in each row of ten thousand is dear while they scroll by.
        return (
          <button
            type="button"
            tabIndex={-1}
            className={`icon-btn favourite ${favourite ? '' : 'off'}`}
            title={label}
            aria-label={label}
            aria-pressed={favourite}
            onClick={() => onFavourite(topic.name, !favourite)}
          >
            <span aria-hidden>{favourite ? '★' : '☆'}</span>
          </button>
        );
      },
    },
    {
      id: 'name',
      header: t('column.name'),
      width: 220,
      fits: true,
      minWidth: 180,
      flex: true,
      text: (topic) => topic.name,
      cell: (topic) => (
        <>
          <button
            type="button"
            tabIndex={-1}
            className="link ellipsis"
            onClick={() => openPlace(addressOf(['topics', topic.name]))}
          >
            {topic.name}
          </button>
          {topic.underReplicated > 0 && (
            <StateMark shape="half" label={t('topic.underReplicated', { count: topic.underReplicated })} />
          )}
          <Labels labels={markOf(topic.name).labels} />
        </>
      ),
    },
    {
      id: 'partitions',
      header: t('column.partitions'),
      term: 'partition',
      width: 84,
      fits: true,
      align: 'end',
      text: (topic) => String(topic.partitions),
      sort: (topic) => topic.partitions,
      cell: (topic) => <Count value={topic.partitions} />,
    },
    {
      id: 'replication',
      yields: 3,
      header: t('column.replication'),
      term: 'replica',
      width: 92,
      fits: true,
      align: 'end',
      text: (topic) => String(topic.replicationFactor),
      sort: (topic) => topic.replicationFactor,
      cell: (topic) => topic.replicationFactor,
    },
    {
      id: 'records',
      header: t('column.records'),
      width: 100,
      fits: true,
      align: 'end',
      text: (topic) => formatRecords(topic.records, countedOf(topic)),
      raw: (topic) => String(topic.records ?? ''),
      sort: (topic) => topic.records,
      cell: (topic) => <TotalRecords records={topic.records} {...countedOf(topic)} />,
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 88,
      fits: true,
      align: 'end',
      text: (topic) => formatBytes(topic.sizeBytes),
      sort: (topic) => topic.sizeBytes,
      cell: (topic) => <Bytes value={topic.sizeBytes} />,
    },
    {
      id: 'rate',
      header: t('column.in'),
      width: 150,
      fits: true,
      align: 'end',
      text: (topic) => formatRate(topic.recordsInPerSecond),
      sort: (topic) => topic.recordsInPerSecond,
      cell: (topic) => (
        <>
          <Sparkline values={topic.history} width={72} label={t('topic.history', { topic: topic.name })} />
          <span className="rate-cell">{formatRate(topic.recordsInPerSecond)}</span>
        </>
      ),
    },
    {
      id: 'maxLag',
      header: t('column.maxLag'),
      term: 'lag',
      width: 84,
      fits: true,
      align: 'end',
      text: (topic) => lagText(furthestBehind(topic)),
      raw: (topic) => String(furthestBehind(topic)?.lag ?? ''),
      sort: (topic) => furthestBehind(topic)?.lag ?? null,
      cell: (topic) => <LagCell group={furthestBehind(topic)} />,
    },
    {
      id: 'groups',
      header: t('column.groupsLag'),
      term: 'lag',
      width: 210,
      minWidth: 180,
      flex: true,
      fits: true,
      text: (topic) => topic.groups.map((group) => `${group.groupId} ${lagText(group)}`).join(', '),
      sort: (topic) => topic.groups.reduce((sum, group) => sum + (group.lag ?? 0), 0),
      cell: (topic) => <GroupsCell groups={topic.groups} />,
    },
    {
      id: 'last',
      yields: 4,
      header: t('column.lastRecord'),
      width: TIME_WIDTH,
      fits: true,
      text: (topic) => formatTime(topic.lastRecordMs),
      raw: (topic) => isoTime(topic.lastRecordMs),
      sort: (topic) => topic.lastRecordMs,
      cell: (topic) => <Time epochMs={topic.lastRecordMs} />,
    },
    {
      id: 'retention',
      yields: 2,
      header: t('column.retention'),
      term: 'retention',
      width: 92,
      fits: true,
      align: 'end',
      text: (topic) => formatRetention(topic.retentionMs),
      sort: (topic) => topic.retentionMs,
      cell: (topic) => formatRetention(topic.retentionMs),
    },
    {
      id: 'cleanup',
      yields: 1,
      header: t('column.cleanup'),
      term: 'cleanup',
      width: 104,
      fits: true,
      text: (topic) => topic.cleanupPolicy,
      cell: (topic) => <span className="muted">{topic.cleanupPolicy}</span>,
    },
  ];
}

/** The group that is furthest behind; null while of none it is known. One that may be further wins among equals. */
function furthestBehind({ groups }: TopicRow): TopicGroup | null {
  let most: TopicGroup | null = null;
  for (const group of groups) {
    if (group.lag === null) continue;
    const ahead = group.lag - (most?.lag ?? -1);
    if (ahead > 0 || (ahead === 0 && group.unknownLags > 0)) most = group;
  }
  return most;
}

function lagText(group: TopicGroup | null): string {
  if (group === null) return formatSum(null, 0);
  if (group.lag === null && group.beyondEnd > 0) return t('group.pastEnd');
  return formatSum(group.lag, group.unknownLags);
}

/** No tooltip of ours: see the favourites. */
function LagCell({ group, known = '' }: { group: TopicGroup | null; known?: string }) {
  const partly = group !== null && group.lag !== null && group.unknownLags > 0;
  return (
    <span className={group?.lag ? 'warn' : known} title={partly ? lagPartly(group.unknownLags) : undefined}>
      {lagText(group)}
    </span>
  );
}

function Labels({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return null;
  return (
    <span className="label-chips">
      {labels.map((label) => (
        <span key={label} className="label-chip">
          {label}
        </span>
      ))}
    </span>
  );
}

function GroupsCell({ groups }: { groups: TopicRow['groups'] }) {
  if (groups.length === 0) return null;
  return (
    <span className="ellipsis">
      {groups.map((group, index) => (
        <span key={group.groupId}>
          {index > 0 && ', '}
          <button
            type="button"
            tabIndex={-1}
            className="link"
            onClick={() => openPlace(addressOf(['groups', group.groupId]))}
          >
            {withHiddenShown(group.groupId)}
          </button>{' '}
          <LagCell group={group} known="muted" />
        </span>
      ))}
    </span>
  );
}

/** Retention as a duration; -1 is Kafka's word for no limit. */
export function formatRetention(ms: number | null): string {
  return ms === -1 ? t('retention.unlimited') : formatDuration(ms);
}
