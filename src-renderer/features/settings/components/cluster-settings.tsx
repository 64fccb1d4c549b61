import { isMessageKey, t } from '../../../lib/i18n/index.ts';
import { Button, Copyable, ErrorBlock, Segmented, Select, Switch, Waiting } from '../../../ui/index.ts';
import { useClusterSettings } from '../store.ts';

const LOG_DIRS_MAX = 9;

/** How the cluster's own nodes behave, and where their settings differ from Kafka's. */
export function ClusterSettings() {
  const { value, failure, applying, retry, change, apply } = useClusterSettings();
  return (
    <section className="stack cluster-settings" data-testid="cluster-settings">
      <h2>{t('cluster.title')}</h2>
      {failure && <ErrorBlock failure={failure} onRetry={retry} />}
      {value === null ? (
        !failure && <Waiting />
      ) : (
        <>
          <div className="setting">
            <span>{t('cluster.restart')}</span>
            <Switch
              label={t('cluster.restartText')}
              checked={value.restartDeadNodes}
              onChange={(restartDeadNodes) => change({ restartDeadNodes })}
              testId="setting-restart"
            />
          </div>
          <div className="setting">
            <span>{t('cluster.failover')}</span>
            <Segmented<'fast' | 'kafka'>
              label={t('cluster.failover')}
              value={value.fastFailover ? 'fast' : 'kafka'}
              onChange={(timing) => change({ fastFailover: timing === 'fast' })}
              options={[
                { value: 'fast', label: t('cluster.failover.fast') },
                { value: 'kafka', label: t('cluster.failover.kafka') },
              ]}
              testId="setting-failover"
            />
          </div>
          <p className="small muted setting-says">
            {t(value.fastFailover ? 'cluster.failover.fastText' : 'cluster.failover.kafkaText')}
          </p>
          <div className="setting">
            <span>{t('cluster.defaults')}</span>
            <Segmented<'local' | 'kafka'>
              label={t('cluster.defaults')}
              value={value.defaults}
              onChange={(defaults) => change({ defaults })}
              options={[
                { value: 'local', label: t('cluster.defaults.local') },
                { value: 'kafka', label: t('cluster.defaults.kafka') },
              ]}
              testId="setting-defaults"
            />
          </div>
          <div className="setting">
            <span>{t('cluster.logDirs')}</span>
            <Select
              label={t('cluster.logDirs')}
              hideLabel
              value={String(value.logDirs)}
              options={logDirChoices(value.logDirs)}
              onChange={(count) => change({ logDirs: Number(count) })}
              testId="setting-log-dirs"
            />
          </div>
          <p className="small muted setting-says">{t('cluster.logDirsText')}</p>
          {value.outdated.length > 0 && (
            <p className="row wrap outdated" role="status" data-testid="settings-outdated">
              <span className="warn">{t('cluster.outdated', { nodes: value.outdated.join(', ') })}</span>
              <Button busy={applying} onClick={apply} data-testid="settings-apply">
                {t('cluster.apply')}
              </Button>
            </p>
          )}
          <DefaultsTable value={value} />
        </>
      )}
    </section>
  );
}

/** As many as there are, and more. */
function logDirChoices(present: number) {
  return Array.from({ length: LOG_DIRS_MAX - present + 1 }, (_, index) => String(present + index)).map(
    (count) => ({ value: count, label: count }),
  );
}

type Value = NonNullable<ReturnType<typeof useClusterSettings>['value']>;

function DefaultsTable({ value }: { value: Value }) {
  const { localDefaults, properties, defaults } = value;
  return (
    <>
      <table className="defaults" data-testid="defaults-table">
        <thead>
          <tr>
            <th scope="col">{t('cluster.column.setting')}</th>
            <th scope="col" className="end">
              Kafka
            </th>
            <th scope="col" className="end">
              {t('cluster.column.local')}
            </th>
            <th scope="col">{t('cluster.column.why')}</th>
          </tr>
        </thead>
        <tbody>
          {localDefaults.map(({ name, kafka, local }) => (
            <tr key={name}>
              <th scope="row">
                <Copyable text={name} />
              </th>
              <td className={`end ${defaults === 'kafka' ? '' : 'muted'}`}>{kafka}</td>
              <td className={`end ${defaults === 'local' ? '' : 'muted'}`}>{local}</td>
              <td className="muted">{reasonOf(name)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {localDefaults.some(({ name }) => name === 'min.insync.replicas') && (
        <p className="small muted">{t('cluster.minIsrNote')}</p>
      )}
      <h3>{t('cluster.set')}</h3>
      {properties.length === 0 ? (
        <p className="small muted">{t('cluster.setNone')}</p>
      ) : (
        <ul className="set-properties">
          {properties.map(({ node, name, value: text }) => (
            <li key={`${node} ${name}`}>
              <Copyable text={`${name}=${text}`} />{' '}
              <span className="muted">
                {node === null ? t('cluster.allNodes') : t('node.name', { id: String(node) })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function reasonOf(name: string): string {
  const key = `default.${name}`;
  return isMessageKey(key) ? t(key) : '';
}
