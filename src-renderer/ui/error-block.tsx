import CircleHelp from 'lucide-react/icons/circle-help';
import CircleX from 'lucide-react/icons/circle-x';
import type { ReactNode } from 'react';
import type { Failure } from '../lib/failure.ts';
import { t } from '../lib/i18n/index.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copyable.tsx';

/** An error in the place where it happened: what, why, the next step, details folded. */
export function ErrorBlock({
  failure,
  onRetry,
  children,
}: {
  failure: Failure;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  // It may have been done: that is no failure, and no success either.
  const isOpen = failure.code === 'unanswered';
  return (
    <div className={isOpen ? 'error-block open' : 'error-block'} role="alert" data-testid="error">
      {isOpen ? (
        <CircleHelp size={16} className="warn" aria-hidden />
      ) : (
        <CircleX size={16} className="bad" aria-hidden />
      )}
      <div className="grow stack">
        <div>
          <strong>{failure.what}</strong> <span>{failure.why}</span>
        </div>
        {failure.next && <div className="muted">{failure.next}</div>}
        {failure.details && (
          <details>
            <summary>{t('error.details')}</summary>
            <div className="row">
              <pre className="error-details">{failure.details}</pre>
              <CopyButton text={failure.details} label={t('action.copyDetails')} />
            </div>
          </details>
        )}
        {(onRetry || children) && (
          <div className="row">
            {onRetry && <Button onClick={onRetry}>{t('action.retry')}</Button>}
            {children}
          </div>
        )}
      </div>
    </div>
  );
}

/** Nothing here yet: one sentence and one action. */
export function EmptyState({
  text,
  action,
  testId,
}: {
  text: ReactNode;
  action?: ReactNode;
  testId?: string;
}) {
  return (
    <div className="empty" data-testid={testId ?? 'empty'}>
      <p>{text}</p>
      {action}
    </div>
  );
}
