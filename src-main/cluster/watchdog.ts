import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { ProcessIdentity } from './process-identity.ts';

/**
 * A sibling that outlives a killed supervisor just long enough to kill its nodes. Nodes end by themselves when their
 * channel closes, except one that cannot run: stopped by SIGSTOP, or stuck. A shell of one megabyte waits for the pipe
 * from the supervisor to close, gives the nodes six seconds, and kills those that are still the same processes.
 * Windows cannot stop a process; there the next start finds what is left.
 */
export interface Watchdog {
  /** The processes to kill should the supervisor vanish. */
  guard(processes: readonly ProcessIdentity[]): void;
  /** All nodes have ended: the sibling ends too. */
  end(): void;
}

export function startWatchdog(): Watchdog {
  if (process.platform === 'win32') return { guard() {}, end() {} };
  let child: ChildProcess | undefined;
  return {
    guard(processes) {
      child ??= spawnShell();
      child.stdin?.write(`${processes.map(describe).join(' ')}\n`);
    },
    end() {
      child?.stdin?.end('\n');
      child = undefined;
    },
  };
}

function spawnShell(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'] });
  // A watchdog that cannot be started is no reason to stop: the next start kills leftovers too.
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  child.unref();
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return child;
}

/** `pid=start` without blanks; of Linux' start time only the ticks. */
function describe({ pid, startedAt }: ProcessIdentity): string {
  const text = process.platform === 'linux' ? startedAt?.split(':')[1] : startedAt?.split(/\s+/).join('_');
  return `${pid}=${text ?? ''}`;
}

const SCRIPT = `
trap '' INT TERM HUP
while read -r line; do nodes=$line; done
[ -z "$nodes" ] && exit
sleep 6
for node in $nodes; do
  pid=\${node%%=*}
  if [ -r "/proc/$pid/stat" ]; then
    read -r stat <"/proc/$pid/stat"
    set -- \${stat##*) }
    started=\${20}
  else
    started=$(set -- $(LC_ALL=C ps -o lstart= -p "$pid"); IFS=_; echo "$*")
  fi
  [ -n "$started" ] && [ "$started" = "\${node#*=}" ] && kill -9 "$pid"
done
`;
