import { readFileSync, readdirSync } from 'node:fs';

/** Reads Linux' /proc. Elsewhere the functions throw; callers say that the figure is not available there. */

export interface ProcessStatus {
  pid: number;
  parentPid: number;
  /** One letter as in ps: R, S, D, T, Z … */
  state: string;
  /** User and kernel time used so far, in clock ticks of 10 ms. */
  cpuTicks: number;
}

/** Linux reports process times in this unit on every architecture Node runs on. */
export const CLOCK_TICK_MS = 10;

/** One process' line from /proc, or null when it is gone. */
export function readProcess(pid: number): ProcessStatus | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null;
  }
}

/** Does this process still run? A zombie does not: it executes nothing and holds no file and no port. */
export function isRunning(pid: number): boolean {
  const state = readProcess(pid)?.state;
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** The command name in /proc/pid/stat may hold blanks and parentheses, so fields count from the last `)`. */
export function parseStat(line: string): ProcessStatus {
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return {
    pid,
    state: fields[0]!,
    parentPid: Number(fields[1]),
    cpuTicks: Number(fields[11]) + Number(fields[12]),
  };
}

/** `rootPid` and all its living descendants, parents first. */
export function processTree(rootPid: number): number[] {
  const childrenOf = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const status = Number.isInteger(pid) ? readProcess(pid) : null;
    if (status === null) continue;
    const siblings = childrenOf.get(status.parentPid);
    if (siblings) siblings.push(pid);
    else childrenOf.set(status.parentPid, [pid]);
  }
  const tree = [rootPid];
  for (let i = 0; i < tree.length; i++) tree.push(...(childrenOf.get(tree[i]!) ?? []));
  return tree.filter((pid) => readProcess(pid) !== null);
}

export interface MemoryBytes {
  /** Resident set: pages shared by several processes of the tree count once for each. */
  rssBytes: number;
  /** Proportional set: a page shared by n processes counts 1/n for each. */
  pssBytes: number;
}

/** Sums the memory of the given processes. A process that ended meanwhile counts zero. */
export function memoryOf(pids: readonly number[]): MemoryBytes {
  const sum: MemoryBytes = { rssBytes: 0, pssBytes: 0 };
  for (const pid of pids) {
    let text: string;
    try {
      text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    } catch {
      continue;
    }
    sum.rssBytes += kilobytes(text, 'Rss') * 1024;
    sum.pssBytes += kilobytes(text, 'Pss') * 1024;
  }
  return sum;
}

function kilobytes(text: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}

/** CPU time the processes have used since each started, in milliseconds. */
export function cpuTimeMs(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (readProcess(pid)?.cpuTicks ?? 0) * CLOCK_TICK_MS, 0);
}
