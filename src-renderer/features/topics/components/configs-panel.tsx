import PencilLine from 'lucide-react/icons/pencil-line';
import { useCallback, useMemo, useState } from 'react';
import type { ConfigView } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import {
  ConfigDetail,
  ErrorBlock,
  EmptyState,
  ScreenBody,
  SearchField,
  SplitDetail,
  Switch,
  Table,
  Toolbar,
  Waiting,
  configColumns,
  type MenuEntry,
} from '../../../ui/index.ts';
import { useTopicActions, useTopicConfigs } from '../store.ts';

/** All configuration of a topic with its source; the chosen one docks right with documentation and an editor. */
export function ConfigsPanel({ topic, replicas }: { topic: string; replicas: number }) {
  const { value: configs, failure, refresh } = useTopicConfigs(topic);
  const { alterConfig } = useTopicActions();
  const [filter, setFilter] = useState('');
  const [changedOnly, setChangedOnly] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const columns = useMemo(() => configColumns(), []);
  const rows = useMemo(
    () =>
      (configs ?? []).filter(
        (config) =>
          (!changedOnly || config.source === 'topic') && config.name.includes(filter.trim().toLowerCase()),
      ),
    [configs, filter, changedOnly],
  );
  const actions = useCallback(
    (config: ConfigView): MenuEntry[] =>
      config.readOnly
        ? []
        : [{ id: 'edit', label: t('configs.edit'), icon: PencilLine, run: () => setChosen(config.name) }],
    [],
  );
  const config = configs?.find((one) => one.name === chosen) ?? null;
  return (
    <>
      <Toolbar>
        <SearchField label={t('configs.filter')} value={filter} onChange={setFilter} />
        <Switch label={t('configs.changedOnly')} checked={changedOnly} onChange={setChangedOnly} />
      </Toolbar>
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {configs ? (
        <SplitDetail
          id="configs"
          title={<code>{config?.name}</code>}
          onClose={() => setChosen(null)}
          detail={
            config && (
              <ConfigDetail
                key={config.name}
                config={config}
                owner="topic"
                scopes={[{ id: 'topic', label: t('configs.source.topic'), source: 'topic' }]}
                alter={async (_, value) => {
                  await alterConfig(topic, config.name, value);
                  refresh();
                }}
                readOnlyText={t('configs.readOnly')}
                doubtOf={(value) =>
                  config.name === 'min.insync.replicas' && Number(value) > replicas
                    ? t('configs.doubt.minInSync', { count: replicas })
                    : null
                }
              />
            )
          }
        >
          <ScreenBody>
            <Table
              id="configs"
              label={t('topic.tab.configuration')}
              columns={columns}
              rows={rows}
              rowKey={(one) => one.name}
              selected={chosen}
              onSelect={(one) => setChosen(one?.name ?? null)}
              rowActions={actions}
              initialSort={{ column: 'name', descending: false }}
              filter={filter}
              testId="configs-table"
              empty={<EmptyState text={t('configs.noneMatch')} />}
            />
          </ScreenBody>
        </SplitDetail>
      ) : (
        !failure && <Waiting />
      )}
    </>
  );
}
