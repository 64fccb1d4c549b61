import { type Api, ErrorCode, type RequestOf } from '../protocol/index.ts';
import type { Broker } from './broker.ts';
import { ControllerUnavailableError } from './controller-link.ts';
import { errorResponse } from './error-response.ts';
import type { Handled, RequestContext } from './handler.ts';

/**
 * Hands a request on to the active controller and its answer back. Without a controller everything that the request
 * names is answered with NOT_CONTROLLER, after which clients look for one and ask again.
 */
export async function forwardToController<A extends Api>(
  api: A,
  request: RequestOf<A>,
  context: RequestContext,
  broker: Broker,
): Promise<Handled<A>> {
  const { principal, clientId, apiVersion } = context;
  try {
    return await broker.controller.request(api, request, { principal, clientId, apiVersion });
  } catch (error) {
    if (!(error instanceof ControllerUnavailableError)) throw error;
    return errorResponse(api, request, apiVersion, ErrorCode.NOT_CONTROLLER);
  }
}
