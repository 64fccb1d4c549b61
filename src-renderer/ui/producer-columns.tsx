import { formatTime } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { isoTime } from '../lib/moment.ts';
import { Copyable } from './copyable.tsx';
import type { Fact } from './facts.tsx';
import type { Column } from './table/table.tsx';
import { TIME_WIDTH } from './time-width.ts';
import { Time } from './values.tsx';

/** A producer as Kafka names it: an id, and which of its lives. */
interface Producer {
  readonly producerId: number;
  readonly producerEpoch: number;
}

export function producerIdColumn<R extends Pick<Producer, 'producerId'>>(): Column<R> {
  return {
    id: 'producer',
    header: t('producers.id'),
    term: 'producerId',
    width: 110,
    align: 'end',
    text: (one) => String(one.producerId),
    sort: (one) => one.producerId,
    cell: (one) => <span className="mono">{one.producerId}</span>,
  };
}

export function producerEpochColumn<R extends Pick<Producer, 'producerEpoch'>>(): Column<R> {
  return {
    id: 'epoch',
    header: t('column.epoch'),
    term: 'producerEpoch',
    width: 74,
    align: 'end',
    text: (one) => String(one.producerEpoch),
    sort: (one) => one.producerEpoch,
    cell: (one) => one.producerEpoch,
  };
}

/** When a producer wrote last; null where the broker does not know. */
export function lastBatchColumn<R extends { readonly lastTimestampMs: number | null }>(): Column<R> {
  return {
    id: 'last',
    header: t('producers.lastBatch'),
    width: TIME_WIDTH,
    text: (one) => formatTime(one.lastTimestampMs),
    raw: (one) => (one.lastTimestampMs === null ? null : isoTime(one.lastTimestampMs)),
    sort: (one) => one.lastTimestampMs,
    cell: (one) => <Time epochMs={one.lastTimestampMs} />,
  };
}

/** The same two in a list of facts. */
export function producerFacts({ producerId, producerEpoch }: Producer): Fact[] {
  return [
    { label: t('producers.id'), value: <Copyable text={String(producerId)} />, term: 'producerId' },
    { label: t('column.epoch'), value: producerEpoch, term: 'producerEpoch' },
  ];
}
