import { useMemo } from 'react';
import type { RedrivePreview } from '../../../src-main/contract/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { Table, type Column } from '../../ui/index.ts';

type Sample = RedrivePreview['sample'][number];

/** The first records as they would arrive. */
export function PreviewView({ sample }: { sample: readonly Sample[] }) {
  const columns = useMemo(() => sampleColumns(), []);
  return (
    <>
      <h2>{t('redrive.sample')}</h2>
      <div className="redrive-table">
        <Table
          id="redrive-sample"
          label={t('redrive.sample')}
          columns={columns}
          rows={sample}
          rowKey={(one) => one.from}
          sortable={false}
          testId="redrive-sample"
        />
      </div>
    </>
  );
}

const shown = (text: string | null): string => text ?? t('payload.null');

function sampleColumns(): Column<Sample>[] {
  const column = (
    id: string,
    header: string,
    width: number,
    text: (one: Sample) => string,
    { flex = false, align }: Pick<Column<Sample>, 'flex' | 'align'> = {},
  ): Column<Sample> => ({
    id,
    header,
    width,
    flex,
    ...(align && { align }),
    text,
    cell: (one) => <span className="mono ellipsis">{text(one)}</span>,
  });
  return [
    column('from', t('redrive.from'), 90, (one) => one.from),
    column('topic', t('redrive.topic'), 130, (one) => one.topic),
    column(
      'partition',
      t('column.partition'),
      78,
      (one) => (one.partition === null ? t('redrive.anyPartition') : String(one.partition)),
      { align: 'end' },
    ),
    column('key', t('column.key'), 130, (one) => shown(one.key)),
    column('value', t('column.value'), 280, (one) => shown(one.value), { flex: true }),
    column('headers', t('column.headers'), 280, (one) =>
      one.headers.map(({ name, value }) => `${name}=${shown(value)}`).join(', '),
    ),
  ];
}
