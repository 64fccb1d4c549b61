import { ErrorCode, errorMessage, errorName, isRetriable } from '../protocol/index.ts';

/**
 * What a request that would change the cluster came to when it failed. `refused`: a broker said no, and `unsent`: it
 * never left; nothing was changed either way. `unknown`: it was sent, and whether it was done nobody has said.
 */
export type Outcome = 'refused' | 'unsent' | 'unknown';

/** Answers after which a change may have been made, or may be made yet. */
const LEAVES_OPEN: ReadonlySet<number> = new Set([
  ErrorCode.REQUEST_TIMED_OUT,
  // It was the controller when it decided; what it had written by then, the next one may commit.
  ErrorCode.NOT_CONTROLLER,
  ErrorCode.NETWORK_EXCEPTION,
  ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND,
  ErrorCode.UNKNOWN_SERVER_ERROR,
]);

/** A broker answered with an error code. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';
  readonly code: number;
  /** Kafka's name of the code. */
  readonly kafka: string;

  /** `what` was tried; `detail` is the broker's own sentence, where it sent one. */
  constructor(code: number, what: string, detail?: string | null) {
    super(`${what}: ${detail || errorMessage(code)}`);
    this.code = code;
    this.kafka = errorName(code);
  }

  /** The same request may succeed later. */
  get retriable(): boolean {
    return isRetriable(this.code);
  }

  /** Of a request that would change something. */
  get outcome(): Outcome {
    return LEAVES_OPEN.has(this.code) ? 'unknown' : 'refused';
  }
}

/** No broker could be reached, or none answered in time. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  /** Null: the request only reads, or is one of several of which others were done. */
  readonly outcome: 'unsent' | 'unknown' | null;

  constructor(
    message: string,
    { outcome = null, ...options }: ErrorOptions & { readonly outcome?: 'unsent' | 'unknown' | null } = {},
  ) {
    super(message, options);
    this.outcome = outcome;
  }
}

/** Of an action that changes something, by what it threw; null: that tells nothing of it. */
export function outcomeOf(thrown: unknown): Outcome | null {
  return thrown instanceof KafkaError || thrown instanceof UnreachableError ? thrown.outcome : null;
}

/** For a request that follows others which were done: that itself was not sent does not mean that nothing was changed. */
export async function afterOthers<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof UnreachableError) || error.outcome !== 'unsent') throw error;
    throw new UnreachableError(error.message, { cause: error.cause });
  }
}

/** The error of a code, or null for NONE. */
export function errorOf(code: number, what: string, detail?: string | null): KafkaError | null {
  return code === 0 ? null : new KafkaError(code, what, detail);
}

/** Throws unless the code is NONE. */
export function check(code: number, what: string, detail?: string | null): void {
  if (code !== 0) throw new KafkaError(code, what, detail);
}
