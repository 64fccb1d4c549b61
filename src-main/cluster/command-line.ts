/** What both hosts do for the person or script that started them: flags, signals, the ready line. */
import { FlagError, USAGE, parseFlags } from './flags.ts';
import type { Flags } from './flags.ts';
import type { Supervisor } from './supervisor.ts';
import { VERSION } from './version.ts';

/** Exits 2 when the flags are wrong, 0 after `--help`. */
export function flagsOrExit(args: readonly string[]): Flags {
  try {
    const flags = parseFlags(args);
    if (!flags.help) return flags;
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    process.stderr.write(`sluice: ${error.message}\n`);
    process.exit(2);
  }
}

/** Tells the person one thing. With `--json` stdout carries the ready line and nothing else. */
export function sayTo(flags: Flags): (line: string) => void {
  const stream = flags.json ? process.stderr : process.stdout;
  return (line) => void stream.write(`${line}\n`);
}

/** One Ctrl-C reaches us more than once, from the terminal, npm and the launcher; a person's second one comes later. */
const SAME_SIGNAL_MS = 500;

/**
 * Calls `stop` when a signal or the launcher's end asks for it; again, with `force`, when a signal is repeated. The
 * launcher holds our standard input open as long as it lives.
 */
export function onStopAsked(stop: (force: boolean) => void): void {
  let firstAtMs: number | undefined;
  const asked = () => {
    const nowMs = performance.now();
    const force = firstAtMs !== undefined;
    if (force && nowMs - firstAtMs! < SAME_SIGNAL_MS) return;
    firstAtMs ??= nowMs;
    stop(force);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, asked);
  if (process.env.SLUICE_LAUNCHER === 'stdin') {
    // Meant for us: a child's standard input says nothing about the launcher.
    delete process.env.SLUICE_LAUNCHER;
    const gone = () => firstAtMs === undefined && asked();
    process.stdin.on('end', gone).on('error', gone).resume();
  }
}

/** The ready line of `--json`. */
export function readyLine(supervisor: Supervisor, workbenchUrl: string | null): string {
  return JSON.stringify({
    ready: true,
    bootstrapServers: supervisor.bootstrapServers,
    workbenchUrl,
    dataDir: supervisor.dataDirectory,
    supervisorPid: process.pid,
    nodes: supervisor.nodes().map(({ id, pid, port, controllerPort }) => ({ id, pid, port, controllerPort })),
  });
}

/** For a person: where everything is, and one command to try. */
export function greeting(supervisor: Supervisor, workbenchUrl: string | null): string {
  const { bootstrapServers, dataDirectory } = supervisor;
  return [
    `Sluice ${VERSION}, data in ${dataDirectory}`,
    ...(workbenchUrl === null ? [] : [`  Workbench          ${workbenchUrl}`]),
    `  Bootstrap servers  ${bootstrapServers}`,
    `  Try                kcat -b ${bootstrapServers} -L`,
  ].join('\n');
}
