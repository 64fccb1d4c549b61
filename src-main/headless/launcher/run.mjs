import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { OUT, ROOT, pinnedNode, say } from './places.mjs';

const PARENT_CHECK_MS = 500;
/** Longer than a clean stop may take. */
const STOP_LIMIT_MS = 20_000;
/** A host ends when its standard input does. Programs that start hosts of their own must not hand this on to them. */
const HOST = { SLUICE_LAUNCHER: 'stdin' };

/** The verb: Electron where it can be, else the headless host. Answers the exit code. */
export async function start(args) {
  await ensureBuilt();
  const electron = await electronPath(args);
  if (electron !== undefined) return supervise(electron, [join(OUT, 'main', 'electron.js'), ...args]);
  return supervise(pinnedNode(), [join(OUT, 'main', 'headless.js'), ...args], HOST);
}

/**
 * Runs one of our TypeScript programs, on a fresh build of the processes; the screens are not its business. What runs
 * the sources themselves needs none.
 */
export async function script(path, args, parts = ['hosts', 'node']) {
  await ensureBuilt(parts);
  return supervise(pinnedNode(), [join(ROOT, path), ...args], { isHost: false });
}

async function electronPath(args) {
  if (args.includes('--headless')) return undefined;
  const { findElectron } = await import('./electron.mjs');
  const found = await findElectron({ mayFetch: !args.includes('--json') });
  if (found.path === undefined)
    say(`No window (${found.reason}): serving the workbench to a browser instead.`);
  return found.path;
}

/**
 * Runs a program to its end and hands signals on. When whoever started us goes, it is stopped: a host by the end of
 * its standard input, which it watches and which also ends should we be killed; a script by a signal.
 */
function supervise(command, args, { isHost = true } = {}) {
  const child = spawn(command, args, {
    stdio: [isHost ? 'pipe' : 'ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...(isHost && { SLUICE_LAUNCHER: 'stdin' }) },
  });
  child.stdin?.on('error', () => {});
  // Windows has no signals to hand on: there kill() would end the child without a word.
  const stop = (signal) => (process.platform === 'win32' && isHost ? child.stdin.end() : child.kill(signal));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  const watch = setInterval(() => {
    if (parentIsThere()) return;
    clearInterval(watch);
    if (isHost) child.stdin.end();
    else child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS).unref();
  }, PARENT_CHECK_MS);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(`sluice: ${command}: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

const parents = ancestors();

/** npm may run us through a shell, which outlives it: both are watched. */
function ancestors() {
  const chain = [process.ppid];
  if (process.env.npm_lifecycle_event !== undefined) {
    const stat = statOf(process.ppid);
    if (stat !== undefined && /\((ba|da|z)?sh\)/.test(stat)) chain.push(parentOf(stat));
  }
  return chain;
}

function parentIsThere() {
  if (process.ppid !== parents[0]) return false;
  return parents.every((pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return error.code === 'EPERM';
    }
  });
}

function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
}

function parentOf(stat) {
  return Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]);
}
