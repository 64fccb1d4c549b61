/** The past of a cluster, from what the workbench remembers. */
import { useEffect, useState } from 'react';
import type { PastMoment, Procedures } from '../../../src-main/contract/index.ts';
import { client, failureOf } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';

export interface Loaded<T> {
  value: T | null;
  failure: Failure | null;
  retry: () => void;
}

/** Asks when `key` is another; an answer to an older question is nobody's. A null key asks nothing. */
function useAsked<T>(key: string | null, ask: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string | null; value: T | null; failure: Failure | null }>({
    key: null,
    value: null,
    failure: null,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (key === null) return undefined;
    const abort = new AbortController();
    ask(abort.signal)
      .then((value) => setState({ key, value, failure: null }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState((before) => ({ ...before, key, failure: failureOf(t('history.failed'), error) }));
      });
    return () => abort.abort();
    // oxlint-disable-next-line react/exhaustive-deps -- `key` stands for all that `ask` depends on
  }, [key, round]);
  // The answer before stays until the next one comes, so that the slider drags without flashes.
  return { value: state.value, failure: state.failure, retry: () => setRound(round + 1) };
}

const REFRESH_MS = 30_000;
/** While there are not two to compare. */
const REFRESH_SOON_MS = 3_000;

/** Moments with a snapshot, oldest first; grows while it is looked at. */
export function useMoments(visible: boolean): Loaded<readonly number[]> {
  const cluster = useClusterId();
  const [tick, setTick] = useState(0);
  const asked = useAsked(visible ? `${cluster} ${tick}` : null, (signal) =>
    client().call('history.moments', { cluster }, { signal }),
  );
  const everyMs = (asked.value?.length ?? 0) < 2 ? REFRESH_SOON_MS : REFRESH_MS;
  useEffect(() => {
    if (!visible) return undefined;
    const timer = setInterval(() => setTick((before) => before + 1), everyMs);
    return () => clearInterval(timer);
  }, [visible, everyMs]);
  return asked;
}

export function useChanges(
  fromMs: number | null,
  toMs: number | null,
): Loaded<Procedures['history.changes']['output']> {
  const cluster = useClusterId();
  const key = fromMs === null || toMs === null ? null : `${cluster} ${fromMs} ${toMs}`;
  return useAsked(key, (signal) =>
    client().call('history.changes', { cluster, fromMs: fromMs!, toMs: toMs! }, { signal }),
  );
}

export function usePastMoment(atMs: number | null): Loaded<PastMoment> {
  const cluster = useClusterId();
  return useAsked(atMs === null ? null : `${cluster} ${atMs}`, (signal) =>
    client().call('history.at', { cluster, atMs: atMs! }, { signal }),
  );
}
