/** Changes of a tab's address that are written when whoever makes one after the other has come to rest. */

/** How long nothing must be said before it is written. */
export const REST_MS = 250;

export type QueryChange = Record<string, string | undefined>;

/**
 * A change belongs to the address, and so to the entry of history, in which it was said: it is written before the tab
 * leaves that address, and forgotten when Back or Forward has left it already.
 */
export class LaterChanges {
  private readonly pending = new Map<
    string,
    { address: string; change: QueryChange; timer: ReturnType<typeof setTimeout> }
  >();
  private readonly addressOf: (tabId: string) => string | null;
  private readonly write: (tabId: string, change: QueryChange) => void;

  constructor(
    addressOf: (tabId: string) => string | null,
    write: (tabId: string, change: QueryChange) => void,
  ) {
    this.addressOf = addressOf;
    this.write = write;
  }

  say(tabId: string, change: QueryChange): void {
    const before = this.pending.get(tabId);
    if (before) clearTimeout(before.timer);
    const address = this.addressOf(tabId);
    if (address === null) return;
    const kept = before?.address === address ? before.change : {};
    const timer = setTimeout(() => this.settle(tabId), REST_MS);
    this.pending.set(tabId, { address, change: { ...kept, ...change }, timer });
  }

  /** Writes what waits, for one tab or for all: before anything else is done to their addresses. */
  settle(tabId?: string): void {
    for (const one of tabId === undefined ? [...this.pending.keys()] : [tabId]) {
      const waiting = this.pending.get(one);
      if (!waiting) continue;
      clearTimeout(waiting.timer);
      this.pending.delete(one);
      if (this.addressOf(one) === waiting.address) this.write(one, waiting.change);
    }
  }

  /** Nothing that waits is written any more: the page's history has gone elsewhere. */
  forget(): void {
    for (const { timer } of this.pending.values()) clearTimeout(timer);
    this.pending.clear();
  }
}
