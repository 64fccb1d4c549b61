/** What writes for long, in any cluster: watched by every window, whoever began it. */
import type { JobView } from '../../src-main/contract/index.ts';
import { client } from './client.ts';
import { useStream } from './live.ts';

const ALL = {};
const NONE: readonly JobView[] = [];

/** Newest first. */
export function useJobs(): readonly JobView[] {
  return useStream('jobs.watch', ALL).event ?? NONE;
}

export const jobActions = {
  cancel: (job: string) => client().call('jobs.cancel', { job }),
  resume: (job: string, onError: 'stop' | 'skip') => client().call('jobs.resume', { job, onError }),
  dismiss: (job: string) => client().call('jobs.dismiss', { job }),
};
