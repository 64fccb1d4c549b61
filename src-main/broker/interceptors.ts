/**
 * Eyes and hands inside the request pipeline: the wire inspector and the fault rules are interceptors. With none
 * armed the pipeline pays one branch.
 */
import type { Api } from '../protocol/index.ts';
import type { ClientConnection } from './handler.ts';

/** A request as an interceptor sees it before it is handled. */
export interface SeenRequest {
  readonly connection: ClientConnection;
  readonly clientId: string;
  readonly api: Api;
  readonly apiVersion: number;
  readonly correlationId: number;
  /** Decoded; not to be changed, and its byte fields not to be kept: their memory is used again. */
  readonly body: unknown;
  readonly requestBytes: number;
  /** Monotonic. */
  readonly receivedMs: number;
}

/** The same when its response is ready to be sent. */
export interface SeenResponse extends SeenRequest {
  /** Undefined where there is none (acks 0, an error that closes the connection). */
  readonly response: unknown;
  readonly responseBytes: number;
  readonly handledMs: number;
}

/** What is to happen instead of going on at once. */
export type Verdict =
  | { readonly action: 'delay'; readonly delayMs: number }
  /** Before: not handled, answered with this error. After: handled, but answered with it all the same. */
  | { readonly action: 'error'; readonly errorCode: number }
  /** No response ever; the connection stays. */
  | { readonly action: 'drop' }
  | { readonly action: 'disconnect' }
  /** The response leaves, then the connection is not read from for a while (as quotas do). */
  | { readonly action: 'throttle'; readonly throttleMs: number };

export interface Interceptor {
  /** Undefined: go on. */
  before?(request: SeenRequest): Verdict | undefined;
  after?(response: SeenResponse): Verdict | undefined;
}

/** The armed ones, in the order of arming; the first verdict of each kind of moment wins, delays add up. */
export class Interceptors {
  readonly #armed: Interceptor[] = [];

  get any(): boolean {
    return this.#armed.length > 0;
  }

  /** The result disarms it. */
  arm(interceptor: Interceptor): () => void {
    this.#armed.push(interceptor);
    return () => {
      const index = this.#armed.indexOf(interceptor);
      if (index >= 0) this.#armed.splice(index, 1);
    };
  }

  before(request: SeenRequest): Verdict[] {
    return this.#armed.map((one) => one.before?.(request)).filter((verdict) => verdict !== undefined);
  }

  after(response: SeenResponse): Verdict[] {
    return this.#armed.map((one) => one.after?.(response)).filter((verdict) => verdict !== undefined);
  }
}
