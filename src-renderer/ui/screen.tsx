import History from 'lucide-react/icons/history';
import Lock from 'lucide-react/icons/lock';
import type { ReactNode } from 'react';
import { useReadOnly } from '../lib/connections.ts';
import { formatClock } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';

/** The frame of every screen: header row, toolbar, content. The tab panel around it bears its name. */
export function Screen({ children, testId }: { children: ReactNode; testId: string }) {
  return (
    <div className="screen" data-testid={testId}>
      {children}
    </div>
  );
}

/** Name, key facts, actions; since when the data is old, when it is; and that the cluster takes no changes, when so. */
export function ScreenHead({
  title,
  facts,
  actions,
  asOfMs,
}: {
  title: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
  asOfMs?: number | null;
}) {
  const readOnly = useReadOnly();
  return (
    <header className="screen-head">
      <h1>{title}</h1>
      {facts}
      {asOfMs !== null && asOfMs !== undefined && (
        <span className="as-of" data-testid="as-of">
          <History size={13} aria-hidden />
          {t('state.asOf', { time: formatClock(asOfMs) })}
        </span>
      )}
      {readOnly && (
        <span className="as-of" data-testid="read-only">
          <Lock size={12} aria-hidden />
          {t('cluster.readOnly')}
        </span>
      )}
      {actions && <div className="row end">{actions}</div>}
    </header>
  );
}

export function Toolbar({ children }: { children: ReactNode }) {
  return <div className="toolbar">{children}</div>;
}

export function ScreenBody({ children, stale }: { children: ReactNode; stale?: boolean }) {
  return <div className={`screen-body ${stale ? 'stale' : ''}`}>{children}</div>;
}
