import type { Clock, Timer } from '../env/index.ts';
import type { Owner, Scheduler } from './scheduler.ts';

/** How a machine's clocks differ from the true time. */
export interface ClockFault {
  /** Seconds that its clock counts in a true second. */
  rate: number;
  /** Added to the wall clock; it may jump. */
  wallSkewMs: number;
}

/** Wall time at the start of every run: 2026-01-01. */
export const EPOCH_MS = 1_767_225_600_000;

/**
 * A process of one machine: what it may still run, and its clock. Killing it takes effect at once: no callback of it
 * runs any more. Paused (SIGSTOP), its callbacks wait in the order in which they came.
 */
export class VirtualProcess implements Owner {
  readonly name: string;
  readonly host: string;
  readonly clock: Clock;
  /** Called once when its code threw where nobody catches; the process has ended then. */
  onFailure: (error: unknown) => void = () => {};
  readonly #scheduler: Scheduler;
  readonly #startedMs: number;
  readonly #deferred: { label: string; run: () => void }[] = [];
  #alive = true;
  #paused = false;

  constructor(
    scheduler: Scheduler,
    name: string,
    host: string,
    fault: ClockFault = { rate: 1, wallSkewMs: 0 },
  ) {
    this.#scheduler = scheduler;
    this.name = name;
    this.host = host;
    this.#startedMs = scheduler.nowMs;
    this.clock = {
      wallMs: () => Math.floor(EPOCH_MS + scheduler.nowMs + fault.wallSkewMs),
      monotonicMs: () => (scheduler.nowMs - this.#startedMs) * fault.rate,
      // As Node's timers: whole milliseconds, at least one, so that they may fire a little before a fractional deadline.
      schedule: (delayMs, action) =>
        this.after(Math.min(2 ** 31 - 1, Math.max(1, Math.trunc(delayMs))) / fault.rate, 'timer', action),
    };
  }

  get alive(): boolean {
    return this.#alive;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Runs code of this process later, if it still lives then. */
  after(delayMs: number, label: string, action: () => void): Timer {
    return this.#scheduler.after(delayMs, label, action, this);
  }

  kill(): void {
    this.#alive = false;
    this.#deferred.length = 0;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    for (const { label, run } of this.#deferred.splice(0)) this.after(0, label, run);
  }

  defer(label: string, run: () => void): void {
    this.#deferred.push({ label, run });
  }

  failed(error: unknown): void {
    if (!this.#alive) return;
    this.kill();
    this.onFailure(error);
  }
}
