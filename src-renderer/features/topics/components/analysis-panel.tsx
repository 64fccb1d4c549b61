import { useMemo } from 'react';
import type {
  AnalysedPartition,
  SizePercentiles,
  TopicAnalysis,
} from '../../../../src-main/contract/index.ts';
import {
  formatBytes,
  formatCount,
  formatDecimal,
  formatDuration,
  formatTime,
} from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { isoTime } from '../../../lib/moment.ts';
import {
  Button,
  Bytes,
  Count,
  EmptyState,
  ErrorBlock,
  FactList,
  Table,
  Time,
  Tip,
  Toolbar,
  Waiting,
  type Column,
  TIME_WIDTH,
} from '../../../ui/index.ts';
import { useAnalysis } from '../analysis.ts';
import { translated } from '../../../lib/said.ts';

/** What the records are like: counted by reading them all once, with progress and a way to stop. */
export function AnalysisPanel({ topic }: { topic: string }) {
  const { analysis, reading, known, failure, begin, stop } = useAnalysis(topic);
  return (
    <div
      className="analysis"
      data-testid="analysis"
      data-state={reading ? 'reading' : (analysis?.state ?? 'none')}
    >
      <Toolbar>
        {reading ? (
          <Button onClick={stop} data-testid="analysis-stop">
            {t('analysis.stop')}
          </Button>
        ) : (
          <Button onClick={begin} data-testid="analysis-begin">
            {t(analysis ? 'analysis.again' : 'analysis.begin')}
          </Button>
        )}
        {analysis && <Progress analysis={analysis} reading={reading} />}
      </Toolbar>
      {failure && <ErrorBlock failure={failure} onRetry={begin} />}
      {!known && !failure && <Waiting />}
      {known && !analysis && !reading && <EmptyState text={t('analysis.none')} />}
      {analysis && <Result analysis={analysis} />}
    </div>
  );
}

function Progress({ analysis, reading }: { analysis: TopicAnalysis; reading: boolean }) {
  const { offsetsRead, offsetsInAll, elapsedMs, atMs, records, state } = analysis;
  const counts = { read: formatCount(offsetsRead), all: formatCount(offsetsInAll) };
  if (!reading)
    return (
      <span className="muted small" role="status">
        {state === 'stopped'
          ? t('analysis.stopped', counts)
          : t('analysis.asOf', { time: formatTime(atMs), elapsed: formatDuration(elapsedMs) })}
      </span>
    );
  const perSecond = elapsedMs === 0 ? null : Math.round((records * 1000) / elapsedMs);
  return (
    <>
      <progress max={Math.max(1, offsetsInAll)} value={offsetsRead} aria-label={t('topic.tab.analysis')} />
      <span className="muted small" role="status">
        {t('analysis.reading', {
          ...counts,
          time: formatDuration(elapsedMs),
          rate: formatCount(perSecond),
        })}
      </span>
    </>
  );
}

const share = (part: number, whole: number): string =>
  whole === 0 ? '' : ` (${formatDecimal((100 * part) / whole, 1)} %)`;

function Result({ analysis }: { analysis: TopicAnalysis }) {
  const { records, uniqueKeys, partitions } = analysis;
  const keyed = records - analysis.nullKeys;
  const largest = Math.max(0, ...partitions.map((one) => one.records));
  const mean = records / Math.max(1, partitions.length);
  const error = uniqueKeys.standardErrorPercent;
  const counted = (count: number) => (
    <>
      <Count value={count} />
      <span className="muted">{share(count, records)}</span>
    </>
  );
  return (
    <div className="analysis-body scroll" tabIndex={0} role="region" aria-label={t('topic.tab.analysis')}>
      <section className="analysis-facts">
        <FactList
          facts={[
            { label: t('fact.records'), value: <Count value={records} /> },
            { label: t('analysis.nullKeys'), value: counted(analysis.nullKeys) },
            { label: t('analysis.emptyKeys'), value: counted(analysis.emptyKeys) },
            { label: t('analysis.tombstones'), value: counted(analysis.tombstones) },
            {
              label: t('analysis.uniqueKeys'),
              value: (
                <span data-testid="unique-keys">
                  <Count value={uniqueKeys.count} />{' '}
                  <span className="muted">
                    {error === null
                      ? t('analysis.exact')
                      : t('analysis.estimated', { percent: formatDecimal(error, 1) })}
                  </span>
                </span>
              ),
            },
            {
              label: t('analysis.perKey'),
              value: formatDecimal(uniqueKeys.count === 0 ? null : keyed / uniqueKeys.count, 1),
            },
          ]}
        />
        <FactList
          facts={[
            { label: t('analysis.withHeaders'), value: counted(analysis.withHeaders) },
            { label: t('analysis.batches'), value: <Count value={analysis.batches} /> },
            {
              label: t('analysis.perBatch'),
              value: formatDecimal(analysis.batches === 0 ? null : records / analysis.batches, 1),
            },
            { label: t('analysis.control'), value: <Count value={analysis.controlBatches} /> },
            { label: t('analysis.aborted'), value: <Count value={analysis.abortedRecords} /> },
            {
              label: t('analysis.skew'),
              value: mean === 0 ? '–' : t('analysis.skewText', { times: formatDecimal(largest / mean, 2) }),
            },
          ]}
        />
      </section>
      <SizesTable analysis={analysis} />
      <CompressionTable analysis={analysis} />
      <PartitionsTable partitions={partitions} />
    </div>
  );
}

const PERCENTILES = ['min', 'p50', 'p75', 'p95', 'p99', 'max'] as const;

function SizesTable({ analysis }: { analysis: TopicAnalysis }) {
  const rows: [string, SizePercentiles | null][] = [
    [t('analysis.keys'), analysis.keySizes],
    [t('analysis.values'), analysis.valueSizes],
  ];
  return (
    <section>
      <h2>
        {t('analysis.sizes')}{' '}
        <span className="muted small">
          {t('analysis.sizesText', { percent: formatDecimal(analysis.sizeErrorPercent, 1) })}
        </span>
      </h2>
      <table className="plain-table">
        <thead>
          <tr>
            <td />
            {PERCENTILES.map((name) => (
              <th key={name} scope="col">
                {name === 'min' || name === 'max' ? t(`analysis.${name}`) : name}
              </th>
            ))}
            <th scope="col">{t('analysis.mean')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, sizes]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {PERCENTILES.map((name) => (
                <td key={name}>
                  <Bytes value={sizes?.[name] ?? null} />
                </td>
              ))}
              <td>
                <Bytes value={sizes === null ? null : Math.round(sizes.mean)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function CompressionTable({ analysis: { compression } }: { analysis: TopicAnalysis }) {
  return (
    <section>
      <h2>{t('analysis.compression')}</h2>
      <table className="plain-table">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('analysis.batches')}</th>
            <th scope="col">{t('fact.records')}</th>
            <th scope="col">{t('analysis.stored')}</th>
            <th scope="col">{t('analysis.payload')}</th>
            <th scope="col">{t('analysis.ratio')}</th>
          </tr>
        </thead>
        <tbody>
          {compression.map((one) => (
            <tr key={one.codec}>
              <th scope="row">{one.codec}</th>
              <td>{formatCount(one.batches)}</td>
              <td>{formatCount(one.records)}</td>
              <td>
                <Bytes value={one.storedBytes} />
              </td>
              <td>
                <Bytes value={one.payloadBytes} />
              </td>
              <td>
                {one.payloadBytes === 0
                  ? '–'
                  : `${formatDecimal((100 * one.storedBytes) / one.payloadBytes, 0)} %`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function PartitionsTable({ partitions }: { partitions: readonly AnalysedPartition[] }) {
  const columns = useMemo(() => partitionColumns(), []);
  return (
    <section className="analysis-partitions">
      <h2>{t('analysis.partitions')}</h2>
      <div className="plan-table">
        <Table
          id="analysis-partitions"
          label={t('analysis.partitions')}
          columns={columns}
          rows={partitions}
          rowKey={(one) => String(one.partition)}
        />
      </div>
    </section>
  );
}

function partitionColumns(): Column<AnalysedPartition>[] {
  const count = (
    id: string,
    header: string,
    pick: (one: AnalysedPartition) => number,
  ): Column<AnalysedPartition> => ({
    id,
    header,
    width: 96,
    align: 'end',
    text: (one) => formatCount(pick(one)),
    sort: pick,
    cell: (one) => <Count value={pick(one)} />,
  });
  const time = (
    id: string,
    header: string,
    pick: (one: AnalysedPartition) => number | null,
  ): Column<AnalysedPartition> => ({
    id,
    header,
    width: TIME_WIDTH,
    text: (one) => formatTime(pick(one)),
    raw: (one) => isoTime(pick(one)),
    sort: pick,
    cell: (one) => <Time epochMs={pick(one)} />,
  });
  return [
    count('partition', t('column.partition'), (one) => one.partition),
    {
      ...count('records', t('column.records'), (one) => one.records),
      cell: (one) =>
        one.problem ? (
          <Tip text={translated(one.problem)}>
            <span className="bad ellipsis">{translated(one.problem)}</span>
          </Tip>
        ) : (
          <Count value={one.records} />
        ),
    },
    {
      ...count('bytes', t('column.size'), (one) => one.bytes),
      text: (one) => formatBytes(one.bytes),
      cell: (one) => <Bytes value={one.bytes} />,
    },
    count('nullKeys', t('analysis.nullKeys'), (one) => one.nullKeys),
    count('tombstones', t('analysis.tombstones'), (one) => one.tombstones),
    count('outOfOrder', t('analysis.outOfOrder'), (one) => one.outOfOrder),
    time('oldest', t('analysis.oldest'), (one) => one.oldestMs),
    time('newest', t('analysis.newest'), (one) => one.newestMs),
  ];
}
