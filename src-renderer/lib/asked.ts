import { useCallback, useEffect, useState } from 'react';
import type { ProcedureName, Procedures } from '../../src-main/contract/index.ts';
import { client, failureOf, useLinkState } from './client.ts';
import type { Failure } from './failure.ts';

export interface Asked<T> {
  value: T | null;
  failure: Failure | null;
  loading: boolean;
  refresh: () => void;
}

/** Asks once, again on `refresh`, and when the link comes back; the last answer stays while the next is on its way. */
export function useAsked<N extends ProcedureName>(
  name: N,
  input: Procedures[N]['input'],
  what: string,
): Asked<Procedures[N]['output']> {
  const [state, setState] = useState<{
    value: Procedures[N]['output'] | null;
    failure: Failure | null;
    asked: string;
  }>({
    value: null,
    failure: null,
    asked: '',
  });
  const [round, setRound] = useState(0);
  const link = useLinkState();
  const key = JSON.stringify(input);
  const asked = `${key} ${round}`;
  useEffect(() => {
    if (link !== 'open') return undefined;
    const abort = new AbortController();
    client()
      .call(name, JSON.parse(key) as Procedures[N]['input'], { signal: abort.signal })
      .then((value) => setState({ value, failure: null, asked }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState((before) => ({ ...before, failure: failureOf(what, error), asked }));
      });
    return () => abort.abort();
  }, [name, key, asked, link, what]);
  const refresh = useCallback(() => setRound((before) => before + 1), []);
  return { value: state.value, failure: state.failure, loading: state.asked !== asked, refresh };
}
