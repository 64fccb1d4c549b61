/**
 * When each broker was last heard of. Soft state: a new leader gives every broker a full session. A broker in this
 * very process needs no heartbeats, since it ends when we do.
 */
export class Liveness {
  readonly #sessionTimeoutMs: number;
  readonly #deadlines = new Map<number, number>();
  readonly #caughtUpOffsets = new Map<number, number>();

  constructor(sessionTimeoutMs: number) {
    this.#sessionTimeoutMs = sessionTimeoutMs;
  }

  /** `metadataOffset`: the highest that the broker has applied. */
  heard(brokerId: number, metadataOffset: number, nowMs: number): void {
    if (this.#deadlines.get(brokerId) !== Infinity) {
      this.#deadlines.set(brokerId, nowMs + this.#sessionTimeoutMs);
    }
    this.#caughtUpOffsets.set(brokerId, metadataOffset);
  }

  /** The co-located broker: alive as long as this process is. */
  pin(brokerId: number): void {
    this.#deadlines.set(brokerId, Infinity);
  }

  forget(brokerId: number): void {
    this.#deadlines.delete(brokerId);
    this.#caughtUpOffsets.delete(brokerId);
  }

  isAlive(brokerId: number, nowMs: number): boolean {
    return (this.#deadlines.get(brokerId) ?? -Infinity) > nowMs;
  }

  metadataOffset(brokerId: number): number {
    return this.#caughtUpOffsets.get(brokerId) ?? -1;
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
