/**
 * One reading of messages: rows gathered outside React and handed over ten times a second, so that thousands a second
 * cost ten drawings. Live rows come newest first and the oldest leave; a pause holds rows back without losing them.
 */
import type { ContractError, MessageRow, ReadEvent, ReadRequest } from '../../../src-main/contract/index.ts';
import { translated } from '../../lib/said.ts';

export interface Progress {
  scanned: number;
  matched: number;
  scannedBytes: number;
  elapsedMs: number;
  remaining: number | null;
  scriptProblems?: { count: number; first: string };
}

export interface ReadingState {
  status: 'idle' | 'reading' | 'done' | 'failed';
  live: boolean;
  paused: boolean;
  rows: readonly MessageRow[];
  /** Rows that wait behind the pause. */
  held: number;
  progress: Progress | null;
  notices: readonly string[];
  /** Rows the workbench left out of view because the screen was too slow. */
  dropped: number;
  doneReason: 'limit' | 'end' | 'cancelled' | null;
  error: ContractError | null;
}

/** How the reading is begun; returns how to stop it. The store gives the contract's, tests their own. */
export type Listen = (
  request: ReadRequest,
  handlers: {
    onEvent: (event: ReadEvent) => void;
    onEnd: () => void;
    onError: (error: ContractError) => void;
  },
) => () => void;

/** Rows a live tail keeps. */
export const LIVE_ROWS = 5000;
const FLUSH_MS = 100;
const NOTICES_KEPT = 20;

const IDLE: ReadingState = {
  status: 'idle',
  live: false,
  paused: false,
  rows: [],
  held: 0,
  progress: null,
  notices: [],
  dropped: 0,
  doneReason: null,
  error: null,
};

export class Reading {
  private state = IDLE;
  private readonly listeners = new Set<() => void>();
  private readonly listen: Listen;
  private stopListening: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  /** Arrived, not yet shown. */
  private waiting: MessageRow[] = [];
  private pending: Partial<ReadingState> = {};
  private newestFirst = false;

  constructor(listen: Listen) {
    this.listen = listen;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly get = (): ReadingState => this.state;

  /** Begins anew; rows of an earlier reading stay until the first of this one come, so nothing flashes. */
  start(request: ReadRequest): void {
    this.halt();
    const live = request.from.kind === 'live';
    this.newestFirst = request.from.kind === 'newest';
    const before = this.state.rows;
    this.set({ ...IDLE, status: 'reading', live, rows: live ? [] : before });
    let first = true;
    const dropOldRows = (): void => {
      if (first && !live) this.pending.rows = [];
      first = false;
    };
    this.stopListening = this.listen(request, {
      onEvent: (event) => {
        dropOldRows();
        this.take(event);
      },
      onEnd: () => {
        dropOldRows();
        this.finish({ status: 'done' });
      },
      onError: (error) => {
        // Those of an earlier reading answer no question that could not be asked; without a connection they are the
        // last that is known.
        if (error.code !== 'disconnected') dropOldRows();
        this.finish({ status: 'failed', error });
      },
    });
  }

  /** Ends it; what was read stays. */
  stop(): void {
    if (this.state.status !== 'reading') return;
    this.halt();
    this.flush();
    this.set({ ...this.state, status: 'done', doneReason: 'cancelled' });
  }

  setPaused(paused: boolean): void {
    this.set({ ...this.state, paused });
    if (!paused) this.flush();
  }

  /** Lets go of the listen and the timer; for unmounting. */
  halt(): void {
    this.stopListening?.();
    this.stopListening = null;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.waiting = [];
    this.pending = {};
  }

  private take(event: ReadEvent): void {
    switch (event.kind) {
      case 'rows':
        this.waiting.push(...event.rows);
        if (this.state.live && this.waiting.length > LIVE_ROWS)
          this.waiting.splice(0, this.waiting.length - LIVE_ROWS);
        break;
      case 'progress': {
        const { kind: _, ...progress } = event;
        this.pending.progress = progress;
        break;
      }
      case 'notice': {
        const said = translated(event.message);
        const text = event.partition === null ? said : `${event.partition}: ${said}`;
        this.pending.notices = [...(this.pending.notices ?? this.state.notices), text].slice(-NOTICES_KEPT);
        break;
      }
      case 'dropped':
        this.pending.dropped = (this.pending.dropped ?? this.state.dropped) + event.count;
        break;
      case 'done':
        this.pending.doneReason = event.reason;
        break;
    }
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private finish(change: Partial<ReadingState>): void {
    this.stopListening = null;
    Object.assign(this.pending, change);
    this.flush();
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const { live, paused } = this.state;
    const hold = live && paused && this.state.status === 'reading' && this.pending.status === undefined;
    const base = this.pending.rows ?? this.state.rows;
    const fresh = hold ? [] : this.waiting.splice(0);
    let rows = base;
    if (fresh.length > 0) {
      rows = live ? [...fresh.toReversed(), ...base].slice(0, LIVE_ROWS) : [...base, ...fresh];
      if (this.newestFirst) rows = newestFirst(rows);
    }
    const change = this.pending;
    this.pending = {};
    this.set({ ...this.state, ...change, rows, held: this.waiting.length });
  }

  private set(state: ReadingState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

/**
 * Newest first by time over all partitions, but inside one always by offset, whatever the producers' clocks said: a merge
 * of the partitions, each newest first, that takes the youngest head. (As a comparator this would not be an order.)
 */
export function newestFirst(rows: readonly MessageRow[]): MessageRow[] {
  const lanes = [...Map.groupBy(rows, (row) => row.partition).values()].map((lane) =>
    lane.toSorted((a, b) => a.offset - b.offset),
  );
  const merged: MessageRow[] = [];
  while (merged.length < rows.length) {
    let youngest: MessageRow[] | null = null;
    for (const lane of lanes) {
      const head = lane.at(-1);
      if (head && (!youngest || head.timestampMs > youngest.at(-1)!.timestampMs)) youngest = lane;
    }
    merged.push(youngest!.pop()!);
  }
  return merged;
}
