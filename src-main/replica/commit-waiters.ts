/** Told once: with NONE when the offset is committed, or with the error that prevents it. */
export type CommitAction = (errorCode: number) => void;

export interface CommitWaiter {
  /** The high watermark that must be reached. */
  readonly offset: number;
  readonly done: CommitAction;
  /** Told when the in-sync replicas become fewer than min ISR, rather than to wait for more. */
  readonly needsMinIsr?: boolean;
}

/**
 * Who waits for the high watermark of one partition. Appends come in ascending offsets, so those who wait for
 * them stand in order and nobody is looked at twice.
 */
export class CommitWaiters {
  /** Whoever has been told is in it no longer: with it all of its request would grow old. */
  #waiters: CommitWaiter[] = [];

  get size(): number {
    return this.#waiters.length;
  }

  add(waiter: CommitWaiter): void {
    const waiters = this.#waiters;
    let index = waiters.length;
    // Only a coordinator that waits again for an older offset makes this loop turn.
    while (index > 0 && waiters[index - 1].offset > waiter.offset) index--;
    waiters.splice(index, 0, waiter);
  }

  /** Takes out who has waited for this or a smaller high watermark, in order. */
  reached(highWatermark: number): CommitWaiter[] {
    const waiters = this.#waiters;
    let end = 0;
    while (end < waiters.length && waiters[end].offset <= highWatermark) end++;
    return waiters.splice(0, end);
  }

  /** A waiter gives up (its request timed out). */
  remove(waiter: CommitWaiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index >= 0) this.#waiters.splice(index, 1);
  }

  /** Takes out who does not wait for in-sync replicas to come back. */
  belowMinIsr(): CommitWaiter[] {
    const waiters = this.clear();
    this.#waiters = waiters.filter(({ needsMinIsr }) => needsMinIsr !== true);
    return waiters.filter(({ needsMinIsr }) => needsMinIsr === true);
  }

  /** Takes out everybody: leadership is lost. */
  clear(): CommitWaiter[] {
    const waiters = this.#waiters;
    this.#waiters = [];
    return waiters;
  }
}
