/** One direction between two machines. What it holds back comes through, in order, once it is open again. */
export class Link {
  blocked = false;
  /** Until then everything takes `clogMs` longer. */
  cloggedUntilMs = 0;
  clogMs = 0;
  readonly #whenOpen = new Set<() => void>();

  /** Calls `action` when the link is opened; TCP tries again by itself. */
  onceOpen(action: () => void): void {
    this.#whenOpen.add(action);
  }

  open(): void {
    if (!this.blocked) return;
    this.blocked = false;
    const actions = [...this.#whenOpen];
    this.#whenOpen.clear();
    for (const action of actions) action();
  }
}
