/** Requests of clients on their way from a broker to the active controller (KIP-590). */
import { ControllerUnavailableError, type Requester } from '../broker/controller-link.ts';
import {
  type Api,
  DefaultPrincipalData,
  Envelope,
  ErrorCode,
  type RequestInput,
  requestHeaderVersion,
  type ResponseOf,
  responseHeaderVersion,
} from '../protocol/index.ts';
import {
  decodeRequestHeader,
  decodeResponseHeader,
  encodeRequestHeader,
  encodeResponseHeader,
  MalformedError,
  Reader,
  type RequestHeaderFields,
  Writer,
} from '../wire/index.ts';

/** Addresses are told in network order; the brokers of a local cluster serve loopback. */
const LOOPBACK = Buffer.from([127, 0, 0, 1]);
const PRINCIPAL_VERSION = 0;

export function requestEnvelope(
  api: Api,
  version: number,
  body: unknown,
  { principal, clientId }: Requester,
): { readonly api: typeof Envelope; readonly body: RequestInput<typeof Envelope> } {
  const writer = new Writer();
  const header = { apiKey: api.key, apiVersion: version, correlationId: 0, clientId };
  encodeRequestHeader(writer, header, requestHeaderVersion(api, version));
  api.request.codec(version).encode(writer, body as never);
  const requestData = writer.toBuffer();
  return {
    api: Envelope,
    body: { requestData, requestPrincipal: principalBytes(principal), clientHostAddress: LOOPBACK },
  };
}

/** `User:name` as DefaultKafkaPrincipalBuilder writes it. */
function principalBytes(principal: string): Buffer {
  const colon = principal.indexOf(':');
  const writer = new Writer();
  writer.int16(PRINCIPAL_VERSION);
  DefaultPrincipalData.codec(PRINCIPAL_VERSION).encode(writer, {
    type: principal.slice(0, colon),
    name: principal.slice(colon + 1),
    tokenAuthenticated: false,
  });
  return writer.toBuffer();
}

/** The answer within. @throws ControllerUnavailableError when the envelope was refused. */
export function openEnvelope(api: Api, version: number, answer: ResponseOf<typeof Envelope>): unknown {
  const { errorCode, responseData } = answer;
  if (errorCode !== ErrorCode.NONE || responseData === null)
    throw new ControllerUnavailableError(errorCode, `Envelope of ${api.name}: error ${errorCode}`);
  const reader = new Reader(responseData);
  decodeResponseHeader(reader, () => responseHeaderVersion(api, version));
  return api.response.codec(version).decode(reader);
}

export interface ForwardedRequest {
  readonly api: Api;
  readonly header: RequestHeaderFields;
  readonly body: unknown;
}

/** The controller's side. @throws MalformedError for what is no request of an API in `apis`. */
export function unpackRequest(
  requestData: Buffer,
  apiOf: (key: number) => Api | undefined,
): ForwardedRequest {
  const reader = new Reader(requestData);
  let api: Api | undefined;
  const header = decodeRequestHeader(reader, (key, version) => {
    api = apiOf(key);
    if (api === undefined || version < api.minVersion || version > api.maxVersion)
      throw new MalformedError(`API key ${key} v${version} cannot be forwarded`);
    return requestHeaderVersion(api, version);
  });
  return { api: api!, header, body: api!.request.codec(header.apiVersion).decode(reader) };
}

export function packResponse({ api, header }: ForwardedRequest, response: unknown): Buffer {
  const writer = new Writer();
  encodeResponseHeader(writer, header.correlationId, responseHeaderVersion(api, header.apiVersion));
  api.response.codec(header.apiVersion).encode(writer, response as never);
  return writer.toBuffer();
}
