import Trash2 from 'lucide-react/icons/trash-2';
import { useEffect, useMemo, useState } from 'react';
import { formatBytes, formatCount } from '../../lib/format/index.ts';
import { Bytes, Chart, CodeEditor, Count, StateMark, Table, type Column } from '../../ui/index.ts';
import { Sample } from './sample.tsx';

interface SampleRow {
  name: string;
  records: number;
  size: number;
}

const ROWS: SampleRow[] = Array.from({ length: 10_000 }, (_, index) => ({
  name: `topic-${index}`,
  records: (index * 7919) % 100_003,
  size: (index * 104_729) % 99_999_989,
}));

const COLUMNS: Column<SampleRow>[] = [
  { id: 'name', header: 'Name', width: 200, flex: true, text: (row) => row.name, cell: (row) => row.name },
  {
    id: 'state',
    header: 'ISR',
    term: 'isr',
    width: 80,
    text: () => '',
    cell: () => <StateMark shape="full" label="in sync" />,
  },
  {
    id: 'records',
    header: 'Records',
    width: 110,
    align: 'end',
    text: (row) => formatCount(row.records),
    sort: (row) => row.records,
    cell: (row) => <Count value={row.records} />,
  },
  {
    id: 'size',
    header: 'Size',
    width: 110,
    align: 'end',
    text: (row) => formatBytes(row.size),
    sort: (row) => row.size,
    cell: (row) => <Bytes value={row.size} />,
  },
];
const rowActions = () => [{ id: 'delete', label: 'Delete', icon: Trash2, danger: true, run: () => {} }];

/** Ten thousand rows. */
export function TableSample() {
  return (
    <Sample name="Table">
      <div className="sample-box">
        <Table
          id="sample"
          label="Sample table"
          columns={COLUMNS}
          rows={ROWS}
          rowKey={(row) => row.name}
          rowActions={rowActions}
        />
      </div>
    </Sample>
  );
}

const SPAN = 120;

/** Two series, moving. */
export function ChartSample() {
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1000));
  useEffect(() => {
    const timer = setInterval(() => setNow((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  const data = useMemo(() => {
    const times = Array.from({ length: SPAN }, (_, index) => now - SPAN + index);
    return [
      times,
      times.map((at) => 500 + 400 * Math.sin(at / 9)),
      times.map((at) => 300 + 200 * Math.cos(at / 14)),
    ];
  }, [now]);
  const series = useMemo(
    () => [
      { label: 'orders-0', color: '--series-1' as const },
      { label: 'orders-1', color: '--series-2' as const },
    ],
    [],
  );
  return (
    <Sample name="Chart">
      <Chart
        label="Sample chart"
        series={series}
        data={data}
        height={160}
        format={(value) => formatCount(Math.round(value))}
      />
    </Sample>
  );
}

/** Monaco with JSON. */
export function CodeSample() {
  const [code, setCode] = useState('{\n  "order": 1204,\n  "paid": true\n}');
  return (
    <Sample name="CodeEditor">
      <div className="sample-box">
        <CodeEditor value={code} onChange={setCode} language="json" label="Sample code" />
      </div>
    </Sample>
  );
}
