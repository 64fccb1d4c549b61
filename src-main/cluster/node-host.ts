import type { FromNode, ToNode } from '../node/messages.ts';

/** Where nodes run. One implementation forks plain Node processes, one Electron's utility processes. */
export interface NodeHost {
  /**
   * Starts an empty node process, which waits for its `start` message. Loading its code goes on meanwhile, so callers
   * launch first and decide ports afterwards. What it prints is appended to `logPath`.
   */
  launch(nodeId: number, logPath: string, events: NodeEvents): NodeHandle;
}

/** In order; nothing comes after `onExit`, and that comes exactly once. */
export interface NodeEvents {
  onMessage(message: FromNode): void;
  onExit(exit: { readonly code: number | null; readonly signal: string | null }): void;
}

/** One life of a node. Calls after its end do nothing. */
export interface NodeHandle {
  /** Null where it could not be started; `onExit` follows. */
  readonly pid: number | null;
  send(message: ToNode): void;
  /** SIGKILL: as real as from a terminal. */
  kill(): void;
  /** SIGSTOP. Throws where the platform has none. */
  pause(): void;
  resume(): void;
}
