import { useEffect, useState, type ReactNode } from 'react';
import { failureFrom, useLinkState } from '../lib/client.ts';
import { useIsLocal } from '../lib/cluster.ts';
import { useConnection } from '../lib/connection.ts';
import { t } from '../lib/i18n/index.ts';
import type { Snapshot } from '../lib/live.ts';
import { ErrorBlock } from './error-block.tsx';
import { translated } from '../lib/said.ts';
import { unreachable } from '../lib/unreachable.ts';

/** Nothing is said of a wait that ends sooner than a person notices it. */
const SILENT_MS = 400;

/**
 * The four states of a screen's data, the same everywhere: the value (fresh, or old and greyed), a failure with its next
 * step, or waiting, which says what it waits for. A failure beside an old value shows both.
 */
export function Loaded<T>({
  snapshot,
  what,
  children,
}: {
  snapshot: Snapshot<T>;
  /** "The topics could not be listed." */
  what: string;
  children: (value: T, stale: boolean) => ReactNode;
}) {
  return (
    <>
      {snapshot.error && <ErrorBlock failure={failureFrom(what, snapshot.error)} onRetry={snapshot.retry} />}
      {snapshot.value !== null && snapshot.value !== undefined
        ? children(snapshot.value, snapshot.asOfMs !== null)
        : snapshot.loading && <Waiting />}
    </>
  );
}

/** What an answer waits for: the link to the workbench, the cluster, or just the answer. */
export function useWaitReason(): string {
  return useLostReason() ?? t('state.loading');
}

/** Why nothing can come at the moment: the link to the workbench is broken, or the cluster does not answer. Null: it can. */
export function useLostReason(): string | null {
  const link = useLinkState();
  const connection = useConnection();
  const local = useIsLocal();
  if (link !== 'open') return t('state.disconnected');
  if (connection?.state === 'disconnected') {
    if (local) return t('state.localDown');
    const reason = connection.reason ?? '';
    return t('state.clusterDown', { reason: unreachable(reason) ?? translated(reason) });
  }
  return null;
}

/** Says after a moment what is waited for. */
export function Waiting() {
  const reason = useWaitReason();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), SILENT_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="empty" role="status" data-testid="waiting">
      {late && <p>{reason}</p>}
    </div>
  );
}
