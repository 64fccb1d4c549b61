const POLL_MS = 10;

type Looking<T> = () => T | undefined | false | Promise<T | undefined | false>;

/** For tests: looks again and again until there is something to see; never a fixed time. */
export const eventuallyWithin =
  (withinMs: number) =>
  async <T>(what: Looking<T>): Promise<T> => {
    const endMs = performance.now() + withinMs;
    for (;;) {
      const found = await what();
      if (found !== undefined && found !== false) return found;
      if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${String(what)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };

export const eventually = eventuallyWithin(30_000);
