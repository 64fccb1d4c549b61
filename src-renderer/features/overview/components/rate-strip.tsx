import type { ReactNode } from 'react';
import type { Rates } from '../../../../src-main/contract/index.ts';
import { formatByteRate, formatCount, formatRate } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Sparkline, Term, lagPartly } from '../../../ui/index.ts';

/** Records and bytes, in and out, with the last two minutes of each. */
export function RateStrip({
  now,
  history,
  totalLag,
  unknownLags,
}: {
  now: Rates;
  history: readonly Rates[];
  totalLag: number | null;
  /** Partitions that are not in it. */
  unknownLags: number;
}) {
  const partly = totalLag !== null && unknownLags > 0;
  const line = (pick: (rates: Rates) => number | null): (number | null)[] => history.map(pick);
  return (
    <div className="rate-strip">
      <Figure
        label={t('rate.recordsIn')}
        value={formatRate(now.recordsInPerSecond)}
        values={line((r) => r.recordsInPerSecond)}
      />
      {now.bytesInPerSecond !== null && (
        <Figure
          label={t('rate.bytesIn')}
          value={formatByteRate(now.bytesInPerSecond)}
          values={line((r) => r.bytesInPerSecond)}
        />
      )}
      {now.recordsOutPerSecond !== null && (
        <Figure
          label={t('rate.recordsOut')}
          value={formatRate(now.recordsOutPerSecond)}
          values={line((r) => r.recordsOutPerSecond)}
        />
      )}
      {now.bytesOutPerSecond !== null && (
        <Figure
          label={t('rate.bytesOut')}
          value={formatByteRate(now.bytesOutPerSecond)}
          values={line((r) => r.bytesOutPerSecond)}
        />
      )}
      <Figure
        label={<Term id="lag">{t('rate.lag')}</Term>}
        value={
          totalLag === null
            ? formatCount(null)
            : `${partly ? '≥ ' : ''}${t('count.records', { count: totalLag })}`
        }
        title={partly ? lagPartly(unknownLags) : undefined}
      />
    </div>
  );
}

function Figure({
  label,
  value,
  values,
  title,
}: {
  label: ReactNode;
  value: string;
  values?: (number | null)[];
  title?: string;
}) {
  return (
    <div className="rate" title={title}>
      <div className="small muted">{label}</div>
      <div className="rate-value">{value}</div>
      {values && (
        <Sparkline
          values={values}
          slots={120}
          width={120}
          height={22}
          label={`${typeof label === 'string' ? label : ''} ${value}`}
        />
      )}
    </div>
  );
}
