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
  #waiters: CommitWaiter[] = [];
  #first = 0;

  get size(): number {
    return this.#waiters.length - this.#first;
  }

  add(waiter: CommitWaiter): void {
    const waiters = this.#waiters;
    let index = waiters.length;
    // Only a coordinator that waits again for an older offset makes this loop turn.
    while (index > this.#first && waiters[index - 1].offset > waiter.offset) index--;
    waiters.splice(index, 0, waiter);
  }

  /** Takes out who has waited for this or a smaller high watermark, in order. */
  reached(highWatermark: number): CommitWaiter[] {
    const waiters = this.#waiters;
    let end = this.#first;
    while (end < waiters.length && waiters[end].offset <= highWatermark) end++;
    const reached = waiters.slice(this.#first, end);
    this.#first = end;
    if (this.#first > 64 && this.#first * 2 > waiters.length) this.#compact();
    return reached;
  }

  /** A waiter gives up (its request timed out). */
  remove(waiter: CommitWaiter): void {
    const index = this.#waiters.indexOf(waiter, this.#first);
    if (index >= 0) this.#waiters.splice(index, 1);
  }

  /** Takes out who does not wait for in-sync replicas to come back. */
  belowMinIsr(): CommitWaiter[] {
    const left = this.#waiters.slice(this.#first);
    this.#waiters = left.filter(({ needsMinIsr }) => needsMinIsr !== true);
    this.#first = 0;
    return left.filter(({ needsMinIsr }) => needsMinIsr === true);
  }

  /** Takes out everybody: leadership is lost. */
  clear(): CommitWaiter[] {
    const left = this.#waiters.slice(this.#first);
    this.#waiters = [];
    this.#first = 0;
    return left;
  }

  #compact(): void {
    this.#waiters = this.#waiters.slice(this.#first);
    this.#first = 0;
  }
}
