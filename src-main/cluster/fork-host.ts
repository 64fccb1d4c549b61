import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, renameSync } from 'node:fs';
import type { FromNode, ToNode } from '../node/messages.ts';
import type { NodeEvents, NodeHandle, NodeHost } from './node-host.ts';

/** A log that grew beyond this is set aside at the node's start; the one before it is dropped. */
const LOG_LIMIT_BYTES = 10 * 1024 * 1024;

export interface ForkOptions {
  /** The built node entry. */
  readonly entryPath: string;
  /** For Node itself, before the entry. */
  readonly execArgv?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Threads that wait for the disk off the node's own. A clean stop has thousands of fsyncs to wait for, which the disk's
 * journal takes together; libuv's default is 4. They are made with the first of such work.
 */
const DISK_THREADS = 16;

/**
 * V8's young generation, in megabytes of a half. What a node gets from sockets lies outside the heap, and goes with small
 * objects in it: in 16, the default, those are looked at so seldom that tens of megabytes pile up outside, for which V8
 * marks the whole heap, several times a second and for a third of a follower's CPU time. In 1 they are gone before that.
 */
const YOUNG_GENERATION_FLAG = '--max-semi-space-size=1';
/** So small a generation is cleaned in less time than V8's helper threads take to wake, and nodes share few cores. */
const GC_THREADS_FLAG = '--single-threaded-gc';
/**
 * How large the heap may become before V8 marks it, in megabytes; a node's is 11. From its own smaller start a leader that
 * answers 1,000 requests a second marks all of it every 6 s, for 30 ms, in which requests wait: these are its p99.
 * A node that rests collects what has gathered by then.
 */
const HEAP_FLAG = '--initial-heap-size=32';
/**
 * V8 marks the heap of a process at rest twice more, to see whether it can be smaller. With 2,000 partitions that is 0.2 s
 * of CPU time in each node, after it has collected of its own accord, and thoroughly (`releaseMemory`).
 */
const NO_REDUCER_FLAG = '--no-memory-reducer';

/** Nodes as plain child processes. They end by themselves when the channel closes, so none outlives a killed host. */
export function forkHost(options: ForkOptions): NodeHost {
  return { launch: (nodeId, logPath, events) => launch(options, nodeId, logPath, events) };
}

function launch(options: ForkOptions, nodeId: number, logPath: string, events: NodeEvents): NodeHandle {
  const log = openLog(logPath);
  const child = fork(options.entryPath, [`node-${nodeId}`], {
    // Maps, bigints and buffers cross the channel as they are.
    serialization: 'advanced',
    stdio: ['ignore', log, log, 'ipc'],
    execArgv: [
      YOUNG_GENERATION_FLAG,
      GC_THREADS_FLAG,
      HEAP_FLAG,
      NO_REDUCER_FLAG,
      ...(options.execArgv ?? []),
    ],
    env: { UV_THREADPOOL_SIZE: String(DISK_THREADS), ...process.env, ...options.environment },
    windowsHide: true,
  });
  closeSync(log);

  let ended = false;
  const end = (code: number | null, signal: string | null) => {
    if (ended) return;
    ended = true;
    events.onExit({ code, signal });
  };
  child.on('message', (message) => events.onMessage(message as FromNode));
  child.on('exit', end);
  // Without a pid there will be no exit; otherwise it is a message that could not be sent, and the exit follows.
  child.on('error', () => {
    if (child.pid === undefined) end(null, null);
  });
  return {
    pid: child.pid ?? null,
    send: (message: ToNode) => {
      if (child.connected) child.send(message);
    },
    kill: () => void child.kill('SIGKILL'),
    pause: () => signalOrThrow(child, 'SIGSTOP'),
    resume: () => signalOrThrow(child, 'SIGCONT'),
  };
}

function openLog(path: string): number {
  const log = openSync(path, 'a');
  if (fstatSync(log).size < LOG_LIMIT_BYTES) return log;
  closeSync(log);
  renameSync(path, `${path}.1`);
  return openSync(path, 'a');
}

function signalOrThrow(child: ChildProcess, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (process.platform === 'win32') {
    throw new Error('Windows cannot pause a process; stop or kill the node instead');
  }
  child.kill(signal);
}
