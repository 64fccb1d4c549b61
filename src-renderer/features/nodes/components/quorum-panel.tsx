import { useMemo } from 'react';
import type { QuorumReplica, QuorumView } from '../../../../src-main/contract/index.ts';
import { formatCount, formatDuration } from '../../../lib/format/index.ts';
import { isMessageKey, t } from '../../../lib/i18n/index.ts';
import type { Snapshot } from '../../../lib/live.ts';
import {
  Count,
  EmptyState,
  ErrorBlock,
  Facts,
  StateMark,
  Table,
  Waiting,
  type Column,
  type MarkShape,
} from '../../../ui/index.ts';
import { failureFrom } from '../../../lib/client.ts';
import { quorumSentence } from '../quorum-sentence.ts';

/** The metadata quorum: who leads, who voted for it, and how far each voter and observer has come. */
export function QuorumPanel({ snapshot }: { snapshot: Snapshot<QuorumView | null> }) {
  const { value, asOfMs, error, retry } = snapshot;
  const columns = useMemo(() => quorumColumns(), []);
  return (
    <section className="quorum" aria-label={t('quorum.title')} data-testid="quorum">
      <header className="row wrap quorum-head">
        <h2>{t('quorum.title')}</h2>
        {value && (
          <Facts
            facts={[
              {
                label: t('nodes.quorumLeader'),
                value: value.leaderId ?? t('quorum.nobody'),
                term: 'quorum',
              },
              { label: t('column.epoch'), value: value.leaderEpoch, term: 'epoch' },
              { label: t('nodes.metadataOffset'), value: formatCount(value.highWatermark), term: 'hw' },
              { label: t('column.end'), value: formatCount(value.endOffset), term: 'leo' },
              ...(value.grantedBy
                ? [{ label: t('quorum.grantedBy'), value: value.grantedBy.join(', ') }]
                : []),
            ]}
          />
        )}
      </header>
      {error && <ErrorBlock failure={failureFrom(t('quorum.failed'), error)} onRetry={retry} />}
      {value ? (
        <>
          <p className="quorum-sentence small muted">{quorumSentence(value)}</p>
          <div className="quorum-table">
            <Table
              id="quorum"
              label={t('quorum.title')}
              columns={columns}
              rows={value.replicas}
              rowKey={(replica) => String(replica.id)}
              stale={asOfMs !== null}
              testId="quorum-table"
              empty={<EmptyState text={t('quorum.none')} />}
            />
          </div>
        </>
      ) : (
        !error && <Waiting />
      )}
    </section>
  );
}

function roleText(replica: QuorumReplica): string {
  if (replica.role === null) return t('quorum.silent');
  const key = `quorum.role.${replica.role}`;
  return isMessageKey(key) ? t(key) : replica.role;
}

function roleMark(role: string | null): MarkShape {
  if (role === 'leader') return 'triangle';
  if (role === 'follower' || role === 'observer') return 'full';
  return role === null ? 'cross' : 'half';
}

const ago = (ms: number | null): string =>
  ms === null ? '–' : t('time.ago', { time: formatDuration(ms < 1000 ? Math.round(ms / 10) * 10 : ms) });

function quorumColumns(): Column<QuorumReplica>[] {
  return [
    {
      id: 'id',
      header: t('column.node'),
      width: 60,
      align: 'end',
      text: (replica) => String(replica.id),
      sort: (replica) => replica.id,
      cell: (replica) => replica.id,
    },
    {
      id: 'role',
      header: t('column.state'),
      width: 150,
      minWidth: 150,
      flex: true,
      text: roleText,
      cell: (replica) => (
        <span className="row tight" data-testid={`quorum-${replica.id}`} data-role={replica.role ?? 'silent'}>
          <StateMark shape={roleMark(replica.role)} />
          <span className="ellipsis" title={roleText(replica)}>
            {roleText(replica)}
          </span>
        </span>
      ),
    },
    {
      id: 'voter',
      header: t('quorum.part'),
      width: 76,
      yields: 2,
      text: (replica) => t(replica.voter ? 'quorum.voter' : 'quorum.observer'),
      cell: (replica) => (
        <span className="muted">{t(replica.voter ? 'quorum.voter' : 'quorum.observer')}</span>
      ),
    },
    {
      id: 'epoch',
      header: t('column.epoch'),
      term: 'epoch',
      width: 72,
      align: 'end',
      text: (replica) => String(replica.epoch ?? ''),
      cell: (replica) => replica.epoch ?? '–',
    },
    {
      id: 'end',
      header: t('column.end'),
      term: 'leo',
      width: 96,
      align: 'end',
      text: (replica) => String(replica.endOffset ?? ''),
      cell: (replica) => <Count value={replica.endOffset} />,
    },
    {
      id: 'lag',
      header: t('quorum.lag'),
      width: 110,
      yields: 1,
      align: 'end',
      text: (replica) => String(replica.lag ?? ''),
      sort: (replica) => replica.lag,
      cell: (replica) => (
        <span className={replica.lag !== null && replica.lag > 0 ? 'warn' : undefined}>
          {formatCount(replica.lag)}
        </span>
      ),
    },
    {
      id: 'fetched',
      header: t('quorum.lastFetch'),
      width: 112,
      yields: 3,
      align: 'end',
      text: (replica) => ago(replica.fetchedAgoMs),
      cell: (replica) => (replica.role === 'leader' ? '–' : ago(replica.fetchedAgoMs)),
    },
    {
      id: 'caughtUp',
      header: t('quorum.caughtUp'),
      width: 112,
      yields: 4,
      align: 'end',
      text: (replica) => ago(replica.caughtUpAgoMs),
      cell: (replica) => (replica.role === 'leader' ? '–' : ago(replica.caughtUpAgoMs)),
    },
    {
      id: 'directory',
      header: t('quorum.directory'),
      width: 178,
      yields: 5,
      minWidth: 178,
      flex: true,
      text: (replica) => replica.directoryId,
      cell: (replica) => <span className="mono muted">{replica.directoryId}</span>,
    },
  ];
}
