import { useMemo } from 'react';
import type { PartitionView, TopicDetail } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { isoTime } from '../../../lib/moment.ts';
import {
  Bytes,
  Count,
  OffsetsRuler,
  ScreenBody,
  StateMark,
  Table,
  Time,
  Tip,
  type Column,
  TIME_WIDTH,
} from '../../../ui/index.ts';

/** The partitions: leader, replicas, ISR, offsets on one ruler, size, last append. */
export function PartitionsPanel({ topic, stale }: { topic: TopicDetail; stale: boolean }) {
  const longest = Math.max(0, ...topic.partitions.map((one) => one.endOffset ?? 0));
  const columns = useMemo(() => partitionColumns(longest), [longest]);
  return (
    <ScreenBody>
      <Table
        id="partitions"
        label={t('topic.tab.partitions')}
        columns={columns}
        rows={topic.partitions}
        rowKey={(one) => String(one.partition)}
        stale={stale}
        testId="partitions-table"
      />
    </ScreenBody>
  );
}

function partitionColumns(longest: number): Column<PartitionView>[] {
  const offset = (
    id: string,
    header: string,
    pick: (one: PartitionView) => number | null,
    term: 'logStart' | 'lso' | 'hw' | 'leo',
  ): Column<PartitionView> => ({
    id,
    header,
    term,
    width: 92,
    align: 'end',
    text: (one) => formatCount(pick(one)),
    sort: pick,
    cell: (one) => <Count value={pick(one)} />,
  });
  return [
    {
      id: 'partition',
      header: t('column.partition'),
      width: 70,
      align: 'end',
      text: (one) => String(one.partition),
      sort: (one) => one.partition,
      cell: (one) => one.partition,
    },
    {
      id: 'leader',
      header: t('column.leader'),
      term: 'leader',
      width: 70,
      align: 'end',
      text: (one) => String(one.leader),
      sort: (one) => one.leader,
      cell: (one) => <Leader partition={one} />,
    },
    {
      id: 'epoch',
      yields: 1,
      header: t('column.epoch'),
      term: 'epoch',
      width: 60,
      align: 'end',
      text: (one) => String(one.leaderEpoch),
      sort: (one) => one.leaderEpoch,
      cell: (one) => one.leaderEpoch,
    },
    {
      id: 'replicas',
      header: t('column.replicas'),
      term: 'replica',
      width: 96,
      text: (one) => one.replicas.join(','),
      cell: (one) => <span className="mono">[{one.replicas.join(',')}]</span>,
    },
    {
      id: 'isr',
      header: t('column.isr'),
      term: 'isr',
      width: 96,
      text: (one) => one.isr.join(','),
      cell: (one) => <Isr partition={one} />,
    },
    {
      id: 'ruler',
      header: t('column.ruler'),
      width: 200,
      minWidth: 110,
      flex: true,
      text: () => '',
      cell: (one) => <Ruler partition={one} longest={longest} />,
    },
    offset('start', t('column.start'), (one) => one.startOffset, 'logStart'),
    offset('lso', t('column.lso'), (one) => one.lastStableOffset, 'lso'),
    offset('hw', t('column.hw'), (one) => one.highWatermark, 'hw'),
    offset('end', t('column.end'), (one) => one.endOffset, 'leo'),
    {
      id: 'size',
      header: t('column.size'),
      width: 88,
      align: 'end',
      text: (one) => formatBytes(one.sizeBytes),
      sort: (one) => one.sizeBytes,
      cell: (one) => <Bytes value={one.sizeBytes} />,
    },
    {
      id: 'append',
      yields: 2,
      header: t('column.lastAppend'),
      width: TIME_WIDTH,
      text: (one) => formatTime(one.lastAppendMs),
      raw: (one) => isoTime(one.lastAppendMs),
      sort: (one) => one.lastAppendMs,
      cell: (one) => <Time epochMs={one.lastAppendMs} />,
    },
  ];
}

function Leader({ partition }: { partition: PartitionView }) {
  if (partition.leader < 0) return <span className="bad">{t('partition.noLeader')}</span>;
  return (
    <span className="row tight">
      <StateMark shape="triangle" /> {partition.leader}
    </span>
  );
}

function Isr({ partition }: { partition: PartitionView }) {
  const full = partition.isr.length === partition.replicas.length;
  return (
    <>
      <StateMark
        shape={full ? 'full' : 'half'}
        label={t(full ? 'partition.inSync' : 'partition.underReplicated')}
      />
      <span className="mono">[{partition.isr.join(',')}]</span>
      {partition.elr.length > 0 && <span className="mono muted">ELR [{partition.elr.join(',')}]</span>}
    </>
  );
}

function Ruler({ partition, longest }: { partition: PartitionView; longest: number }) {
  const { startOffset, lastStableOffset, highWatermark, endOffset, problem } = partition;
  if (problem) {
    return (
      <Tip text={problem}>
        <span className="bad">{problem}</span>
      </Tip>
    );
  }
  if (startOffset === null || lastStableOffset === null || highWatermark === null || endOffset === null)
    return null;
  return (
    <OffsetsRuler
      offsets={{ logStartOffset: startOffset, lastStableOffset, highWatermark, logEndOffset: endOffset }}
      max={longest}
    />
  );
}
