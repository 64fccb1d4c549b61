import { useMemo, type ReactNode } from 'react';
import { formatTime } from '../lib/format/index.ts';
import { factText, type Fact } from '../lib/facts.ts';
import { t } from '../lib/i18n/index.ts';
import { Table, type Column } from './table/table.tsx';
import { timeWidth } from './time-width.ts';
import { Time } from './values.tsx';

/** Events from inside the nodes as a table: time, node, what happened in words, its kind. */
export function FactTable({ id, facts, empty }: { id: string; facts: readonly Fact[]; empty: ReactNode }) {
  // The newest come first.
  const width = timeWidth([facts.at(-1)?.wallMs]);
  const columns = useMemo(
    (): Column<Fact>[] => [
      {
        id: 'time',
        header: t('column.time'),
        width,
        text: (fact) => formatTime(fact.wallMs),
        cell: (fact) => <Time epochMs={fact.wallMs} />,
      },
      {
        id: 'node',
        header: t('column.node'),
        width: 60,
        align: 'end',
        text: (fact) => String(fact.node),
        cell: (fact) => fact.node,
      },
      {
        id: 'what',
        header: t('column.event'),
        width: 420,
        flex: true,
        text: factText,
        cell: (fact) => <span title={factText(fact)}>{factText(fact)}</span>,
      },
      {
        id: 'kind',
        header: t('column.kind'),
        width: 170,
        text: (fact) => fact.kind,
        cell: (fact) => <span className="mono muted">{fact.kind}</span>,
      },
    ],
    [width],
  );
  return (
    <Table
      id={id}
      label={t('events.title')}
      columns={columns}
      rows={facts}
      rowKey={factKey}
      sortable={false}
      empty={empty}
      testId="facts"
    />
  );
}

function factKey(fact: Fact): string {
  return `${fact.node}:${fact.sequence}:${fact.wallMs}`;
}
