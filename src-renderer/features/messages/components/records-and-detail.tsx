import { useDeferredValue, useMemo, type ReactNode } from 'react';
import type { MessageRow } from '../../../../src-main/contract/index.ts';
import type { ClientAccess } from '../../../lib/client-access.ts';
import { t } from '../../../lib/i18n/index.ts';
import {
  ScreenBody,
  SplitDetail,
  Table,
  type Column,
  type LeafActions,
  type MenuEntry,
} from '../../../ui/index.ts';
import type { ReadingState } from '../reading.ts';
import { useOpenRecord } from '../open-record.ts';
import { keyOf, useChosen } from '../store.ts';
import { MessageDetailPane } from './message-detail.tsx';

/**
 * The records and the one of them that is open. Whoever goes from record to record draws this alone: the table at once,
 * the detail when there is time for it.
 */
export function RecordsAndDetail({
  topic,
  record,
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
  empty,
}: {
  topic: string;
  /** The open record as the address names it. */
  record: string | undefined;
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
  empty: ReactNode;
}) {
  const [open, setOpen] = useOpenRecord(record, setQuerySoon);
  const chosen = useChosen(topic, open, state.rows);
  const shown = useDeferredValue(chosen);
  // Kept while the table alone changes.
  const detail = useMemo(
    () =>
      shown && (
        <MessageDetailPane
          topic={topic}
          row={shown}
          access={access}
          onResend={() => onResend(shown)}
          leafActions={leafActions}
          onHeader={onHeader}
          onDecoders={onDecoders}
        />
      ),
    [topic, shown, access, onResend, leafActions, onHeader, onDecoders],
  );
  return (
    <SplitDetail
      id="message"
      title={
        shown && (
          <span className="mono">
            {t('messages.at', { partition: String(shown.partition), offset: shown.offset })}
          </span>
        )
      }
      onClose={() => setOpen(null)}
      detail={detail}
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

/** Enter goes from the row into its detail; Escape there comes back. */
function focusDetail(): void {
  document.querySelector<HTMLElement>('[data-testid="detail"] [role="tab"][aria-selected="true"]')?.focus();
}
