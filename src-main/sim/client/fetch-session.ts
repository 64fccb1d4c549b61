import { ErrorCode } from '../../protocol/index.ts';

/** What goes into a Fetch: the session's id and epoch, what is new in it and what leaves it. */
export interface SessionRequest {
  readonly sessionId: number;
  readonly sessionEpoch: number;
  /** Partitions with new positions; in the first request of a session all of them. */
  readonly partitions: ReadonlyMap<number, number>;
  readonly forgotten: readonly number[];
}

/** Closes the session, or does without one. */
const FINAL_EPOCH = -1;

/**
 * A client's side of an incremental fetch session with one broker (KIP-227): after a first full request only what has
 * changed is named. Without `enabled` every request is a full one that opens no session.
 */
export class FetchSession {
  readonly #enabled: boolean;
  #id = 0;
  #epoch = 0;
  #told = new Map<number, number>();

  constructor(enabled: boolean) {
    this.#enabled = enabled;
  }

  next(wanted: ReadonlyMap<number, number>): SessionRequest {
    if (!this.#enabled) return { sessionId: 0, sessionEpoch: FINAL_EPOCH, partitions: wanted, forgotten: [] };
    const full = this.#epoch === 0;
    const changed = [...wanted].filter(([partition, offset]) => full || this.#told.get(partition) !== offset);
    const forgotten = full ? [] : [...this.#told.keys()].filter((partition) => !wanted.has(partition));
    this.#told = new Map(wanted);
    return { sessionId: this.#id, sessionEpoch: this.#epoch, partitions: new Map(changed), forgotten };
  }

  /** The answer came. False: the session is not what the broker thinks it is; the next request begins anew. */
  answered(errorCode: number, sessionId: number): boolean {
    if (errorCode !== ErrorCode.NONE) {
      this.reset();
      return false;
    }
    if (!this.#enabled || sessionId === 0) this.reset();
    else {
      this.#id = sessionId;
      this.#epoch++;
    }
    return true;
  }

  /** Nobody knows whether the broker took the request: begin anew. */
  reset(): void {
    this.#id = 0;
    this.#epoch = 0;
    this.#told.clear();
  }
}
