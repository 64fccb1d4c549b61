import type {
  EntryType,
  GroupCommit,
  GroupFetch,
  HistoryEntry,
  OperationKind,
  Step,
} from './checker/index.ts';
import type { Scheduler } from './scheduler.ts';

/** What an end tells beside its steps. */
export interface EndDetails {
  readonly error?: string;
  readonly commit?: GroupCommit;
  readonly fetched?: GroupFetch;
}

/** Writes the history of all clients of a run. */
export class Recorder {
  readonly history: HistoryEntry[] = [];
  readonly #scheduler: Scheduler;
  #nextOp = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Returns the operation's number, for its end. */
  invoke(process: string, f: OperationKind, steps: readonly Step[] = [], details: EndDetails = {}): number {
    const op = this.#nextOp++;
    this.history.push({ op, process, timeMs: this.#scheduler.nowMs, type: 'invoke', f, steps, ...details });
    return op;
  }

  end(
    op: number,
    process: string,
    type: Exclude<EntryType, 'invoke'>,
    f: OperationKind,
    steps: readonly Step[],
    details: EndDetails = {},
  ): void {
    const { nowMs, trace } = this.#scheduler;
    this.history.push({ op, process, timeMs: nowMs, type, f, steps, ...details });
    trace.number(op);
    trace.text(type);
  }
}
