/** Which record is open: the table at once, the address a little later. */
import { useCallback, useState } from 'react';
import type { MessageRow } from '../../../src-main/contract/index.ts';
import { keyOf } from './store.ts';

export interface OpenRecord {
  /** What the address names. */
  readonly named: string | undefined;
  readonly open: string | undefined;
  /** What the address was asked to name and has not named yet, oldest first. */
  readonly said: readonly (string | undefined)[];
}

/** Somebody opens a record, or none. */
export function opened(state: OpenRecord, key: string | undefined): OpenRecord {
  return { ...state, open: key, said: [...state.said, key] };
}

/**
 * The address names another record. What was said here may arrive when another one is open already, which stays; one that
 * comes from elsewhere (Back, a link) decides.
 */
export function arrived(state: OpenRecord, named: string | undefined): OpenRecord {
  const at = state.said.lastIndexOf(named);
  return at < 0 ? { named, open: named, said: [] } : { ...state, named, said: state.said.slice(at + 1) };
}

/**
 * The key of the open record, and how another is opened. That holds at once; the address, with which the whole tab draws
 * again, names it when whoever goes from record to record has come to rest.
 *
 * @param setQuerySoon of the screen
 */
export function useOpenRecord(
  named: string | undefined,
  setQuerySoon: (change: { record: string | undefined }) => void,
): [open: string | undefined, setOpen: (row: MessageRow | null) => void] {
  const [state, setState] = useState<OpenRecord>({ named, open: named, said: [] });
  if (state.named !== named) setState(arrived(state, named));
  const setOpen = useCallback(
    (row: MessageRow | null) => {
      const key = row === null ? undefined : keyOf(row);
      setState((before) => opened(before, key));
      setQuerySoon({ record: key });
    },
    [setQuerySoon],
  );
  return [state.open, setOpen];
}
