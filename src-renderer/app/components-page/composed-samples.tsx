import { useState } from 'react';
import type { ConfigView, JobView, NodeView } from '../../../src-main/contract/index.ts';
import type { Fact } from '../../lib/facts.ts';
import { formatCount } from '../../lib/format/index.ts';
import type { Snapshot } from '../../lib/live.ts';
import {
  Button,
  ColourTag,
  CONNECTION_COLOURS,
  configColumns,
  ConfigDetail,
  ContextMenu,
  CopyButton,
  Dialog,
  EmptyState,
  FactTable,
  JobCard,
  ListScreen,
  Loaded,
  LocalOnly,
  LossDialog,
  NodeStateText,
  NodeStrip,
  PopoverButton,
  ProblemList,
  ScreenBody,
  SplitDetail,
  Table,
  TextDiff,
  TextField,
  Tip,
  Toolbar,
  Waiting,
  type Column,
  type ConfigScope,
} from '../../ui/index.ts';
import { Sample } from './sample.tsx';

const noop = (): void => {};

const JOB: JobView = {
  id: 'sample',
  kind: 'batch',
  cluster: 'local',
  topic: 'orders',
  from: null,
  state: 'running',
  startedAtMs: 0,
  endedAtMs: null,
  sent: 1_204,
  sentBytes: 98_304,
  total: 3_000,
  progress: 0.4,
  failed: 0,
  skipped: 0,
  problems: [],
  error: null,
  resumeLine: null,
  messagesPerSecond: 512,
  wantedPerSecond: null,
  ackMs: { p50: 2.4, p99: 18, max: 41 },
};
const PROBLEMS = [
  { place: '7', message: "'x' is no partition" },
  { place: '19', message: 'The value is no JSON.' },
];
const JOBS: readonly JobView[] = [
  JOB,
  { ...JOB, id: 'load', kind: 'load', progress: null, total: null, wantedPerSecond: 1_000 },
  { ...JOB, id: 'done', kind: 'redrive', from: 'orders.dlq', state: 'done', sent: 3_000, progress: 1 },
  {
    ...JOB,
    id: 'failed',
    state: 'failed',
    failed: 2,
    problems: PROBLEMS,
    resumeLine: 19,
    error: { code: 'invalid', message: "Line 19 is no message: 'x' is no partition." },
  },
  { ...JOB, id: 'cancelled', state: 'cancelled' },
];

/** A job in each of its states. */
export function JobSamples() {
  return (
    <Sample name="JobCard, ProblemList">
      <div className="stack wide">
        {JOBS.map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
        <ProblemList problems={PROBLEMS} total={5} kind="batch" />
      </div>
    </Sample>
  );
}

const NODE: NodeView = {
  id: 1,
  status: 'running',
  roles: ['broker', 'controller'],
  pid: 4_711,
  host: '127.0.0.1',
  port: 9_092,
  controllerPort: 9_093,
  rack: null,
  upSinceMs: 0,
  memoryBytes: 96_000_000,
  connections: 12,
  dataDirectories: [],
  reason: null,
  killedByHand: false,
  restartAtMs: null,
  brokerEpoch: 9,
  fenced: false,
  cpuPercent: 3,
  replicas: 12,
  leads: 4,
  underReplicated: 0,
  outOfSync: 0,
};
const NODES: readonly NodeView[] = [
  NODE,
  { ...NODE, id: 2, status: 'running', fenced: true },
  { ...NODE, id: 3, status: 'starting' },
  { ...NODE, id: 4, status: 'paused' },
  { ...NODE, id: 5, status: 'stopped' },
  { ...NODE, id: 6, status: 'dead' },
  { ...NODE, id: 7, status: 'dead', killedByHand: true },
];
const FACTS: readonly Fact[] = [
  { node: 2, sequence: 2, wallMs: 1_795_341_600_204, kind: 'node-started' },
  { node: 1, sequence: 1, wallMs: 1_795_341_600_104, kind: 'connection-closed' },
].map((fact) => ({ ...fact, monotonicMs: 0 }));

/** Nodes and what they tell. */
export function NodeSamples() {
  return (
    <>
      <Sample name="NodeStrip, NodeStateText">
        <NodeStrip nodes={NODES} />
        <NodeStrip nodes={NODES.slice(0, 2)} stale />
        <NodeStateText node={NODES[1]!} />
      </Sample>
      <Sample name="FactTable">
        <div className="sample-box">
          <FactTable id="sample-facts" facts={FACTS} empty={null} />
        </div>
      </Sample>
    </>
  );
}

const snapshot = <T,>(change: Partial<Snapshot<T>>): Snapshot<T> => ({
  value: null,
  asOfMs: null,
  error: null,
  loading: false,
  retry: noop,
  ...change,
});
const TOPICS = ['orders', 'payments'].map((name, index) => ({ name, records: (index + 1) * 1_204 }));
const TOPIC_COLUMNS: Column<(typeof TOPICS)[number]>[] = [
  { id: 'name', header: 'Name', width: 200, flex: true, text: (row) => row.name, cell: (row) => row.name },
  {
    id: 'records',
    header: 'Records',
    width: 110,
    align: 'end',
    text: (row) => formatCount(row.records),
    cell: (row) => formatCount(row.records),
  },
];

/** The states that a screen's data can be in. */
export function StateSamples() {
  const [filter, setFilter] = useState('');
  return (
    <>
      <Sample name="Loaded, Waiting, LocalOnly">
        <div className="sample-box">
          <Loaded
            snapshot={snapshot({
              value: 'last known',
              asOfMs: 1_795_341_600_204,
              error: { code: 'internal', message: 'Node 2 does not answer.' },
            })}
            what="The topics could not be listed."
          >
            {(value, stale) => <ScreenBody stale={stale}>{value}</ScreenBody>}
          </Loaded>
        </div>
        <div className="sample-box">
          <Waiting />
        </div>
        <div className="sample-box">
          <LocalOnly text="Only the local cluster tells this." />
        </div>
      </Sample>
      <Sample name="ListScreen, Toolbar">
        <div className="sample-box">
          <ListScreen
            id="sample"
            title="Topics"
            snapshot={snapshot({ value: TOPICS })}
            place={{ query: { filter }, setQuery: (change) => setFilter(change.filter ?? ''), active: false }}
            filterLabel="Filter topics"
            failed="The topics could not be listed."
            columns={TOPIC_COLUMNS}
            rows={TOPICS.filter(({ name }) => name.includes(filter))}
            rowKey={(row) => row.name}
            none={() => false}
            noneText="There is no topic yet."
            noneAction={null}
            noneMatchText="No topic matches."
          />
        </div>
        <Toolbar>
          <Button>In a toolbar</Button>
        </Toolbar>
      </Sample>
    </>
  );
}

const CONFIGS: readonly ConfigView[] = [
  { name: 'retention.ms', value: '604800000', source: 'topic', type: 'long' } as const,
  { name: 'cleanup.policy', value: 'delete', source: 'default', type: 'list' } as const,
].map((config) => ({ ...config, readOnly: false, sensitive: false, documentation: null, synonyms: [] }));
const CONFIG_COLUMNS = configColumns();
const CONFIG_SCOPES: readonly [ConfigScope, ...ConfigScope[]] = [
  { id: 'topic', label: 'this topic', source: 'topic' },
  { id: 'cluster', label: 'all brokers', source: 'cluster' },
];

/** What splits and what floats. */
export function ArrangementSamples() {
  const [detail, setDetail] = useState(true);
  const [open, setOpen] = useState<'dialog' | 'loss' | null>(null);
  const [text, setText] = useState('');
  const close = (): void => setOpen(null);
  return (
    <>
      <Sample name="SplitDetail, Table of configColumns, ConfigDetail">
        <div className="sample-box">
          <SplitDetail
            id="sample"
            title="retention.ms"
            detail={
              detail ? (
                <ConfigDetail
                  config={CONFIGS[0]!}
                  owner="topic"
                  scopes={CONFIG_SCOPES}
                  alter={() => Promise.reject(new Error('Node 2 does not answer.'))}
                  readOnlyText="Brokers read it when they start."
                />
              ) : null
            }
            onClose={() => setDetail(false)}
          >
            <Table
              id="sample-configs"
              label="Sample configuration"
              columns={CONFIG_COLUMNS}
              rows={CONFIGS}
              rowKey={(config) => config.name}
              onSelect={() => setDetail(true)}
            />
          </SplitDetail>
        </div>
      </Sample>
      <Sample name="Dialog, LossDialog, PopoverButton, ContextMenu, Tip, CopyButton, ColourTag">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Dialog open={open === 'dialog'} onClose={close} title="A dialog" description="With a text.">
          <EmptyState text="And nothing else." />
        </Dialog>
        <Button onClick={() => setOpen('loss')}>Loss dialog</Button>
        <LossDialog
          name={open === 'loss' ? 'orders' : null}
          title="Delete topic"
          consequence="All its records are gone for good."
          failed="It was not deleted."
          lose={() => Promise.reject(new Error('Node 2 does not answer.'))}
          onClose={close}
        />
        <PopoverButton label="Panel" trigger={<Button kind="quiet">Popover</Button>}>
          <TextField label="In a popover" value={text} onChange={setText} />
        </PopoverButton>
        <ContextMenu label="Actions" entries={[{ id: 'sample', label: 'An entry', run: noop }]}>
          <span className="muted">The right button opens a menu</span>
        </ContextMenu>
        <Tip text="One line on hover">
          <Button kind="quiet">Tip</Button>
        </Tip>
        <CopyButton text="copied" />
        {[null, ...CONNECTION_COLOURS].map((colour) => (
          <span key={colour} className="row tight">
            <ColourTag colour={colour} /> {colour ?? 'none'}
          </span>
        ))}
      </Sample>
      <Sample name="TextDiff">
        <div className="sample-box">
          <TextDiff
            before={'{\n  "paid": false\n}'}
            after={'{\n  "paid": true\n}'}
            language="json"
            label="Sample diff"
          />
        </div>
      </Sample>
    </>
  );
}
