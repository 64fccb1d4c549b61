/**
 * What stands before each body: requests have key, version, correlation id and client id, responses only the
 * correlation id. Version 2 (requests) and 1 (responses) add tagged fields, of which none is defined yet.
 */
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';
import { MalformedError } from './reader.ts';

export interface RequestHeaderFields {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly correlationId: number;
  /** Null in version 0, which only ControlledShutdown had, and where the client sent none. */
  readonly clientId: string | null;
}

/**
 * Reads a request header and leaves the reader at the body.
 * @param headerVersionOf tells the header's version by key and version of the request, and throws for a key
 * it does not know.
 * @throws MalformedError when the bytes are no header.
 */
export function decodeRequestHeader(
  reader: Reader,
  headerVersionOf: (apiKey: number, apiVersion: number) => number,
): RequestHeaderFields {
  const apiKey = reader.int16();
  const apiVersion = reader.int16();
  const correlationId = reader.int32();
  const headerVersion = headerVersionOf(apiKey, apiVersion);
  const clientId = headerVersion >= 1 ? decodeClientId(reader) : null;
  if (headerVersion >= 2) reader.skipTaggedFields();
  return { apiKey, apiVersion, correlationId, clientId };
}

/** An int16 length even in version 2: a broker that does not know the version must be able to read it. */
function decodeClientId(reader: Reader): string | null {
  const size = reader.int16();
  if (size === -1) return null;
  if (size < 0) throw new MalformedError(`client id of ${size} bytes`);
  return reader.text(size);
}

/** Writes the header of a request, in version 1 or 2. */
export function encodeRequestHeader(
  writer: Writer,
  header: RequestHeaderFields,
  headerVersion: number,
): void {
  writer.int16(header.apiKey);
  writer.int16(header.apiVersion);
  writer.int32(header.correlationId);
  if (headerVersion === 0) return;
  if (header.clientId === null) {
    writer.int16(-1);
  } else {
    const size = Buffer.byteLength(header.clientId);
    writer.int16(size);
    writer.text(header.clientId, size);
  }
  if (headerVersion >= 2) writer.unsignedVarint(0);
}

/**
 * Reads a response header, leaves the reader at the body and returns the correlation id.
 * @param headerVersionOf tells the header's version by the correlation id, since only the caller knows what
 * it had asked; it throws for an id that nothing waits for.
 */
export function decodeResponseHeader(
  reader: Reader,
  headerVersionOf: (correlationId: number) => number,
): number {
  const correlationId = reader.int32();
  if (headerVersionOf(correlationId) >= 1) reader.skipTaggedFields();
  return correlationId;
}

/** Writes the header of a response, in version 0 or 1. */
export function encodeResponseHeader(writer: Writer, correlationId: number, headerVersion: number): void {
  writer.int32(correlationId);
  if (headerVersion >= 1) writer.unsignedVarint(0);
}
