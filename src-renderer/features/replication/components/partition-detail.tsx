import { failureFrom } from '../../../lib/client.ts';
import { useIsLocal } from '../../../lib/cluster.ts';
import { factText } from '../../../lib/facts.ts';
import { formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';
import { ErrorBlock, Facts, LocalOnly, Waiting } from '../../../ui/index.ts';
import { usePartitionFacts, useReplication } from '../store.ts';
import { FollowerView } from './follower-view.tsx';

/** One partition, live: its replicas as they fetch, and what has happened to it. */
export function PartitionDetail(props: { topic: string; partition: number; visible: boolean }) {
  return useIsLocal() ? <LiveDetail {...props} /> : <LocalOnly text={t('replication.localOnly')} />;
}

function LiveDetail({ topic, partition, visible }: { topic: string; partition: number; visible: boolean }) {
  const { value, asOfMs, error, loading, retry } = useReplication(topic, partition, visible);
  const facts = usePartitionFacts(topic, partition, visible);
  return (
    <div
      className="scroll partition-detail"
      tabIndex={0}
      role="region"
      aria-label={`${topic}-${partition}`}
      data-testid="partition-detail"
    >
      {error && <ErrorBlock failure={failureFrom(t('replication.watchFailed'), error)} onRetry={retry} />}
      {loading && <Waiting />}
      {!loading && !error && value === null && <p className="muted">{t('replication.gone')}</p>}
      {value && (
        <>
          <Facts
            facts={[
              { label: t('column.leader'), value: value.leader < 0 ? '–' : value.leader, term: 'leader' },
              { label: t('column.epoch'), value: value.leaderEpoch, term: 'epoch' },
              {
                label: 'ISR',
                value: <span data-testid="detail-isr">{value.isr.join(', ')}</span>,
                term: 'isr',
              },
              ...(value.elr.length > 0
                ? [{ label: 'ELR', value: value.elr.join(', '), term: 'elr' as const }]
                : []),
              ...(value.led
                ? [{ label: 'min ISR', value: value.led.minInSyncReplicas, term: 'minIsr' as const }]
                : []),
            ]}
          />
          <FollowerView view={value} stale={asOfMs !== null} />
        </>
      )}
      <header className="row">
        <h2>{t('replication.events')}</h2>
        <button
          type="button"
          className="link end"
          onClick={() => openPlace(addressOf(['timeline'], { filter: `${topic}-${partition}` }))}
        >
          {t('replication.openTimeline')}
        </button>
      </header>
      {facts.length === 0 ? (
        <p className="small muted">{t('replication.noEvents')}</p>
      ) : (
        <ol className="partition-events" data-testid="partition-events">
          {facts.map((fact) => (
            <li key={`${fact.node}:${fact.sequence}`}>
              <span className="muted">
                {formatTime(fact.wallMs)} · {t('node.name', { id: String(fact.node) })}:
              </span>{' '}
              {factText(fact)}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
