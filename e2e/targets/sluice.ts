import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LineBuffer } from '../support/line-buffer.ts';
import { exited, waitUntil } from '../support/processes.ts';
import { isRunning } from '../support/process-tree.ts';
import type { RunningTarget, StartOptions, Target } from './target.ts';

const PROJECT_DIR = join(import.meta.dirname, '..', '..');
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;

/** How the product is started: as a user does, or its built headless host without npm and launcher before it. */
export type SluiceCommand = 'npm' | 'host';

/** The one line on stdout with `--json`. */
export interface ReadyLine {
  ready: true;
  bootstrapServers: string;
  workbenchUrl: string | null;
  dataDir: string;
  supervisorPid: number;
  nodes: { id: number; pid: number; port: number; controllerPort: number }[];
}

/** The product with one node, no window and no browser. */
export function sluiceTarget(command: SluiceCommand = 'npm'): Target {
  return { name: 'sluice', start: (options) => startSluice(command, options) };
}

async function startSluice(command: SluiceCommand, options: StartOptions): Promise<RunningTarget> {
  const flags = ['--headless', '--no-open', '--json', '--nodes', '1', '--data', options.dataDir];
  if (options.port !== undefined) flags.push('--port', String(options.port));
  // Once a directory has a cluster it keeps its ports, and a port given by hand would be a second opinion.
  else if (!existsSync(join(options.dataDir, 'cluster.json'))) flags.push('--port', '0');

  const [program, args] =
    command === 'npm'
      ? ['npm', ['start', '--silent', '--', ...flags]]
      : [pinnedNode(), [join(PROJECT_DIR, 'out', 'main', 'headless.js'), ...flags]];
  const spawnedAtMs = performance.now();
  const child = spawn(program, args, {
    cwd: PROJECT_DIR,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = new LineBuffer(child.stdout);
  const stderr = new LineBuffer(child.stderr);
  const logTail = () => `${stdout.tail()}\n${stderr.tail()}`.trim();

  let ready: ReadyLine | null = null;
  const readyLine = new Promise<ReadyLine>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready after ${READY_TIMEOUT_MS} ms. ${logTail()}`)),
      READY_TIMEOUT_MS,
    );
    stdout.onLine((line) => {
      if (!line.startsWith('{')) return;
      clearTimeout(timer);
      ready = JSON.parse(line) as ReadyLine;
      resolve(ready);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code ?? signal} before it was ready. ${logTail()}`));
    });
  });
  const pids = () =>
    ready === null ? [child.pid!] : [ready.supervisorPid, ...ready.nodes.map((node) => node.pid)];
  const gone = async () => {
    await waitUntil('the processes to end', () => !pids().some(isRunning), {
      timeoutMs: STOP_TIMEOUT_MS,
      everyMs: 2,
    });
    await exited(child);
  };

  if (options.waitUntilReady === false) {
    if (options.port === undefined)
      throw new Error('who does not wait for the ready line must choose the port');
    readyLine.catch(() => {}); // a run that is killed before it was ready is no failure of the run
  } else {
    await readyLine;
  }
  const port = options.port ?? ready!.nodes[0]!.port;
  return {
    bootstrapServers: ready === null ? `127.0.0.1:${port}` : (ready as ReadyLine).bootstrapServers,
    port,
    spawnedAtMs,
    pids,
    logTail,
    async stop() {
      await readyLine;
      const startedAtMs = performance.now();
      process.kill(pids()[0]!, 'SIGTERM');
      await gone();
      return performance.now() - startedAtMs;
    },
    async kill() {
      for (const pid of pids().toReversed()) killIfThere(pid);
      await gone();
    },
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function pinnedNode(): string {
  const path = join(PROJECT_DIR, 'node_modules', 'node', 'bin', 'node');
  return existsSync(path) ? path : process.execPath;
}
