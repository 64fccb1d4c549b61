import type { Clock, Timer } from '../../env/index.ts';

/** What a stream's events go through: knows when the screen is slow, and when it is gone. */
export interface Outlet<E> {
  readonly signal: AbortSignal;
  /** In order, none left out. A producer of many awaits `drained` in between. */
  send(event: E): void;
  /** A snapshot: replaces one that has not been sent yet; at most 4 a second leave. */
  latest(event: E): void;
  /** What was sent has not left this process yet: the host or the screen is slow. */
  readonly congested: boolean;
  /** Resolves when it is not congested any more, or when the screen has gone. */
  drained(): Promise<void>;
}

const SNAPSHOT_INTERVAL_MS = 250;

/** The bytes on their way to one screen. */
export class Window {
  readonly #limitBytes: number;
  #bytes = 0;
  #waiters: (() => void)[] = [];

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get full(): boolean {
    return this.#bytes >= this.#limitBytes;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  left(bytes: number): void {
    this.#bytes -= bytes;
    if (!this.full) this.release();
  }

  wait(waiter: () => void): void {
    this.#waiters.push(waiter);
  }

  /** Lets all who wait go on; they look again. */
  release(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter();
  }
}

export class StreamOutlet<E> implements Outlet<E> {
  readonly signal: AbortSignal;
  readonly #clock: Clock;
  readonly #window: Window;
  readonly #write: (event: E) => void;
  #pending: { event: E } | undefined;
  #timer: Timer | undefined;
  #lastSnapshotMs = -Infinity;

  constructor(options: { signal: AbortSignal; clock: Clock; window: Window; write: (event: E) => void }) {
    this.signal = options.signal;
    this.#clock = options.clock;
    this.#window = options.window;
    this.#write = options.write;
    this.signal.addEventListener('abort', () => this.#timer?.cancel(), { once: true });
  }

  get congested(): boolean {
    return this.#window.full;
  }

  drained(): Promise<void> {
    if (!this.congested || this.signal.aborted) return Promise.resolve();
    return new Promise<void>((resolve) => this.#window.wait(resolve)).then(() => this.drained());
  }

  send(event: E): void {
    if (!this.signal.aborted) this.#write(event);
  }

  latest(event: E): void {
    const waits = this.#pending !== undefined;
    this.#pending = { event };
    if (!waits) this.#flush();
  }

  /** A snapshot that waits for its turn leaves now: the stream is about to end. */
  flush(): void {
    if (this.#pending !== undefined) this.send(this.#pending.event);
    this.#pending = undefined;
    this.#timer?.cancel();
  }

  #flush(): void {
    if (this.#pending === undefined || this.signal.aborted) return;
    if (this.congested) return this.#window.wait(() => this.#flush());
    const nowMs = this.#clock.monotonicMs();
    const waitMs = this.#lastSnapshotMs + SNAPSHOT_INTERVAL_MS - nowMs;
    if (waitMs > 0) {
      this.#timer = this.#clock.schedule(waitMs, () => this.#flush());
      return;
    }
    this.#lastSnapshotMs = nowMs;
    const { event } = this.#pending;
    this.#pending = undefined;
    this.#write(event);
  }
}
