import type { Said } from './said.ts';

/**
 * The two verbs between a screen and the workbench: `call` (one answer) and `listen` (many events until either side
 * ends it). Frames are JSON texts; the same ones cross Electron's IPC, the WebSocket and host ↔ workbench process.
 */
export type ClientFrame =
  | { id: number; call: string; input: unknown }
  | { id: number; listen: string; input: unknown }
  /** Ends a listen, or gives up on a call (its work is cancelled where it can be). */
  | { id: number; cancel: true };

export type ServerFrame =
  | { id: number; value: unknown }
  | { id: number; event: unknown }
  | { id: number; end: true }
  | { id: number; error: ContractError };

/** What went wrong, for a person: what failed, why, and what to do next. */
export interface ContractError {
  /**
   * Stable: 'not-found', 'invalid-input', 'disconnected', 'unanswered' (a change that may have been made), 'lost' (a call
   * that was sent, and the link to the workbench after it), 'read-only', 'kafka', 'cancelled', 'timeout', 'active-group',
   * 'refused' (by the supervisor or a node), 'unsupported' (by the broker), 'local-only' (there only for the cluster that
   * the workbench owns), 'no-registry' (the connection names none), 'registry' (it refused or does not answer), 'internal'.
   */
  readonly code: string;
  /** In English. */
  readonly message: string;
  /** The same by its code; absent where the workbench did not say it. */
  readonly said?: Said;
  /** Kafka's error name, where a broker answered with one. */
  readonly kafka?: string;
  readonly nextStep?: string;
  readonly nextSaid?: Said;
  readonly detail?: string;
}
