import { formatCount, formatRecords, formatSum } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { Tip } from './tooltip.tsx';
import { Count } from './values.tsx';

/**
 * Lag of all partitions together; `unknown` of them are not in it, and it is then at least so much. In `beyondEnd` of
 * those the group stands beyond the end of the log.
 */
export function TotalLag({
  lag,
  unknown,
  beyondEnd,
}: {
  lag: number | null;
  unknown: number;
  beyondEnd: number;
}) {
  if (beyondEnd > 0)
    return (
      <Tip text={t('group.beyondEndText')}>
        <span data-testid="lag-beyond">
          {lag !== null && `${formatSum(lag, unknown)} · `}
          <span className="bad">{t('group.pastEnd')}</span>
        </span>
      </Tip>
    );
  if (lag === null || unknown === 0) return <Count value={lag} />;
  return (
    <Tip text={lagPartly(unknown)}>
      <span data-testid="lag-partly">{formatSum(lag, unknown)}</span>
    </Tip>
  );
}

/** Records of all partitions together, in the same way. */
export function TotalRecords({
  records,
  unknown,
  compacted,
}: {
  records: number | null;
  unknown: number;
  /** Compaction takes records away from between the offsets that are counted. */
  compacted: boolean;
}) {
  const text = formatRecords(records, { unknown, compacted });
  if (text === formatCount(records)) return <Count value={records} />;
  const why = [
    ...(unknown > 0 ? [t('topic.recordsPartly', { count: formatCount(unknown) })] : []),
    ...(compacted ? [t('topic.recordsCompacted')] : []),
  ];
  return (
    <Tip text={why.join('\n')}>
      <span data-testid="records-partly">{text}</span>
    </Tip>
  );
}

/** Why a lag is only a lower bound. */
export function lagPartly(unknown: number): string {
  return t('group.lagPartly', { count: formatCount(unknown) });
}
