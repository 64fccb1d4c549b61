import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import type { ReplicaView, ReplicationView } from '../../../../src-main/contract/index.ts';
import { formatCount, formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { nodeMark, nodeStatusText } from '../../../lib/node-status.ts';
import { StateMark, Term } from '../../../ui/index.ts';
import { explainPartition, explainReplica, patienceUsed } from '../explain.ts';
import { CELLS_MAX, logWindow, positionOf, type LogWindow } from '../log-window.ts';

/** A follower that fetched this lately is shown as one that fetches all the time. */
const STEADY_MS = 1_000;
/** Two words on one fetch differ by how long they travelled. */
const SAME_FETCH_MS = 120;
/** One poll is shown from its beginning to its end, however many there are: `poll` of the style sheet takes so long. */
const SHOWN_MS = 900;
/** Rails beside each other, so that polls of two followers are told apart. */
const RAILS = 3;

/** A lane per replica on one scale of offsets, the leader first: its end moves, the others come after it. */
export function FollowerView({ view, stale }: { view: ReplicationView; stale: boolean }) {
  const window = logWindow(view);
  const lanes = useWaysToLeader();
  let rail = 0;
  return (
    <div ref={lanes} className={`follower-view ${stale ? 'stale' : ''}`} data-testid="follower-view">
      <p className="follower-says" data-testid="partition-says">
        {explainPartition(view)}
      </p>
      {view.replicas.map((replica) => (
        <Lane
          key={replica.id}
          view={view}
          replica={replica}
          window={window}
          rail={replica.id === view.leader ? 0 : rail++ % RAILS}
        />
      ))}
      {window && (
        <p className="caption row wrap">
          <span>
            {t('replication.scale', { from: formatCount(window.from), to: formatCount(window.to) })}
          </span>
          <span className="row tight">
            <i className="poll-dot asks" /> {t('replication.asks')}
          </span>
          <span className="row tight">
            <i className="poll-dot" /> {t('replication.gets')}
          </span>
          <span className="row tight">
            <i className="swatch committed" /> {t('replication.committed')}
          </span>
          <span className="row tight">
            <i className="swatch" /> {t('replication.uncommitted')}
          </span>
          <span className="row tight">
            <i className="swatch hw" /> <Term id="hw">HW</Term>
          </span>
        </p>
      )}
    </div>
  );
}

/** Tells each follower's lane how far above it the leader's is: that is the way of its polls. */
function useWaysToLeader() {
  const view = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const tops = [...(view.current?.querySelectorAll<HTMLElement>('.lane') ?? [])].map(
      (lane) => [lane, lane.querySelector('.poll')!.getBoundingClientRect().top] as const,
    );
    const leader = tops.find(([lane]) => lane.dataset.role === 'leader');
    for (const [lane, top] of tops)
      lane.style.setProperty('--way', leader === undefined ? '0px' : `${Math.round(top - leader[1])}px`);
  });
  return view;
}

function Lane({
  view,
  replica,
  window,
  rail,
}: {
  view: ReplicationView;
  replica: ReplicaView;
  window: LogWindow | null;
  rail: number;
}) {
  const isLeader = replica.id === view.leader;
  const fetches = useFetchCount(replica);
  const polls = !isLeader && replica.fetchedAgoMs !== null && replica.fetchedAgoMs < STEADY_MS;
  const behind =
    view.led === null || replica.endOffset === null ? null : view.led.endOffset - replica.endOffset;
  const used = isLeader ? null : patienceUsed(view, replica);
  return (
    <section
      className="lane"
      data-testid={`replica-${replica.id}`}
      data-in-sync={replica.inSync}
      data-role={isLeader ? 'leader' : 'follower'}
      data-polls={polls}
      style={{ '--rail': rail } as CSSProperties}
    >
      <header className="lane-head">
        <span className="row tight">
          {isLeader ? <StateMark shape="triangle" /> : <StateMark {...nodeMark(replica.status)} />}
          <strong>{t('node.name', { id: String(replica.id) })}</strong>
          <span className="muted">
            {t(isLeader ? 'replication.role.leader' : 'replication.role.follower')}
          </span>
          {replica.status !== 'running' && <span className="bad">{nodeStatusText(replica.status)}</span>}
        </span>
        <span className={`lane-isr ${replica.inSync ? 'ok' : 'bad'}`}>
          {t(replica.inSync ? 'replication.inIsr' : 'replication.outOfIsr')}
        </span>
      </header>
      <div className="lane-body">
        {/* The element is made anew with each fetch, and its one run across is the poll. */}
        <span className="poll" aria-hidden>
          {polls && <i key={fetches} className="poll-dot runs" />}
        </span>
        <LogBar
          replica={replica}
          window={window}
          highWatermark={view.led?.highWatermark ?? replica.highWatermark}
        />
        <span className="lane-end mono">{formatCount(replica.endOffset)}</span>
      </div>
      <p className="small muted lane-facts">
        {!isLeader && view.led && <span>{fetchedText(replica)}</span>}
        {behind !== null && behind > 0 && <span>{t('replication.behind', { count: behind })}</span>}
        {replica.highWatermark !== null && (
          <span>{t('replication.hw', { offset: formatCount(replica.highWatermark) })}</span>
        )}
      </p>
      {used !== null && view.led && (
        <Patience used={used} leftMs={view.led.maxLagMs * (1 - used)} maxMs={view.led.maxLagMs} />
      )}
      <p className="small lane-says">{explainReplica(view, replica)}</p>
    </section>
  );
}

function fetchedText(replica: ReplicaView): string {
  const { fetchedAgoMs } = replica;
  if (fetchedAgoMs === null) return t('replication.neverFetched');
  if (fetchedAgoMs < STEADY_MS && replica.status === 'running') return t('replication.fetchedNow');
  return t('replication.fetched', { time: formatDuration(Math.floor(fetchedAgoMs / 100) * 100) });
}

/** The log up to its end; what lies below the high watermark is filled, single records are told apart while few. */
function LogBar({
  replica,
  window,
  highWatermark,
}: {
  replica: ReplicaView;
  window: LogWindow | null;
  highWatermark: number | null;
}) {
  if (window === null || replica.endOffset === null) return <span className="log-bar empty-log" />;
  const end = positionOf(replica.endOffset, window);
  const committedTo = Math.min(replica.endOffset, highWatermark ?? 0);
  const style = {
    '--end': `${end}%`,
    '--committed': `${positionOf(committedTo, window)}%`,
    '--hw': `${positionOf(highWatermark ?? 0, window)}%`,
    '--cells': window.to - window.from,
  } as CSSProperties;
  const label = t('replication.lane', {
    id: String(replica.id),
    end: formatCount(replica.endOffset),
    hw: formatCount(replica.highWatermark),
  });
  return (
    <span
      className={`log-bar ${window.to - window.from <= CELLS_MAX ? 'cells' : ''}`}
      style={style}
      role="img"
      aria-label={label}
    >
      <i className="log-end" />
      <i className="log-committed" />
      <i className="log-grid" />
      {highWatermark !== null && <i className="log-hw" />}
    </span>
  );
}

function Patience({ used, leftMs, maxMs }: { used: number; leftMs: number; maxMs: number }) {
  const text = t('replication.patience', {
    time: formatDuration(Math.ceil(leftMs / 100) * 100),
    max: formatDuration(maxMs),
  });
  return (
    <p className="patience small warn">
      <span className="patience-bar" aria-hidden>
        <i style={{ width: `${(1 - used) * 100}%` }} />
      </span>
      {text}
    </p>
  );
}

/** Rises with every fetch of the follower that is noticed: a fetch is newer than the last when less time has passed. */
function useFetchCount(replica: ReplicaView): number {
  const [count, setCount] = useState(0);
  const newestMs = useRef(-Infinity);
  const shownMs = useRef(-Infinity);
  useEffect(() => {
    if (replica.fetchedAgoMs === null) return;
    const nowMs = performance.now();
    const atMs = nowMs - replica.fetchedAgoMs;
    if (atMs < newestMs.current + SAME_FETCH_MS) return;
    newestMs.current = atMs;
    if (nowMs < shownMs.current + SHOWN_MS) return;
    shownMs.current = nowMs;
    setCount((before) => before + 1);
  }, [replica]);
  return count;
}
