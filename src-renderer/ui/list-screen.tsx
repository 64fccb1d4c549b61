import { useRef, type ReactNode } from 'react';
import { screenCommand, useCommands } from '../lib/commands/index.ts';
import { t } from '../lib/i18n/index.ts';
import type { Snapshot } from '../lib/live.ts';
import type { ScreenProps } from '../lib/place.ts';
import { Button } from './button.tsx';
import { EmptyState } from './error-block.tsx';
import { SearchField } from './field.tsx';
import { Loaded } from './loaded.tsx';
import { Screen, ScreenBody, ScreenHead, Toolbar } from './screen.tsx';
import { Table, type TableProps } from './table/table.tsx';

export interface ListScreenProps<R, T> extends Pick<
  TableProps<R>,
  | 'columns'
  | 'rows'
  | 'rowKey'
  | 'rowName'
  | 'onOpen'
  | 'rowActions'
  | 'manyActions'
  | 'onChosen'
  | 'pinned'
  | 'initialSort'
  | 'recycles'
> {
  /** 'topics' makes `screen-topics` and `topics-table`. */
  id: string;
  title: string;
  snapshot: Snapshot<T>;
  place: Pick<ScreenProps, 'query' | 'setQuery' | 'active'>;
  filterLabel: string;
  /** What could not be done when the list does not come. */
  failed: string;
  facts?: ReactNode;
  actions?: ReactNode;
  /** Between the toolbar and the table: something that concerns all of it. */
  notice?: ReactNode;
  /** In the toolbar, behind the filter. */
  switches?: ReactNode;
  /** Nothing is there at all, whatever the filter. */
  none: (value: T) => boolean;
  noneText: string;
  noneAction: ReactNode;
  noneMatchText: string;
  /** Dialogs. */
  children?: ReactNode;
}

/** The frame of a screen that is one list: header, filter (the `/` key), table, and two ways to be empty. */
export function ListScreen<R, T>(props: ListScreenProps<R, T>) {
  const { id, title, snapshot, place, none } = props;
  const { query, setQuery, active } = place;
  const search = useRef<HTMLInputElement>(null);
  useCommands(() => [screenCommand('screen.filter', () => search.current?.focus())], [], active);
  return (
    <Screen testId={`screen-${id}`}>
      <ScreenHead title={title} asOfMs={snapshot.asOfMs} facts={props.facts} actions={props.actions} />
      <Toolbar>
        <SearchField
          ref={search}
          label={props.filterLabel}
          value={query.filter ?? ''}
          onChange={(filter) => setQuery({ filter })}
          data-testid="filter"
        />
        {props.switches}
      </Toolbar>
      {props.notice}
      <Loaded snapshot={snapshot} what={props.failed}>
        {(value, stale) => (
          <ScreenBody>
            <Table
              id={id}
              label={title}
              columns={props.columns}
              rows={props.rows}
              rowKey={props.rowKey}
              onOpen={props.onOpen}
              rowActions={props.rowActions}
              manyActions={props.manyActions}
              onChosen={props.onChosen}
              rowName={props.rowName ?? props.rowKey}
              pinned={props.pinned}
              initialSort={props.initialSort}
              recycles={props.recycles}
              filter={query.filter}
              stale={stale}
              testId={`${id}-table`}
              empty={
                none(value) ? (
                  <EmptyState text={props.noneText} action={props.noneAction} />
                ) : (
                  <EmptyState
                    text={props.noneMatchText}
                    action={
                      <Button onClick={() => setQuery({ filter: undefined })}>
                        {t('action.clearFilter')}
                      </Button>
                    }
                  />
                )
              }
            />
          </ScreenBody>
        )}
      </Loaded>
      {props.children}
    </Screen>
  );
}
