import { useCallback, useState } from 'react';
import type { Failure } from './failure.ts';
import { failureOf } from './client.ts';

/** An action the user starts: busy while it runs, its failure kept for the place where it was started. */
export function useAction<A extends unknown[]>(
  what: string,
  action: (...args: A) => Promise<unknown>,
  onDone?: (...args: A) => void,
): { run: (...args: A) => void; busy: boolean; failure: Failure | null; reset: () => void } {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const run = (...args: A): void => {
    setBusy(true);
    setFailure(null);
    action(...args)
      .then(() => onDone?.(...args))
      .catch((error: unknown) => setFailure(failureOf(what, error)))
      .finally(() => setBusy(false));
  };
  const reset = useCallback(() => setFailure(null), []);
  return { run, busy, failure, reset };
}
