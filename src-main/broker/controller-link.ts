import type { Api, RequestOf, ResponseInput } from '../protocol/index.ts';

/** Who asked, so that the controller can name and authorize them (Envelope keeps the principal). */
export interface Requester {
  readonly principal: string;
  readonly clientId: string;
  readonly apiVersion: number;
}

/**
 * The active controller as a broker sees it: in the same process, or over Envelope (KIP-590). The answer comes when
 * the records it led to are committed. Rejects with a retriable error code while there is no controller.
 */
export interface ControllerLink {
  request<A extends Api>(api: A, body: RequestOf<A>, requester: Requester): Promise<ResponseInput<A>>;
}

/** There is no controller to decide, or it lost its leadership before the decision was committed: ask again. */
export class ControllerUnavailableError extends Error {
  override readonly name = 'ControllerUnavailableError';
  /** A retriable code (NOT_CONTROLLER). */
  readonly errorCode: number;

  constructor(errorCode: number, message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}
