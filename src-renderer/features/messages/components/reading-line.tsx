import { formatBytes, formatDuration } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { StateMark } from '../../../ui/index.ts';
import type { ReadingState } from '../reading.ts';

/** How the reading goes: read, found, how long, what was left out, and why it ended. */
export function ReadingLine({ state }: { state: ReadingState }) {
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
          <StateMark shape={paused ? 'bars' : 'full'} /> {t(paused ? 'messages.paused' : 'messages.live')}
        </span>
      )}
      <span>{t('messages.shown', { count: state.rows.length })}</span>
      {progress && (
        <span className="muted">
          {t('messages.progress', {
            scanned: progress.scanned,
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
        <span className="warn ellipsis" title={progress.scriptProblems.first}>
          {t('messages.scriptProblems', progress.scriptProblems)}
        </span>
      )}
      {state.notices.length > 0 && (
        <span className="warn ellipsis" title={state.notices.join('\n')}>
          {state.notices.at(-1)}
        </span>
      )}
      {state.error?.code === 'disconnected' && <span className="bad">{t('state.disconnected')}</span>}
    </div>
  );
}
