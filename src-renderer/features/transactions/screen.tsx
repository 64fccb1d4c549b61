import Unplug from 'lucide-react/icons/unplug';
import { useCommands } from '../../lib/commands/index.ts';
import { useIsLocal } from '../../lib/cluster.ts';
import { formatCount } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { openPlace, type ScreenProps } from '../../lib/place.ts';
import {
  Button,
  Count,
  EmptyState,
  Facts,
  Loaded,
  Screen,
  ScreenHead,
  Tabs,
  Waiting,
} from '../../ui/index.ts';
import { HangingPanel } from './components/hanging-panel.tsx';
import { TransactionList } from './components/transaction-list.tsx';
import { useTransactions } from './store.ts';
import './transactions.css';

type TabName = 'list' | 'hanging';

/** What the coordinators know of transactions, and those that nobody looks after. */
export function TransactionsScreen(props: ScreenProps) {
  const { query, setQuery, active, visible } = props;
  const snapshot = useTransactions(visible);
  const view = snapshot.value;
  const tab: TabName = query.tab === 'hanging' ? 'hanging' : 'list';
  useCommands(
    () => [
      {
        id: 'transactions.hanging',
        title: t('hanging.find'),
        group: t('palette.group.do'),
        run: () => setQuery({ tab: 'hanging' }),
      },
    ],
    [],
    active,
  );
  if (snapshot.error?.code === 'unsupported')
    return (
      <Screen testId="screen-transactions">
        <ScreenHead title={t('screen.transactions')} />
        <Unsupported />
      </Screen>
    );
  const open = view?.transactions.filter(({ startedMs }) => startedMs !== null).length;
  return (
    <Screen testId="screen-transactions">
      <ScreenHead
        title={t('screen.transactions')}
        asOfMs={snapshot.asOfMs}
        facts={view && <Facts facts={[{ label: t('transactions.open'), value: <Count value={open} /> }]} />}
        actions={
          tab === 'list' && (
            <Button icon={Unplug} onClick={() => setQuery({ tab: 'hanging' })} data-testid="find-hanging">
              {t('hanging.find')}
            </Button>
          )
        }
      />
      <Loaded snapshot={snapshot} what={t('transactions.failed')}>
        {(value, stale) => (
          <Tabs<TabName>
            label={t('screen.transactions')}
            value={tab}
            onChange={(next) => setQuery({ tab: next === 'list' ? undefined : next })}
            tabs={[
              {
                value: 'list',
                label: t('transactions.tab.list'),
                count: formatCount(value.transactions.length),
                render: () => <TransactionList {...props} view={value} stale={stale} />,
              },
              { value: 'hanging', label: t('transactions.tab.hanging'), render: () => <HangingPanel /> },
            ]}
          />
        )}
      </Loaded>
      {view === null && !snapshot.error && !snapshot.loading && <Waiting />}
    </Screen>
  );
}

/** Brokers that know nothing of it: what that means, and where there is one that does. */
function Unsupported() {
  const local = useIsLocal();
  return (
    <EmptyState
      testId="transactions-unsupported"
      text={t(local ? 'transactions.notLocal' : 'transactions.notServed')}
      action={<Button onClick={() => openPlace('/connections')}>{t('screen.connections')}</Button>}
    />
  );
}
