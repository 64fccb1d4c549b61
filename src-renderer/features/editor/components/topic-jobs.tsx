import type { JobView } from '../../../../src-main/contract/index.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useJobs } from '../../../lib/jobs.ts';
import { JobCard } from '../../../ui/index.ts';

/** The jobs of a kind that write to a topic; they are in the status bar, too. */
export function TopicJobs({ topic, kind }: { topic: string; kind: JobView['kind'] }) {
  const cluster = useClusterId();
  const jobs = useJobs().filter((job) => job.cluster === cluster && job.topic === topic && job.kind === kind);
  if (jobs.length === 0) return null;
  return (
    <section className="topic-jobs" aria-label={t('job.list')}>
      {jobs.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </section>
  );
}
