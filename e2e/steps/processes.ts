import { readFileSync } from 'node:fs';
import { processTree } from '../support/process-tree.ts';

/** The process that reads for the screens. */
export function workbenchPid(supervisorPid: number): number {
  const pid = processTree(supervisorPid).find((one) =>
    readFileSync(`/proc/${one}/cmdline`, 'utf8').split('\0').includes('workbench'),
  );
  if (pid === undefined) throw new Error('no workbench runs');
  return pid;
}

/** The workbench's process dies, as it would of a bug or a user's task manager; the cluster is not touched. */
export function killWorkbench(supervisorPid: number): void {
  process.kill(workbenchPid(supervisorPid), 'SIGKILL');
}
