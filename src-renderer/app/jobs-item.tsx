import type { JobView } from '../../src-main/contract/index.ts';
import { t } from '../lib/i18n/index.ts';
import { useJobs } from '../lib/jobs.ts';
import { JobCard } from '../ui/job-card.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { PopoverButton } from '../ui/tooltip.tsx';

/** Jobs in the status bar: how many run and how far they are; opened, each with what can be done about it. */
export function JobsItem() {
  const jobs = useJobs();
  if (jobs.length === 0) return null;
  const running = jobs.filter((job) => job.state === 'running');
  const failed = jobs.some((job) => job.state === 'failed');
  return (
    <PopoverButton
      label={t('job.list')}
      side="top"
      trigger={
        <button type="button" className="status-item" data-testid="status-jobs">
          <StateMark shape={running.length > 0 ? 'half' : failed ? 'cross' : 'full'} />
          {running.length > 0
            ? t('job.running', { count: running.length, progress: progressOf(running) })
            : t('job.ended.count', { count: jobs.length })}
        </button>
      }
    >
      <div className="jobs-list" data-testid="jobs-list">
        {jobs.map((job) => (
          <JobCard key={job.id} job={job} />
        ))}
      </div>
    </PopoverButton>
  );
}

function progressOf(running: readonly JobView[]): string {
  const known = running.flatMap(({ progress }) => progress ?? []);
  if (known.length === 0) return '';
  return `${Math.floor((known.reduce((sum, one) => sum + one, 0) / known.length) * 100)} %`;
}
