import { useMemo, useRef } from 'react';
import type { TransactionsView, TransactionView } from '../../../../src-main/contract/index.ts';
import { screenCommand, useCommands } from '../../../lib/commands/index.ts';
import { formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useNow } from '../../../lib/now.ts';
import { openPlace, type ScreenProps } from '../../../lib/place.ts';
import {
  Button,
  EmptyState,
  ScreenBody,
  SearchField,
  Select,
  SplitDetail,
  Table,
  Toolbar,
} from '../../../ui/index.ts';
import { accepts, ANY_STATE, DURATIONS, UNDER_WAY } from '../rows.ts';
import { TransactionDetail } from './transaction-detail.tsx';
import { transactionColumns } from './transaction-columns.tsx';
import { translated } from '../../../lib/said.ts';

/** One row a transactional id; the chosen one docks right. */
export function TransactionList({
  query,
  setQuery,
  active,
  view,
  stale,
}: Pick<ScreenProps, 'query' | 'setQuery' | 'active'> & { view: TransactionsView; stale: boolean }) {
  const search = useRef<HTMLInputElement>(null);
  useCommands(() => [screenCommand('screen.filter', () => search.current?.focus())], [], active);
  const nowMs = useNow();
  const text = query.filter ?? '';
  const state = query.state ?? ANY_STATE;
  const duration = DURATIONS.find((one) => one === query.longer) ?? 'any';
  const rows = useMemo(
    () => view.transactions.filter(accepts({ text, state, duration }, nowMs)),
    [view, text, state, duration, nowMs],
  );
  const columns = useMemo(() => transactionColumns(nowMs), [nowMs]);
  const states = [
    ...new Set([
      ...view.transactions.map((one) => one.state),
      ...(state === ANY_STATE || state === UNDER_WAY ? [] : [state]),
    ]),
  ].toSorted();
  const chosen = view.transactions.find((one) => one.transactionalId === query.id) ?? null;
  return (
    <>
      <Toolbar>
        <SearchField
          ref={search}
          label={t('transactions.filter')}
          value={text}
          onChange={(filter) => setQuery({ filter })}
          data-testid="filter"
        />
        <Select
          label={t('column.state')}
          value={state}
          onChange={(next) => setQuery({ state: next === ANY_STATE ? undefined : next })}
          options={[
            { value: ANY_STATE, label: t('groups.anyState') },
            { value: UNDER_WAY, label: t('transactions.underWay') },
            ...states.map((one) => ({ value: one, label: one })),
          ]}
          testId="transaction-state"
        />
        <Select
          label={t('transactions.openFor')}
          value={duration}
          onChange={(next) => setQuery({ longer: next === 'any' ? undefined : next })}
          options={DURATIONS.map((one) => ({ value: one, label: durationText(one) }))}
          testId="transaction-duration"
        />
      </Toolbar>
      {view.silent.map(({ id, reason }) => (
        <p key={id} className="transactions-notice small bad" role="status" data-testid="silent-broker">
          {t('transactions.silent', { id: String(id), reason: translated(reason) })}
        </p>
      ))}
      <SplitDetail
        id="transaction"
        title={<code className="ellipsis">{chosen?.transactionalId}</code>}
        detail={chosen && <TransactionDetail transaction={chosen} />}
        onClose={() => setQuery({ id: undefined })}
      >
        <ScreenBody>
          <Table<TransactionView>
            id="transactions"
            label={t('screen.transactions')}
            columns={columns}
            rows={rows}
            rowKey={(one) => one.transactionalId}
            selected={chosen?.transactionalId ?? null}
            onSelect={(one) => setQuery({ id: one?.transactionalId })}
            initialSort={{ column: 'openFor', descending: true }}
            stale={stale}
            filter={text}
            testId="transactions-table"
            empty={
              view.transactions.length === 0 ? (
                <EmptyState
                  text={t('transactions.none')}
                  action={<Button onClick={() => openPlace('/welcome')}>{t('welcome.connect')}</Button>}
                />
              ) : (
                <EmptyState
                  text={t('transactions.noneMatch')}
                  action={
                    <Button
                      onClick={() => setQuery({ filter: undefined, state: undefined, longer: undefined })}
                    >
                      {t('action.clearFilter')}
                    </Button>
                  }
                />
              )
            }
          />
        </ScreenBody>
      </SplitDetail>
    </>
  );
}

function durationText(choice: (typeof DURATIONS)[number]): string {
  if (choice === 'any' || choice === 'timeout') return t(`transactions.longer.${choice}`);
  return t('transactions.longer.than', { time: formatDuration(Number(choice)) });
}
