import { t } from '../../lib/i18n/index.ts';
import { Copyable, Count, Facts, Loaded, Screen, ScreenHead } from '../../ui/index.ts';
import { useIsLocal } from '../../lib/cluster.ts';
import { AttentionList } from './components/attention-list.tsx';
import { NodeColumns } from './components/node-columns.tsx';
import { NoNode } from './components/no-node.tsx';
import { RateStrip } from './components/rate-strip.tsx';
import { Standings } from './components/standings.tsx';
import { useFiringAlerts, useOverview, useStandings } from './store.ts';
import './overview.css';

/** The cluster drawn as it is: rates, a column a node with its partitions, and what needs a person. */
export function OverviewScreen() {
  const { rates, ...snapshot } = useOverview();
  const standings = useStandings();
  const alerts = useFiringAlerts();
  const local = useIsLocal();
  const overview = snapshot.value;
  return (
    <Screen testId="screen-overview">
      <ScreenHead
        title={t('screen.overview')}
        asOfMs={snapshot.asOfMs}
        facts={
          overview && (
            <Facts
              facts={[
                { label: t('fact.topics'), value: <Count value={overview.topics} /> },
                {
                  label: t('fact.partitions'),
                  value: <Count value={overview.partitions} />,
                  term: 'partition',
                },
                { label: t('fact.kafka'), value: overview.kafkaVersion },
                { label: t('fact.clusterId'), value: <Copyable text={overview.clusterId} /> },
              ]}
            />
          )
        }
      />
      {local && overview && <NoNode nodes={overview.nodes} />}
      <Loaded snapshot={snapshot} what={t('overview.failed')}>
        {(value, stale) => (
          <div
            className={`scroll pad ${stale ? 'stale' : ''}`}
            tabIndex={0}
            role="region"
            aria-label={t('overview.cluster')}
          >
            <RateStrip
              now={value.rates}
              history={rates}
              totalLag={value.totalLag}
              unknownLags={value.unknownLags}
            />
            <NodeColumns overview={value} />
            <AttentionList attention={value.attention} alerts={alerts} stale={stale} />
            <Standings {...standings} />
          </div>
        )}
      </Loaded>
    </Screen>
  );
}
