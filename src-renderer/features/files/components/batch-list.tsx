import { useMemo } from 'react';
import type { BatchRow, SegmentView } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { EmptyState, StateMark, Term, Time } from '../../../ui/index.ts';
import { loadBatches, usePages } from '../store.ts';
import { PagedList, type PagedColumn } from './paged-list.tsx';

const PAGE = 200;

/** The batches of a file, read a page at a time as they come into view. */
export function BatchList({
  segment,
  chosen,
  onChoose,
  onEnter,
}: {
  segment: SegmentView;
  chosen: BatchRow | null;
  onChoose: (index: number, row: BatchRow) => void;
  onEnter: () => void;
}) {
  const { path, generation, crc } = segment;
  // Verdicts come after the rows: what was shown without one is asked for again once all are there.
  const checked = crc.wanted && crc.checkedBytes >= segment.walkedBytes;
  const pages = usePages<BatchRow>(
    `${path} ${generation} ${checked}`,
    PAGE,
    (from, count, signal) => loadBatches(path, from, count, signal),
    t('scope.segmentFailed'),
  );
  const { lastOffset, missing } = segment;
  const columns = useMemo(() => batchColumns(lastOffset, missing), [lastOffset, missing]);
  return (
    <PagedList
      label={t('scope.batches')}
      columns={columns}
      total={segment.batches}
      pages={pages}
      chosen={chosen?.index ?? null}
      onChoose={onChoose}
      onEnter={onEnter}
      toneOf={(row) => (row.crcValid === false ? 'bad' : undefined)}
      testId="batch-list"
      empty={<EmptyState text={t(segment.sizeBytes === 0 ? 'scope.emptyFile' : 'scope.noBatches')} />}
    />
  );
}

/** Wide enough for the largest numbers that can stand in them: a number that is cut is another number. */
function batchColumns(lastOffset: number, missing: number): PagedColumn<BatchRow>[] {
  const offsets = offsetsOf(lastOffset - 1, lastOffset);
  return [
    {
      id: 'offsets',
      header: <Term id="offset">{t('batch.offsets')}</Term>,
      width: Math.max(150, widthOf(offsets)),
      cell: (row) => <span className="mono">{offsetsOf(row.baseOffset, row.lastOffset)}</span>,
    },
    { id: 'crc', header: 'CRC', width: 92, cell: (row) => <CrcMark valid={row.crcValid} /> },
    {
      id: 'records',
      header: t('column.records'),
      width: 76,
      yields: 1,
      align: 'end',
      cell: (row) => formatCount(row.records),
    },
    {
      id: 'removed',
      header: t('scope.column.removed'),
      width: Math.max(84, widthOf(formatCount(missing))),
      yields: 3,
      align: 'end',
      cell: (row) =>
        row.removed + row.gapBefore === 0 ? (
          ''
        ) : (
          <span
            className="warn"
            title={t('scope.removedText', {
              within: formatCount(row.removed),
              before: formatCount(row.gapBefore),
            })}
          >
            {formatCount(row.removed + row.gapBefore)}
          </span>
        ),
    },
    {
      id: 'size',
      header: t('column.size'),
      width: 76,
      yields: 2,
      align: 'end',
      cell: (row) => <span title={`${formatCount(row.sizeBytes)} B`}>{formatBytes(row.sizeBytes)}</span>,
    },
    {
      id: 'position',
      header: t('scope.column.position'),
      width: 116,
      yields: 4,
      align: 'end',
      cell: (row) => <span className="mono">{formatCount(row.position)}</span>,
    },
    { id: 'codec', header: t('batch.compression'), width: 86, yields: 5, cell: (row) => row.codec ?? '?' },
    { id: 'flags', header: t('scope.column.flags'), width: 110, yields: 6, cell: (row) => flagsOf(row) },
    {
      id: 'epoch',
      header: t('column.epoch'),
      width: 58,
      yields: 8,
      align: 'end',
      cell: (row) => (row.leaderEpoch < 0 ? '–' : row.leaderEpoch),
    },
    {
      id: 'producer',
      header: t('batch.producerId'),
      width: 110,
      yields: 9,
      align: 'end',
      cell: (row) => (
        <span className="mono">
          {row.producerId < 0 ? '–' : `${row.producerId}/${row.producerEpoch} ${row.baseSequence}`}
        </span>
      ),
    },
    {
      id: 'time',
      header: t('column.time'),
      width: 170,
      yields: 7,
      cell: (row) => <Time epochMs={row.maxTimestampMs} />,
    },
  ];
}

function offsetsOf(first: number, last: number): string {
  return first === last ? formatCount(first) : `${formatCount(first)} – ${formatCount(last)}`;
}

const DIGIT_PX = 7.5;
const PADDING_PX = 16;

const widthOf = (text: string): number => Math.ceil(text.length * DIGIT_PX) + PADDING_PX;

export function CrcMark({ valid }: { valid: boolean | null }) {
  if (valid === null) return <span className="faint">{t('scope.crc.unchecked')}</span>;
  return (
    <span className={`row tight ${valid ? 'muted' : 'bad'}`}>
      <StateMark shape={valid ? 'full' : 'cross'} />
      {t(valid ? 'batch.crcValid' : 'scope.crc.wrong')}
    </span>
  );
}

function flagsOf(row: BatchRow): string {
  const flags = [];
  if (row.magic < 2) flags.push(`magic ${row.magic}`);
  if (row.control) flags.push('control');
  else if (row.transactional) flags.push('txn');
  if (row.deleteHorizon) flags.push('horizon');
  return flags.join(' ');
}
