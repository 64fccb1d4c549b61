import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineBuffer } from '../support/line-buffer.ts';
import { exited, waitUntil } from '../support/processes.ts';
import { isRunning } from '../support/process-tree.ts';
import type { RunningTarget, StartOptions, Target, TargetNode } from './target.ts';

export const PROJECT_DIR = join(import.meta.dirname, '..', '..');
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 120_000;

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

/** The product without window and browser. */
export function sluiceTarget(command: SluiceCommand = 'npm'): Target {
  return { name: 'sluice', start: (options) => startSluice(command, options) };
}

async function startSluice(command: SluiceCommand, options: StartOptions): Promise<RunningTarget> {
  const flags = ['--headless', '--no-open', '--json', '--data', options.dataDir];
  flags.push('--nodes', String(options.nodes ?? 1));
  if (options.logDirs !== undefined) flags.push('--log-dirs', String(options.logDirs));
  if (options.port !== undefined) flags.push('--port', String(options.port));
  // Once a directory has a cluster it keeps its ports, and a port given by hand would be a second opinion.
  else if (!holdsCluster(options.dataDir)) flags.push('--port', '0');

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
  const nodes = () =>
    ready === null ? [] : ready.nodes.map(({ id, port }) => nodeNow(options.dataDir, id, port));
  const pids = () =>
    ready === null ? [child.pid!] : [ready.supervisorPid, ...nodes().flatMap(({ pid }) => pid ?? [])];
  const gone = (all: readonly number[]) =>
    waitUntil('the processes to end', () => !all.some(isRunning), { timeoutMs: STOP_TIMEOUT_MS, everyMs: 2 });

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
    nodes,
    async killNode(id) {
      const pid = nodes().find((node) => node.id === id)?.pid;
      if (pid === null || pid === undefined) throw new Error(`node ${id} does not run`);
      killIfThere(pid);
      await gone([pid]);
    },
    reviveNode() {}, // the supervisor does
    async stop() {
      await readyLine;
      const all = pids();
      const startedAtMs = performance.now();
      process.kill(all[0]!, 'SIGTERM');
      await gone(all);
      await exited(child);
      return performance.now() - startedAtMs;
    },
    async kill() {
      const all = pids();
      for (const pid of all) killIfThere(pid); // the supervisor first: it would start nodes again
      await gone(all);
      await exited(child);
    },
  };
}

/** One of Sluice, or one of Apache Kafka that is about to move in. */
function holdsCluster(dataDir: string): boolean {
  const signs = ['cluster.json', join('node-1', 'server.properties')];
  return signs.some((name) => existsSync(join(dataDir, name)));
}

/** A node's process as cluster.json knows it: the supervisor may have started the node again. */
function nodeNow(dataDir: string, id: number, port: number): TargetNode {
  const file = JSON.parse(readFileSync(join(dataDir, 'cluster.json'), 'utf8')) as {
    nodes: { id: number; process: { pid: number } | null }[];
  };
  const pid = file.nodes.find((node) => node.id === id)?.process?.pid ?? null;
  return { id, port, pid: pid !== null && isRunning(pid) ? pid : null };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The Node that the product runs on. */
export function pinnedNode(): string {
  const path = join(PROJECT_DIR, 'node_modules', 'node', 'bin', 'node');
  return existsSync(path) ? path : process.execPath;
}
