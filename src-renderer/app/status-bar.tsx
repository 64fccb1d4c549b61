import ChevronUp from 'lucide-react/icons/chevron-up';
import type { ReactNode } from 'react';
import type { Overview } from '../../src-main/contract/index.ts';
import { client, useLinkState } from '../lib/client.ts';
import { useIsLocal } from '../lib/cluster.ts';
import { useConnection } from '../lib/connection.ts';
import { formatByteRate, formatRate, formatSum } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { openPlace } from '../lib/place.ts';
import { useSilence } from '../lib/silence.ts';
import { StateMark } from '../ui/state-mark.tsx';
import { lagPartly } from '../ui/total-lag.tsx';
import { Tip, termText } from '../ui/tooltip.tsx';
import { JobsItem } from './jobs-item.tsx';
import { toggleEvents, useClusterSummary, useFacts, useFrame } from './frame-store.ts';
import { translated } from '../lib/said.ts';

/** The live line at the foot; each item opens its screen. */
export function StatusBar() {
  const { value: overview, asOfMs } = useClusterSummary();
  const unseen = useFacts((state) => state.unseen);
  const local = useIsLocal();
  const eventsOpen = useFrame((state) => state.eventsOpen);
  return (
    <footer className="status-bar">
      <ConnectionItem />
      {overview && (
        <span className={`row status-figures ${asOfMs === null ? '' : 'stale'}`}>
          <StatusItem label={t('status.in')} open="/topics">
            {formatRate(overview.rates.recordsInPerSecond)}{' '}
            {overview.rates.bytesInPerSecond !== null && formatByteRate(overview.rates.bytesInPerSecond)}
          </StatusItem>
          {overview.rates.bytesOutPerSecond !== null && (
            <StatusItem label={t('status.out')} open="/overview">
              {overview.rates.recordsOutPerSecond !== null && formatRate(overview.rates.recordsOutPerSecond)}{' '}
              {formatByteRate(overview.rates.bytesOutPerSecond)}
            </StatusItem>
          )}
          <StatusItem
            label={t('status.lag')}
            open="/groups"
            hint={
              overview.totalLag !== null && overview.unknownLags > 0
                ? lagPartly(overview.unknownLags)
                : termText('lag')
            }
          >
            {formatSum(overview.totalLag, overview.unknownLags)}
          </StatusItem>
          {overview.quorum && (
            <StatusItem label={t('status.quorum')} open="/nodes" hint={termText('quorum')}>
              {quorumText(overview.quorum)}
            </StatusItem>
          )}
        </span>
      )}
      <span className="row end">
        <JobsItem />
        <button
          type="button"
          className="status-item"
          aria-expanded={eventsOpen}
          onClick={toggleEvents}
          data-testid="status-events"
        >
          {local && unseen > 0 && !eventsOpen ? t('count.events', { count: unseen }) : t('events.title')}
          <ChevronUp size={12} aria-hidden style={{ transform: eventsOpen ? 'rotate(180deg)' : undefined }} />
        </button>
      </span>
    </footer>
  );
}

/** One that is gone is not named as if it led. */
export function quorumText({ leaderId, lastLeaderId, leaderEpoch }: NonNullable<Overview['quorum']>): string {
  if (leaderId !== null)
    return t('status.quorumValue', { leader: String(leaderId), epoch: String(leaderEpoch) });
  if (lastLeaderId === null) return t('status.noLeader');
  return t('status.noLeaderLast', { last: String(lastLeaderId) });
}

function StatusItem({
  label,
  children,
  open,
  hint,
}: {
  label: string;
  children: ReactNode;
  open: string;
  hint?: string;
}) {
  return (
    <Tip text={hint} side="top">
      <button type="button" className="status-item" onClick={() => openPlace(open)}>
        <span className="muted">{label}</span> <span>{children}</span>
      </button>
    </Tip>
  );
}

function ConnectionItem() {
  const link = useLinkState();
  const connection = useConnection();
  const silent = useSilence();
  const state =
    link === 'open' && !silent
      ? (connection?.state ?? 'connecting')
      : link === 'connecting'
        ? 'connecting'
        : 'disconnected';
  const shape = state === 'connected' ? 'full' : state === 'connecting' ? 'half' : 'cross';
  const where = silent
    ? t('workbench.silent')
    : link === 'open'
      ? translated(connection?.reason ?? '')
      : t('status.linkLost');
  return (
    <Tip text={state === 'connected' ? null : where} side="top">
      <button
        type="button"
        className="status-item"
        data-testid="connection"
        data-state={state}
        onClick={() => (link === 'open' ? openPlace('/nodes') : client().reconnect())}
      >
        <StateMark shape={shape} />
        {t(`status.${state}`)}
      </button>
    </Tip>
  );
}
