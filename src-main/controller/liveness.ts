/**
 * When each broker was last heard of. Soft state: a new leader gives every broker a full session. A broker in this
 * very process needs no heartbeats, since it ends when we do.
 */
export class Liveness {
  readonly #sessionTimeoutMs: number;
  readonly #deadlines = new Map<number, number>();

  constructor(sessionTimeoutMs: number) {
    this.#sessionTimeoutMs = sessionTimeoutMs;
  }

  heard(brokerId: number, nowMs: number): void {
    if (this.#deadlines.get(brokerId) !== Infinity) {
      this.#deadlines.set(brokerId, nowMs + this.#sessionTimeoutMs);
    }
  }

  /** The co-located broker: alive as long as this process is. */
  pin(brokerId: number): void {
    this.#deadlines.set(brokerId, Infinity);
  }

  forget(brokerId: number): void {
    this.#deadlines.delete(brokerId);
  }

  isAlive(brokerId: number, nowMs: number): boolean {
    return (this.#deadlines.get(brokerId) ?? -Infinity) > nowMs;
  }

  /** Brokers whose session is over. */
  expired(nowMs: number): number[] {
    const ids: number[] = [];
    for (const [id, deadlineMs] of this.#deadlines) if (deadlineMs <= nowMs) ids.push(id);
    return ids;
  }

  get nextDeadlineMs(): number {
    let next = Infinity;
    for (const deadlineMs of this.#deadlines.values()) next = Math.min(next, deadlineMs);
    return next;
  }
}
