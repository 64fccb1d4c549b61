import Copy from 'lucide-react/icons/copy';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { t } from '../../lib/i18n/index.ts';
import {
  Button,
  Bytes,
  Checkbox,
  ConfirmByTyping,
  Copyable,
  Count,
  Duration,
  EmptyState,
  ErrorBlock,
  FactList,
  Facts,
  FormDialog,
  HexView,
  IconButton,
  JsonTree,
  Menu,
  OffsetsRuler,
  PathText,
  Screen,
  ScreenHead,
  SearchField,
  Segmented,
  Select,
  Sparkline,
  StateMark,
  Switch,
  Tabs,
  Term,
  TextField,
  Time,
  TopicField,
  TotalLag,
  TotalRecords,
} from '../../ui/index.ts';
import { ArrangementSamples, JobSamples, NodeSamples, StateSamples } from './composed-samples.tsx';
import { CodeSample, ChartSample, TableSample } from './heavy-samples.tsx';
import { Sample } from './sample.tsx';
import './components-page.css';

/** Every shared component with its states; the theme button of the title bar shows the other theme. English only: it is for us. */
export function ComponentsPage() {
  return (
    <Screen testId="screen-components">
      <ScreenHead title={t('screen.components')} asOfMs={0} />
      <div className="scroll pad samples" tabIndex={0} role="region" aria-label="Samples">
        <ButtonSamples />
        <FieldSamples />
        <OverlaySamples />
        <DataSamples />
        <StateSamples />
        <JobSamples />
        <NodeSamples />
        <ArrangementSamples />
        <TableSample />
        <ChartSample />
        <CodeSample />
      </div>
    </Screen>
  );
}

function ButtonSamples() {
  const noop = (): void => {};
  return (
    <Sample name="Button, IconButton">
      <Button kind="primary" icon={Plus}>
        Primary
      </Button>
      <Button>Default</Button>
      <Button kind="danger" icon={Trash2}>
        Danger
      </Button>
      <Button kind="quiet">Quiet</Button>
      <Button disabled>Disabled</Button>
      <Button busy>Busy</Button>
      <Button shortcut="Ctrl+Enter" kind="primary">
        Send
      </Button>
      <IconButton icon={Copy} label="Copy" onClick={noop} />
      <IconButton icon={Copy} label="Pressed" pressed onClick={noop} />
      <IconButton icon={Copy} label="Disabled" disabled />
    </Sample>
  );
}

function FieldSamples() {
  const [text, setText] = useState('orders');
  const [on, setOn] = useState(true);
  const [choice, setChoice] = useState<'tree' | 'raw' | 'hex'>('tree');
  const [codec, setCodec] = useState('zstd');
  return (
    <Sample name="TextField, TopicField, SearchField, Select, Checkbox, Switch, Segmented">
      <TextField label="Name" value={text} onChange={setText} hint="A hint." />
      <TextField label="Wrong" value={text} onChange={setText} error="Only digits." />
      <TextField label="Disabled" value={text} onChange={setText} disabled />
      <TopicField label="Topic" value={text} onChange={setText} names={['orders', 'payments']} />
      <SearchField label="Filter" value={text} onChange={setText} />
      <Select
        label="Compression"
        value={codec}
        onChange={setCodec}
        options={['none', 'gzip', 'snappy', 'lz4', 'zstd'].map((value) => ({ value, label: value }))}
      />
      <Checkbox label="Checkbox" checked={on} onChange={setOn} />
      <Checkbox label="Off" checked={!on} onChange={(next) => setOn(!next)} />
      <Switch label="Switch" checked={on} onChange={setOn} />
      <Switch label="Off" checked={!on} onChange={(next) => setOn(!next)} />
      <Segmented
        label="View"
        value={choice}
        onChange={setChoice}
        options={[
          { value: 'tree', label: 'Tree' },
          { value: 'raw', label: 'Raw' },
          { value: 'hex', label: 'Hex' },
        ]}
      />
    </Sample>
  );
}

function OverlaySamples() {
  const [open, setOpen] = useState<'form' | 'confirm' | null>(null);
  const close = (): void => setOpen(null);
  const [name, setName] = useState('');
  return (
    <Sample name="Menu, Term, Dialog, ConfirmByTyping">
      <Menu
        label="Actions"
        trigger={<IconButton icon={Ellipsis} label="Actions" />}
        entries={[
          { id: 'copy', label: 'Copy', icon: Copy, shortcut: 'Ctrl+C', run: () => {} },
          { id: 'on', label: 'Checked', checked: true, run: () => {} },
          { id: 'off', label: 'Disabled', disabled: true, run: () => {} },
          null,
          { id: 'delete', label: 'Delete', icon: Trash2, danger: true, run: () => {} },
        ]}
      />
      <span>
        A term: <Term id="isr">ISR</Term>
      </span>
      <Button onClick={() => setOpen('form')}>Form dialog</Button>
      <Button onClick={() => setOpen('confirm')}>Confirm by typing</Button>
      <FormDialog
        open={open === 'form'}
        onClose={close}
        title="Create topic"
        description="With the failure of the last try."
        submitLabel="Create"
        onSubmit={close}
        failure={{
          what: 'Topic orders was not created.',
          why: 'A topic of that name exists.',
          next: 'Choose another name.',
          details: 'TOPIC_ALREADY_EXISTS',
        }}
      >
        <TextField label="Name" value={name} onChange={setName} />
      </FormDialog>
      <ConfirmByTyping
        open={open === 'confirm'}
        onClose={close}
        title="Delete topic"
        consequence="All its records are gone for good."
        name="orders"
        actionLabel="Delete topic"
        onConfirm={close}
      />
    </Sample>
  );
}

const JSON_TEXT =
  '{"id":9007199254740993,"name":"주문 1204","paid":true,"lines":[{"sku":"A-1","price":12.50},{"sku":"B-2","price":1e3}],"note":null}';
const WAVE = Array.from({ length: 60 }, (_, index) =>
  index > 20 && index < 26 ? null : 20 + 15 * Math.sin(index / 5),
);

function DataSamples() {
  const [tab, setTab] = useState<'one' | 'two'>('one');
  return (
    <>
      <Sample name="StateMark, Sparkline, OffsetsRuler, PathText, values">
        {(['full', 'half', 'ring', 'cross', 'triangle', 'bars'] as const).map((shape) => (
          <span key={shape} className="row tight">
            <StateMark shape={shape} /> {shape}
          </span>
        ))}
        <Sparkline values={WAVE} label="A wave with a gap" />
        <OffsetsRuler
          offsets={{ logStartOffset: 200, lastStableOffset: 700, highWatermark: 880, logEndOffset: 1000 }}
          max={1200}
        />
        <span style={{ width: 220 }}>
          <PathText path="/home/somebody/sluice/clusters/one with a long name/node-1/data" />
        </span>
        <Bytes value={12_400_000} />
        <Duration ms={187_200_000} />
        <Count value={1_204_000} />
        <TotalLag lag={312} unknown={2} beyondEnd={0} />
        <TotalLag lag={312} unknown={0} beyondEnd={1} />
        <TotalRecords records={48_000} unknown={1} compacted={false} />
        <Time epochMs={1_795_341_600_204} />
        <Copyable text="AbCdEf-0123456789" />
      </Sample>
      <Sample name="Facts, FactList">
        <Facts
          facts={[
            { label: 'Partitions', value: 4, term: 'partition' },
            { label: 'Replication', value: 3, term: 'replica' },
            { label: 'Size', value: <Bytes value={12_400_000} /> },
          ]}
        />
        <FactList
          facts={[
            { label: 'Leader epoch', value: 5, term: 'epoch' },
            { label: 'Compression', value: 'zstd' },
          ]}
        />
      </Sample>
      <Sample name="ErrorBlock, EmptyState">
        <ErrorBlock
          failure={{
            what: 'Topic orders was not deleted.',
            why: 'Node 2 does not answer.',
            next: 'Start node 2, then try again.',
            details: 'REQUEST_TIMED_OUT\nDeleteTopics v6, correlation id 812',
          }}
          onRetry={() => {}}
        />
        <ErrorBlock
          failure={{
            code: 'unanswered',
            what: 'Whether topic orders was deleted is not known.',
            why: 'The request was sent, and no answer came.',
            next: 'Look at the list of topics before you do it again.',
          }}
        />
        <EmptyState text="There is no topic yet." action={<Button>Create topic</Button>} />
      </Sample>
      <Sample name="Tabs, JsonTree, HexView">
        <div className="sample-box">
          <Tabs
            label="Sample tabs"
            value={tab}
            onChange={setTab}
            tabs={[
              {
                value: 'one',
                label: 'Tree',
                count: 5,
                render: () => <JsonTree text={JSON_TEXT} label="Sample" />,
              },
              {
                value: 'two',
                label: 'Hex',
                render: () => <HexView bytes={new TextEncoder().encode(JSON_TEXT)} label="Sample bytes" />,
              },
            ]}
          />
        </div>
      </Sample>
    </>
  );
}
