import { beginFrame, encodeRequestHeader, encodeResponseHeader, endFrame, Writer } from '../wire/index.ts';
import {
  type Api,
  requestHeaderVersion,
  type RequestInput,
  responseHeaderVersion,
  type ResponseInput,
} from './api.ts';

/** A whole request, with length and header, as chunks to send. Large byte fields are passed on by reference. */
export function encodeRequestFrame<A extends Api>(
  api: A,
  version: number,
  header: { readonly correlationId: number; readonly clientId: string | null },
  body: RequestInput<A>,
): Buffer[] {
  const writer = new Writer();
  beginFrame(writer);
  const { correlationId, clientId } = header;
  encodeRequestHeader(
    writer,
    { apiKey: api.key, apiVersion: version, correlationId, clientId },
    requestHeaderVersion(api, version),
  );
  api.request.codec(version).encode(writer, body);
  return endFrame(writer);
}

/** A whole response, with length and header, as chunks to send. Large byte fields are passed on by reference. */
export function encodeResponseFrame<A extends Api>(
  api: A,
  version: number,
  correlationId: number,
  body: ResponseInput<A>,
): Buffer[] {
  const writer = new Writer();
  beginFrame(writer);
  encodeResponseHeader(writer, correlationId, responseHeaderVersion(api, version));
  api.response.codec(version).encode(writer, body);
  return endFrame(writer);
}
