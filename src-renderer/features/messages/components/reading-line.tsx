import { formatBytes, formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { translated } from '../../../lib/said.ts';
import { StateMark } from '../../../ui/index.ts';
import type { ReadingState } from '../reading.ts';

/** How the reading goes: read, found, how long, what was left out, and why it ended. */
export function ReadingLine({
  state,
  lost,
  isAnew,
  within,
  needs,
}: {
  state: ReadingState;
  /** Why nothing can come at the moment. */
  lost: string | null;
  /** The topic is another than the one that was opened, under the same name. */
  isAnew: boolean;
  /** So many of the rows lie in the time that was brushed; null: none was. */
  within: number | null;
  /** What is missing before anything is read; the rows are of what was chosen before. */
  needs: string | null;
}) {
  const { progress, status, live, paused, doneReason } = state;
  return (
    <div
      className="reading-line"
      role="status"
      data-testid="reading-line"
      data-status={live && status === 'reading' ? 'live' : status}
    >
      {live && status === 'reading' && (
        <span className="row tight">
          <StateMark shape={paused ? 'bars' : lost === null ? 'full' : 'ring'} />{' '}
          {t(paused ? 'messages.paused' : lost === null ? 'messages.live' : 'messages.liveLost')}
        </span>
      )}
      {needs !== null && state.rows.length > 0 && (
        <span className="warn" data-testid="reading-needs">
          {needs}
        </span>
      )}
      <span>{t('messages.shown', { count: state.rows.length })}</span>
      {isAnew && <span className="warn">{t('messages.anew')}</span>}
      {within !== null && (
        <span className="warn" data-testid="within-range">
          {t('messages.within', { count: within })}
        </span>
      )}
      {progress && (
        <span className="muted">
          {t('messages.progress', {
            // Rows come before the count that includes them.
            scanned: Math.max(progress.scanned, state.rows.length),
            size: formatBytes(progress.scannedBytes),
            time: formatDuration(progress.elapsedMs),
          })}
        </span>
      )}
      {progress?.remaining ? (
        <span className="muted">{t('messages.remaining', { count: progress.remaining })}</span>
      ) : null}
      {status === 'done' && doneReason && <span className="muted">{t(`messages.done.${doneReason}`)}</span>}
      {state.held > 0 && <span className="warn">{t('messages.held', { count: state.held })}</span>}
      {state.dropped > 0 && <span className="warn">{t('messages.dropped', { count: state.dropped })}</span>}
      {progress?.scriptProblems && (
        <span className="warn ellipsis" title={translated(progress.scriptProblems.first)}>
          {t('messages.scriptProblems', {
            ...progress.scriptProblems,
            first: translated(progress.scriptProblems.first),
          })}
        </span>
      )}
      {state.notices.length > 0 && (
        <span className="warn ellipsis" title={state.notices.join('\n')}>
          {state.notices.at(-1)}
        </span>
      )}
      {state.notices.length > 1 && (
        <span className="warn" title={state.notices.join('\n')}>
          {t('messages.moreNotices', { count: state.notices.length - 1 })}
        </span>
      )}
      {state.error?.code === 'disconnected' && lost !== null && <span className="bad">{lost}</span>}
    </div>
  );
}
