/** Thrown when our own code is wrong. The node stops: going on would spread a broken state. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** States what must hold here; a failure is our bug, never the client's. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Marks the branch that the type checker has proved empty. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable: ${JSON.stringify(value)}`);
}
