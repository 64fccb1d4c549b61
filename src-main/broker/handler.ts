import type { Api, RequestOf, ResponseInput } from '../protocol/index.ts';
import type { Broker } from './broker.ts';

/** What a handler may know of the connection a request came on. */
export interface ClientConnection {
  readonly id: number;
  /** Name of the listener it came in on. */
  readonly listener: string;
  readonly remoteHost: string;
  /** From ApiVersions v3 on (KIP-511); 'unknown' before. */
  softwareName: string;
  softwareVersion: string;
  /** Runs once when the connection is gone; the result calls it off. */
  onClose(action: () => void): () => void;
}

/** One request on its way through the pipeline. */
export interface RequestContext {
  readonly connection: ClientConnection;
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  /** '' where the client sent none. */
  readonly clientId: string;
  /** `User:ANONYMOUS` until the connection has authenticated. */
  readonly principal: string;
  /** Monotonic. */
  readonly receivedMs: number;
  /** Runs when the response has left our buffers, or will never leave: memory it borrowed can go back. */
  onSent(action: () => void): void;
}

/** The request has no response (Produce with acks 0). */
export const NO_RESPONSE = Symbol('no response');
/** The only way left to report an error is to end the connection. */
export const CLOSE_CONNECTION = Symbol('close connection');

export type Handled<A> = ResponseInput<A> | typeof NO_RESPONSE | typeof CLOSE_CONNECTION;

/** Serves one API. What it throws is our bug: it is logged and answered with UNKNOWN_SERVER_ERROR. */
export interface Handler<A extends Api = Api> {
  readonly api: A;
  /**
   * True of a request when what it asks for has happened once `handle` returns, and a promise only waits for word of
   * it: the connection's next request to the same API may be handled meanwhile. Answers keep their order in any case.
   */
  readonly isPipelined?: (request: RequestOf<A>) => boolean;
  handle(request: RequestOf<A>, context: RequestContext, broker: Broker): Handled<A> | Promise<Handled<A>>;
}

/** Declares the handler of an API: one file each in `handlers/`, found through `handlers/registry.ts`. */
export function defineHandler<A extends Api>(
  api: A,
  handle: Handler<A>['handle'],
  options: Pick<Handler<A>, 'isPipelined'> = {},
): Handler<A> {
  return { api, handle, ...options };
}
