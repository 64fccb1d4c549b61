import type { JobView } from '../../src-main/contract/index.ts';
import { failureFrom } from '../lib/client.ts';
import { formatBytes, formatCount, formatDuration } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { jobActions } from '../lib/jobs.ts';
import { inWords } from '../lib/said.ts';
import { useAction } from '../lib/use-action.ts';
import { Button } from './button.tsx';
import { ErrorBlock } from './error-block.tsx';
import { StateMark } from './state-mark.tsx';
import './job.css';

const MARKS = { running: 'half', done: 'full', failed: 'cross', cancelled: 'ring' } as const;

/** One job: how far it is, how fast, what went wrong line by line, and what can be done about it; a report of one, only read. */
export function JobCard({ job, report }: { job: JobView; report?: boolean }) {
  const action = useAction(t('job.actionFailed'), (run: () => Promise<unknown>) => run());
  const running = job.state === 'running';
  const resumable = job.resumeLine !== null;
  const percent = job.progress === null ? null : Math.round(job.progress * 100);
  return (
    <div
      className="job"
      role="group"
      aria-label={jobTitle(job)}
      data-testid="job"
      data-state={job.state}
      data-kind={job.kind}
    >
      <div className="row job-head">
        <StateMark shape={MARKS[job.state]} />
        <strong className="ellipsis">{jobTitle(job)}</strong>
        <span className="muted small">{t(`job.state.${job.state}`)}</span>
        <span className="row end">
          {running && (
            <Button data-testid="job-cancel" onClick={() => action.run(() => jobActions.cancel(job.id))}>
              {t('action.cancel')}
            </Button>
          )}
          {resumable && (
            <>
              <Button
                data-testid="job-resume"
                onClick={() => action.run(() => jobActions.resume(job.id, 'stop'))}
              >
                {job.kind === 'redrive' ? t('job.goOn') : t('job.resume', { line: job.resumeLine! })}
              </Button>
              {job.kind === 'batch' && (
                <Button
                  data-testid="job-skip"
                  onClick={() => action.run(() => jobActions.resume(job.id, 'skip'))}
                >
                  {t('job.resumeSkipping')}
                </Button>
              )}
            </>
          )}
          {!running && !report && (
            <Button
              kind="quiet"
              data-testid="job-dismiss"
              onClick={() => action.run(() => jobActions.dismiss(job.id))}
            >
              {t('job.dismiss')}
            </Button>
          )}
        </span>
      </div>
      <progress className="job-bar" max={100} value={percent ?? undefined} aria-label={t('job.progress')} />
      <p className="small job-facts">
        <span>
          {job.total === null
            ? t('job.sent', { count: job.sent })
            : t('job.sentOf', { count: job.sent, total: formatCount(job.total) })}
        </span>
        <span>{formatBytes(job.sentBytes)}</span>
        <span>
          {job.wantedPerSecond === null
            ? t('job.rate', { rate: formatCount(job.messagesPerSecond) })
            : t('job.rateOf', {
                rate: formatCount(job.messagesPerSecond),
                wanted: formatCount(job.wantedPerSecond),
              })}
        </span>
        {job.ackMs && (
          <span>
            {t('job.acks', {
              p50: formatDuration(job.ackMs.p50),
              p99: formatDuration(job.ackMs.p99),
              max: formatDuration(job.ackMs.max),
            })}
          </span>
        )}
        {job.failed > 0 && <span className="bad">{t('job.failed', { count: job.failed })}</span>}
        {job.skipped > 0 && <span className="warn">{t('job.skipped', { count: job.skipped })}</span>}
      </p>
      {job.error && <ErrorBlock failure={failureFrom(t('job.ended', { title: jobTitle(job) }), job.error)} />}
      {action.failure && <ErrorBlock failure={action.failure} />}
      {job.problems.length > 0 && (
        <ProblemList problems={job.problems} total={job.failed + job.skipped} kind={job.kind} />
      )}
    </div>
  );
}

/** What it does, in a few words. */
export function jobTitle(job: JobView): string {
  const { topic } = job;
  if (job.kind === 'redrive') return t('job.title.redrive', { from: job.from ?? '', topic });
  return t(job.kind === 'load' ? 'job.title.load' : 'job.title.batch', { topic });
}

/** Lines or records that were not sent, and why. */
export function ProblemList({
  problems,
  total,
  kind,
}: {
  problems: JobView['problems'];
  total: number;
  kind: JobView['kind'];
}) {
  return (
    <div className="job-problems scroll" tabIndex={0} role="group" aria-label={t('job.problems')}>
      <ul>
        {problems.map(({ place, message, said }, index) => (
          <li key={index}>
            <span className="mono muted">{kind === 'redrive' ? place : t('job.line', { line: place })}</span>{' '}
            {inWords(message, said)}
          </li>
        ))}
        {total > problems.length && (
          <li className="muted">{t('job.moreProblems', { count: total - problems.length })}</li>
        )}
      </ul>
    </div>
  );
}
