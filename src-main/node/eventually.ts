/** For tests: looks again and again until there is something to see; never a fixed time. */
export async function eventually<T>(
  what: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const found = await what();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${String(what)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
