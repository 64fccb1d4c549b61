import { useMemo, useState } from 'react';
import { t } from '../../../lib/i18n/index.ts';
import {
  EmptyState,
  ErrorBlock,
  ScreenBody,
  SearchField,
  Table,
  Toolbar,
  Waiting,
  configColumns,
} from '../../../ui/index.ts';
import { useNodeConfigs } from '../store.ts';

/** The configuration a node runs with; a running node answers, a stopped one says so. */
export function NodeConfigs({ nodeId }: { nodeId: number }) {
  const { value: configs, failure, refresh } = useNodeConfigs(nodeId);
  const [filter, setFilter] = useState('');
  const columns = useMemo(() => configColumns(), []);
  const rows = useMemo(
    () => (configs ?? []).filter((config) => config.name.includes(filter.trim().toLowerCase())),
    [configs, filter],
  );
  return (
    <>
      <Toolbar>
        <SearchField label={t('configs.filter')} value={filter} onChange={setFilter} />
      </Toolbar>
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {configs ? (
        <ScreenBody>
          <Table
            id="node-configs"
            label={t('topic.tab.configuration')}
            columns={columns}
            rows={rows}
            rowKey={(config) => config.name}
            initialSort={{ column: 'name', descending: false }}
            testId="node-configs-table"
            empty={<EmptyState text={t('configs.noneMatch')} />}
          />
        </ScreenBody>
      ) : (
        !failure && <Waiting />
      )}
    </>
  );
}
