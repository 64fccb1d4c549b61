import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** What a finished command left behind. Text is UTF-8; use `outputBytes` where the bytes matter. */
export interface CommandResult {
  code: number | null;
  stdout: string;
  outputBytes: Buffer;
  stderr: string;
  elapsedMs: number;
}

export interface CommandOptions {
  /** Written to standard input, which is then closed. Without it the command reads end-of-file at once. */
  stdin?: string | Uint8Array;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The command is killed with SIGKILL after this long, and the call fails. */
  timeoutMs?: number;
  /** Exit codes that are not failures. Default: 0 only. */
  acceptedCodes?: readonly number[];
}

/** A command that could not be started, ran too long or returned a code nobody accepted. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly result: CommandResult;
  constructor(message: string, result: CommandResult) {
    super(message);
    this.result = result;
  }
}

const DEFAULT_TIMEOUT_MS = 60_000;
const MESSAGE_TAIL_CHARS = 1_500;

/** Runs a command to its end and returns its output. Throws {@link CommandError} for anything but success. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const startedAtMs = performance.now();
  const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'pipe' });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A tool may end without having read its input; that is its own decision, judged by its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin);

  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const outcome = await new Promise<number | null | Error>((resolve) => {
    child.once('error', resolve);
    child.once('close', (code) => resolve(code));
  });
  clearTimeout(timer);

  const outputBytes = Buffer.concat(stdout);
  const result: CommandResult = {
    code: typeof outcome === 'number' ? outcome : null,
    stdout: outputBytes.toString('utf8'),
    outputBytes,
    stderr: Buffer.concat(stderr).toString('utf8'),
    elapsedMs: performance.now() - startedAtMs,
  };
  const name = `${command} ${args.slice(0, 8).join(' ')}`.slice(0, 200);
  if (outcome instanceof Error) throw new CommandError(`${name}: ${outcome.message}`, result);
  if (expired)
    throw new CommandError(`${name}: still running after ${timeoutMs} ms. ${tail(result)}`, result);
  if (outcome === null || !(options.acceptedCodes ?? [0]).includes(outcome)) {
    throw new CommandError(`${name}: ended with ${outcome}. ${tail(result)}`, result);
  }
  return result;
}

function tail(result: CommandResult): string {
  return `${result.stdout.slice(-MESSAGE_TAIL_CHARS)} ${result.stderr.slice(-MESSAGE_TAIL_CHARS)}`.trim();
}

/** Resolves when the child is gone, at once if it already is. */
export function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Waits until `condition` holds, looking every `everyMs`. Throws with `what` in the message when it never does. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  { timeoutMs = 10_000, everyMs = 20 } = {},
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadlineMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
