import { useCallback, useState } from 'react';
import type { Attempt, Failure } from './failure.ts';
import { failureOf } from './client.ts';

/** One that was sent before may still have been done, when the same could not even be sent now. */
function stillOpen(attempt: Attempt, before: Failure | null, now: Failure): Failure {
  const wasOpen = typeof attempt !== 'string' && before?.what === attempt.unknown;
  return wasOpen && now.code === 'disconnected' ? { ...now, what: before.what, code: 'unanswered' } : now;
}

/** An action the user starts: busy while it runs, its failure kept for the place where it was started. */
export function useAction<A extends unknown[]>(
  what: Attempt,
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
      .catch((error: unknown) => setFailure(stillOpen(what, failure, failureOf(what, error))))
      .finally(() => setBusy(false));
  };
  const reset = useCallback(() => setFailure(null), []);
  return { run, busy, failure, reset };
}
