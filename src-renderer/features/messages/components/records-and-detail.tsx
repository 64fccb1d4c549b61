import { useDeferredValue, useMemo, type ReactNode } from 'react';
import type { MessageRow } from '../../../../src-main/contract/index.ts';
import type { ClientAccess } from '../../../lib/client-access.ts';
import { t } from '../../../lib/i18n/index.ts';
import {
  Button,
  ErrorBlock,
  ScreenBody,
  SplitDetail,
  Table,
  Waiting,
  type Column,
  type LeafActions,
  type MenuEntry,
} from '../../../ui/index.ts';
import type { ReadingState } from '../reading.ts';
import { useOpenRecord } from '../open-record.ts';
import { keyOf, useChosen, type Chosen, type Instead } from '../store.ts';
import { MessageDetailPane } from './message-detail.tsx';

/**
 * The records and the one of them that is open. Whoever goes from record to record draws this alone: the table at once,
 * the detail when there is time for it.
 */
export function RecordsAndDetail({
  topic,
  record,
  active,
  setQuerySoon,
  state,
  rows,
  columns,
  rowActions,
  manyActions,
  access,
  onResend,
  leafActions,
  onHeader,
  onDecoders,
  onInstead,
  empty,
}: {
  topic: string;
  /** The open record as the address names it. */
  record: string | undefined;
  active: boolean;
  setQuerySoon: (change: Record<string, string | undefined>) => void;
  state: ReadingState;
  rows: readonly MessageRow[];
  columns: readonly Column<MessageRow>[];
  rowActions: (row: MessageRow) => MenuEntry[];
  manyActions: (rows: readonly MessageRow[]) => MenuEntry[];
  access: ClientAccess;
  onResend: (row: MessageRow) => void;
  leafActions: (part: 'key' | 'value') => LeafActions;
  onHeader: (name: string, value: string) => void;
  onDecoders: () => void;
  /** Read what is near the record of that key, which is not there. */
  onInstead: (instead: Instead, key: string) => void;
  empty: ReactNode;
}) {
  const [open, setOpen] = useOpenRecord(record, setQuerySoon);
  const { row: chosen, missing, retry } = useChosen(topic, open, state.rows);
  const shown = useDeferredValue(chosen);
  // Kept while the table alone changes.
  const detail = useMemo(
    () =>
      shown && (
        <MessageDetailPane
          topic={topic}
          row={shown}
          active={active}
          access={access}
          onResend={() => onResend(shown)}
          leafActions={leafActions}
          onHeader={onHeader}
          onDecoders={onDecoders}
        />
      ),
    [topic, shown, active, access, onResend, leafActions, onHeader, onDecoders],
  );
  return (
    <SplitDetail
      id="message"
      title={
        open !== undefined && <span className="mono">{shown ? nameOf(keyOf(shown)) : nameOf(open)}</span>
      }
      onClose={() => setOpen(null)}
      detail={
        detail ??
        (open === undefined ? null : missing === null ? (
          <Waiting />
        ) : (
          <MissingRecord
            missing={missing}
            onRetry={retry}
            onInstead={(instead) => onInstead(instead, open)}
            onClose={() => setOpen(null)}
          />
        ))
      }
    >
      <ScreenBody>
        <Table
          id="messages"
          label={t('topic.tab.messages')}
          columns={columns}
          rows={rows}
          rowKey={keyOf}
          selected={chosen && keyOf(chosen)}
          onSelect={setOpen}
          onOpen={focusDetail}
          keepPlace={state.live}
          recycles
          rowActions={rowActions}
          manyActions={manyActions}
          sortable={!state.live}
          stale={state.error?.code === 'disconnected'}
          testId="messages-table"
          empty={empty}
        />
      </ScreenBody>
    </SplitDetail>
  );
}

/** Why the record of a link is not here, and what may be read instead. */
function MissingRecord({
  missing: { failure, instead },
  onRetry,
  onInstead,
  onClose,
}: {
  missing: NonNullable<Chosen['missing']>;
  onRetry: () => void;
  onInstead: (instead: Instead) => void;
  onClose: () => void;
}) {
  // What is not there now will not be there if it is asked for again; what could not be asked for may be.
  const final = instead !== null || failure.code === 'not-found';
  return (
    <div data-testid="missing-record">
      <ErrorBlock failure={failure} onRetry={final ? undefined : onRetry}>
        {instead !== null && (
          <Button onClick={() => onInstead(instead)} data-testid="read-instead">
            {t(INSTEAD_TEXT[instead])}
          </Button>
        )}
        <Button kind="quiet" onClick={onClose}>
          {t('action.close')}
        </Button>
      </ErrorBlock>
    </div>
  );
}

const INSTEAD_TEXT = {
  oldest: 'messages.readOldest',
  newest: 'messages.readNewest',
  there: 'messages.readFromThere',
} as const;

/** What an address calls a record, in words; what names none stands as it is. */
function nameOf(key: string): string {
  const [partition, offset] = key.split('/');
  return offset === undefined ? key : t('messages.at', { partition, offset });
}

/** Enter goes from the row into its detail; Escape there comes back. */
function focusDetail(): void {
  document.querySelector<HTMLElement>('[data-testid="detail"] [role="tab"][aria-selected="true"]')?.focus();
}
