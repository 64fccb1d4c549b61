import type { DecodedMessage, InputMessage, Message } from '../wire/index.ts';

/** Where an API may be called: on client listeners, on the controller listener, or both. */
export type ListenerType = 'broker' | 'controller';

/** One API: a request, its response and where it is served. Both directions share their versions. */
export interface Api<Q extends Message = Message<any>, R extends Message = Message<any>> {
  readonly key: number;
  /** Kafka's name, without `Request` and `Response`. */
  readonly name: string;
  readonly request: Q;
  readonly response: R;
  readonly listeners: readonly ListenerType[];
  readonly minVersion: number;
  /** The highest stable version. */
  readonly maxVersion: number;
  /** The lowest version that ApiVersions tells, which may be less than what is served. */
  readonly advertisedMinVersion: number;
  /** First version with compact lengths and tagged fields; Infinity for never. */
  readonly flexibleSince: number;
  /** Whether the tables know one version more than is served (`unstable.api.versions.enable`). */
  readonly latestVersionUnstable: boolean;
}

export interface ApiOptions<Q, R> {
  readonly key: number;
  readonly name: string;
  readonly request: Q;
  readonly response: R;
  readonly listeners: readonly ListenerType[];
  readonly advertisedMinVersion?: number;
  readonly latestVersionUnstable?: boolean;
}

/** Declares an API. */
export function api<const Q extends Message<any>, const R extends Message<any>>(
  options: ApiOptions<Q, R>,
): Api<Q, R> {
  const { key, name, request, response, listeners, latestVersionUnstable = false } = options;
  const { minVersion, flexibleSince } = request;
  return {
    key,
    name,
    request,
    response,
    listeners,
    minVersion,
    maxVersion: latestVersionUnstable ? request.maxVersion - 1 : request.maxVersion,
    advertisedMinVersion: options.advertisedMinVersion ?? minVersion,
    flexibleSince,
    latestVersionUnstable,
  };
}

/** A decoded request: every field is there, those its version lacks with their default. */
export type RequestOf<A> = A extends Api<infer Q, any> ? DecodedMessage<Q> : never;
/** A decoded response. */
export type ResponseOf<A> = A extends Api<any, infer R> ? DecodedMessage<R> : never;
/** What may be encoded as a request: fields with a default may be left out. */
export type RequestInput<A> = A extends Api<infer Q, any> ? InputMessage<Q> : never;
/** What may be encoded as a response. */
export type ResponseInput<A> = A extends Api<any, infer R> ? InputMessage<R> : never;

const API_VERSIONS_KEY = 18;

/** Version of the header before a request: 2 where the request is flexible, else 1. */
export function requestHeaderVersion(api: Api, version: number): number {
  return version >= api.flexibleSince ? 2 : 1;
}

/**
 * Version of the header before a response: 1 where it is flexible, else 0. That of ApiVersions is always 0: a
 * client that asks for versions does not know yet what the broker speaks (KIP-511).
 */
export function responseHeaderVersion(api: Api, version: number): number {
  return version >= api.flexibleSince && api.key !== API_VERSIONS_KEY ? 1 : 0;
}
