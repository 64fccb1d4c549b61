import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process for longer than its pid is unique: a pid is given again, a pid with its start time is not.
 * `startedAt` is the platform's text, compared as it is; null where it could not be read.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string | null;
}

/** Undefined when no such process runs. A zombie does not run: it holds no file and no port. */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (process.platform === 'linux') return identifyLinux(pid);
  const startedAt = await (process.platform === 'win32' ? startTimeWindows(pid) : startTimePosix(pid));
  return startedAt === '' ? undefined : { pid, startedAt };
}

/** Whether exactly this process still runs. One whose start time is unknown is taken for gone: never kill a stranger. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.startedAt === null) return false;
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}

/** SIGKILLs exactly this process. False when it no longer runs. */
export async function killProcess(identity: ProcessIdentity): Promise<boolean> {
  if (!(await isAlive(identity))) return false;
  try {
    process.kill(identity.pid, 'SIGKILL');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

function identifyLinux(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The command name may hold blanks and parentheses, so fields count from the last one (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  return state === 'Z' || state === 'X' ? undefined : { pid, startedAt: `${bootId()}:${fields[19]}` };
}

let cachedBootId: string | undefined;
/** Start times count from boot, so they need it beside them. */
function bootId(): string {
  cachedBootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8);
  return cachedBootId;
}

function startTimePosix(pid: number): Promise<string> {
  return output('ps', ['-o', 'lstart=', '-p', String(pid)]);
}

function startTimeWindows(pid: number): Promise<string> {
  return output('powershell.exe', [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    `(Get-Process -Id ${pid} -ErrorAction SilentlyContinue).StartTime.Ticks`,
  ]);
}

function output(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(command, args, { env: { ...process.env, LC_ALL: 'C' }, windowsHide: true }, (_error, stdout) =>
      resolve(stdout.trim()),
    );
  });
}
