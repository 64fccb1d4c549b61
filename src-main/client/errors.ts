import { errorMessage, errorName, isRetriable } from '../protocol/index.ts';

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
}

/** No broker could be reached, or none answered in time. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The error of a code, or null for NONE. */
export function errorOf(code: number, what: string, detail?: string | null): KafkaError | null {
  return code === 0 ? null : new KafkaError(code, what, detail);
}

/** Throws unless the code is NONE. */
export function check(code: number, what: string, detail?: string | null): void {
  if (code !== 0) throw new KafkaError(code, what, detail);
}
