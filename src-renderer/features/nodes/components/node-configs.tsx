import PencilLine from 'lucide-react/icons/pencil-line';
import { useCallback, useMemo, useState } from 'react';
import type { BrokerConfigScope, ConfigView } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import {
  ConfigDetail,
  Dialog,
  EmptyState,
  ErrorBlock,
  ScreenBody,
  SearchField,
  Select,
  Table,
  Toolbar,
  Waiting,
  configColumns,
  type MenuEntry,
} from '../../../ui/index.ts';
import { useNodeConfigs, useNodeTools } from '../store.ts';

const SHOWN = {
  all: () => true,
  set: ({ source }: ConfigView) => source !== 'default',
  dynamic: ({ source }: ConfigView) => source === 'broker' || source === 'cluster',
  changeable: ({ readOnly }: ConfigView) => !readOnly,
} as const;
type Shown = keyof typeof SHOWN;

/** The configuration a node runs with, and changes of what it takes while it runs; a stopped one says so. */
export function NodeConfigs({ nodeId }: { nodeId: number }) {
  const { value: configs, failure, refresh } = useNodeConfigs(nodeId);
  const { alterConfig } = useNodeTools();
  const [filter, setFilter] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const [chosen, setChosen] = useState<string | null>(null);
  const open = useCallback((config: ConfigView) => setChosen(config.name), []);
  const columns = useMemo(() => configColumns(open, { wraps: true }), [open]);
  const rows = useMemo(
    () =>
      (configs ?? []).filter(
        (config) => SHOWN[shown](config) && config.name.includes(filter.trim().toLowerCase()),
      ),
    [configs, filter, shown],
  );
  const actions = useCallback(
    (config: ConfigView): MenuEntry[] =>
      config.readOnly
        ? []
        : [{ id: 'edit', label: t('configs.edit'), icon: PencilLine, run: () => open(config) }],
    [open],
  );
  const config = configs?.find((one) => one.name === chosen) ?? null;
  return (
    <>
      <Toolbar>
        <SearchField
          label={t('configs.filter')}
          value={filter}
          onChange={setFilter}
          width={190}
          data-testid="node-config-filter"
        />
        <Select<Shown>
          label={t('configs.show')}
          hideLabel
          value={shown}
          onChange={setShown}
          options={(Object.keys(SHOWN) as Shown[]).map((one) => ({
            value: one,
            label: t(`configs.show.${one}`),
          }))}
          testId="node-config-show"
        />
      </Toolbar>
      {failure && <ErrorBlock failure={failure} onRetry={refresh} />}
      {configs ? (
        <ScreenBody>
          <Table
            id="node-configs"
            label={t('topic.tab.configuration')}
            columns={columns}
            rows={rows}
            rowKey={(one) => one.name}
            onOpen={open}
            rowActions={actions}
            initialSort={{ column: 'name', descending: false }}
            twoLines
            filter={`${filter} ${shown}`}
            testId="node-configs-table"
            empty={<EmptyState text={t('configs.noneMatch')} />}
          />
        </ScreenBody>
      ) : (
        !failure && <Waiting />
      )}
      {config && (
        <Dialog open onClose={() => setChosen(null)} title={config.name} width={560} testId="config-dialog">
          <ConfigDetail
            key={config.name}
            config={config}
            owner="broker"
            scopes={[
              { id: 'broker', label: t('configs.scope.broker', { id: String(nodeId) }), source: 'broker' },
              { id: 'cluster', label: t('configs.scope.cluster'), source: 'cluster' },
            ]}
            alter={async (scope, value) => {
              await alterConfig(nodeId, scope as BrokerConfigScope, config.name, value);
              refresh();
            }}
            readOnlyText={t('configs.brokerReadOnly')}
          />
        </Dialog>
      )}
    </>
  );
}
