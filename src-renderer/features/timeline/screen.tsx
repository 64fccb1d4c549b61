import ListFilter from 'lucide-react/icons/list-filter';
import { useMemo, useState } from 'react';
import { useLinkState } from '../../lib/client.ts';
import { useIsLocal } from '../../lib/cluster.ts';
import { factText } from '../../lib/facts.ts';
import { formatTime } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { useNodeActions } from '../../lib/node-actions.ts';
import type { ScreenProps } from '../../lib/place.ts';
import { recall, remember } from '../../lib/storage.ts';
import {
  Button,
  EmptyState,
  ErrorBlock,
  LocalOnly,
  Menu,
  NodeStrip,
  Screen,
  ScreenHead,
  SearchField,
  Segmented,
  SplitDetail,
  Switch,
  Table,
  Time,
  timeWidth,
  Toolbar,
  Waiting,
  type Column,
} from '../../ui/index.ts';
import { EventDetail } from './components/event-detail.tsx';
import { TimelineCanvas } from './components/timeline-canvas.tsx';
import { disturbancesOf, gapsOf } from './gaps.ts';
import { itemsOf, type Item } from './items.ts';
import { filterEvents, LANES, nodeSpans, type LaneId } from './lanes.ts';
import { HISTORY_MS, useEvents, useNodes, useTick, useTraffic } from './store.ts';
import './timeline.css';

const SPANS = { '60000': 'lag.span.1m', '300000': 'lag.span.5m', '900000': 'lag.span.15m' } as const;
type Span = keyof typeof SPANS;
const SHORTEST_MS = 5_000;

/** What happened in the cluster beside what its clients got done, on one axis of time. */
export function TimelineScreen(props: ScreenProps) {
  if (useIsLocal()) return <Timeline {...props} />;
  return (
    <Screen testId="screen-timeline">
      <ScreenHead title={t('screen.timeline')} />
      <LocalOnly text={t('timeline.localOnly')} />
    </Screen>
  );
}

function Timeline({ query, setQuery, visible }: ScreenProps) {
  const overview = useNodes();
  const { failure } = useNodeActions();
  const [spanMs, setSpanMs] = useState(60_000);
  /** The end of what is shown; null follows the time. */
  const [endMs, setEndMs] = useState<number | null>(null);
  const [internal, setInternal] = useState(false);
  const [hidden, setHidden] = useState<readonly LaneId[]>(() =>
    recall<LaneId[]>('timeline.hidden', ['topics']),
  );
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const facts = useEvents(visible);
  const samples = useTraffic(visible);
  // Without the workbench nothing is heard, and a gap would seem to go on: time stands still.
  const link = useLinkState();
  const tickMs = useTick(visible && endMs === null && link === 'open');

  const filter = query.filter ?? '';
  const lanes = useMemo(() => LANES.filter((lane) => !hidden.includes(lane)), [hidden]);
  const nodes = overview.value?.nodes ?? [];
  const ids = nodes.map(({ id }) => id).join();
  const nodeIds = useMemo(() => (ids === '' ? [] : ids.split(',').map(Number)), [ids]);
  // As text: the overview is another object each second.
  const now = nodes.map(({ id, status, upSinceMs }) => `${id} ${status} ${upSinceMs ?? ''}`).join('\n');
  // oxlint-disable-next-line react/exhaustive-deps -- `now` stands for `nodes`
  const spans = useMemo(() => nodeSpans(facts, nodes), [facts, now]);
  const wanted = useMemo(
    () => filterEvents(facts, { lanes: new Set(lanes), text: filter, internal }, factText),
    [facts, lanes, filter, internal],
  );
  const nowMs = endMs ?? tickMs;
  const disturbances = useMemo(() => disturbancesOf(facts), [facts]);
  const gaps = useMemo(
    () => ({
      acked: gapsOf(samples, 'acked', tickMs, disturbances),
      delivered: gapsOf(samples, 'delivered', tickMs, disturbances),
    }),
    [samples, tickMs, disturbances],
  );
  const items = useMemo(() => itemsOf(wanted, filter === '' ? gaps : NO_GAPS), [wanted, gaps, filter]);
  const chosen = items.find(({ key }) => key === chosenKey) ?? null;
  // The newest come first.
  const width = timeWidth([items.at(-1)?.atMs]);
  const columns = useMemo(() => itemColumns(width), [width]);

  const view = (toMs: number, nextSpanMs: number): void => {
    const span = Math.min(HISTORY_MS, Math.max(SHORTEST_MS, nextSpanMs));
    setSpanMs(span);
    // Who reaches the present follows it.
    setEndMs(toMs >= Date.now() ? null : toMs);
  };
  const select = (item: Item | null): void => {
    setChosenKey(item?.key ?? null);
    if (item !== null && (item.atMs < nowMs - spanMs || item.atMs > nowMs)) setEndMs(item.atMs + spanMs / 2);
  };
  const toggleLane = (lane: LaneId): void => {
    const next = hidden.includes(lane) ? hidden.filter((one) => one !== lane) : [...hidden, lane];
    setHidden(next);
    remember('timeline.hidden', next);
  };
  return (
    <Screen testId="screen-timeline">
      <ScreenHead
        title={t('screen.timeline')}
        asOfMs={overview.asOfMs}
        facts={<NodeStrip nodes={nodes} stale={overview.asOfMs !== null} />}
      />
      {failure && <ErrorBlock failure={failure} />}
      <Toolbar>
        <SearchField
          label={t('timeline.filter')}
          value={filter}
          onChange={(text) => setQuery({ filter: text || undefined })}
        />
        <Menu
          label={t('timeline.kinds')}
          entries={LANES.map((lane) => ({
            id: lane,
            label: t(`timeline.lane.${lane}`),
            checked: !hidden.includes(lane),
            run: () => toggleLane(lane),
          }))}
          trigger={
            <Button icon={ListFilter} data-testid="timeline-kinds">
              {t('timeline.kinds')}
            </Button>
          }
        />
        <Segmented<Span | ''>
          label={t('timeline.span')}
          value={String(spanMs) in SPANS ? (String(spanMs) as Span) : ''}
          options={Object.entries(SPANS).map(([value, label]) => ({ value: value as Span, label: t(label) }))}
          onChange={(value) => setSpanMs(Number(value))}
        />
        <Switch
          label={t('timeline.follow')}
          checked={endMs === null}
          onChange={(on) => setEndMs(on ? null : tickMs)}
          testId="timeline-follow"
        />
        <Switch label={t('timeline.internal')} checked={internal} onChange={setInternal} />
      </Toolbar>
      <SplitDetail
        id="timeline"
        title={chosen?.kind}
        detail={chosen && <EventDetail item={chosen} items={items} onSelect={select} />}
        onClose={() => select(null)}
      >
        <TimelineCanvas
          lanes={lanes}
          nodes={nodeIds}
          fromMs={nowMs - spanMs}
          toMs={nowMs}
          nowMs={tickMs}
          items={items}
          spans={spans}
          samples={samples}
          gaps={gaps}
          selected={chosenKey}
          onSelect={select}
          onView={view}
          onFollow={() => setEndMs(null)}
        />
        <div className="timeline-list">
          <Table
            id="timeline"
            label={t('events.title')}
            columns={columns}
            rows={items}
            rowKey={(item) => item.key}
            selected={chosenKey}
            onSelect={select}
            sortable={false}
            keepPlace
            testId="timeline-events"
            empty={overview.loading ? <Waiting /> : <EmptyState text={t('timeline.empty')} />}
          />
        </div>
      </SplitDetail>
    </Screen>
  );
}

const NO_GAPS = { acked: [], delivered: [] } as const;

function itemColumns(widthOfTime: number): Column<Item>[] {
  return [
    {
      id: 'time',
      header: t('column.time'),
      width: widthOfTime,
      text: (item) => formatTime(item.atMs),
      cell: (item) => <Time epochMs={item.atMs} />,
    },
    {
      id: 'node',
      header: t('column.node'),
      width: 60,
      align: 'end',
      text: (item) => String(item.node ?? ''),
      cell: (item) => item.node ?? '–',
    },
    {
      id: 'what',
      header: t('column.event'),
      width: 420,
      minWidth: 200,
      flex: true,
      text: (item) => item.text,
      cell: (item) => (
        <span title={item.text} className={item.fact === null ? 'bad' : undefined}>
          {item.text}
        </span>
      ),
    },
    {
      id: 'kind',
      header: t('column.kind'),
      width: 170,
      text: (item) => item.kind,
      cell: (item) => <span className="mono muted">{item.kind}</span>,
    },
  ];
}
