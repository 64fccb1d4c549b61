/** A schema registry over its REST interface, as Confluent's, Karapace, Apicurio (ccompat) and Redpanda's serve it. */
import type { SchemaId, SchemaKind, SchemaText } from '../decoding/index.ts';

export interface RegistryConfig {
  /** With a path where the interface does not begin at the root. */
  readonly url: string;
  readonly authorization?:
    | { readonly kind: 'basic'; readonly username: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string };
}

/** One version of a subject. */
export interface SubjectVersion {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly schema: SchemaText;
}

/** The registry refused or could not be reached; the message is a sentence for a person. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  /** Of HTTP; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

interface WireReference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}
interface WireSchema {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly WireReference[];
}

const ANSWER_MS = 5_000;
/** A schema that needs more others than this is taken for a circle. */
const REFERENCES_MAX = 200;
const KINDS: Readonly<Record<string, SchemaKind>> = {
  AVRO: 'avro',
  PROTOBUF: 'protobuf',
  JSON: 'json-schema',
};
const TYPES: Readonly<Record<SchemaKind, string>> = {
  avro: 'AVRO',
  protobuf: 'PROTOBUF',
  'json-schema': 'JSON',
};

export class RegistryClient {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ url, authorization }: RegistryConfig) {
    this.#base = url.replace(/\/+$/, '');
    this.#headers = {
      accept: 'application/vnd.schemaregistry.v1+json, application/json',
      'content-type': 'application/vnd.schemaregistry.v1+json',
      ...(authorization && { authorization: authorizationOf(authorization) }),
    };
  }

  /** Throws RegistryError, as everything below. */
  async schemaById(id: SchemaId): Promise<SchemaText> {
    const path = typeof id === 'number' ? `/schemas/ids/${id}` : `/schemas/guids/${encodeURIComponent(id)}`;
    return this.#complete(await this.#ask<WireSchema>('GET', path));
  }

  subjects(): Promise<string[]> {
    return this.#ask('GET', '/subjects');
  }

  versions(subject: string): Promise<number[]> {
    return this.#ask('GET', `/subjects/${encodeURIComponent(subject)}/versions`);
  }

  async version(subject: string, version: number | 'latest'): Promise<SubjectVersion> {
    const found = await this.#ask<WireSchema & { version: number; id: number }>(
      'GET',
      `/subjects/${encodeURIComponent(subject)}/versions/${version}`,
    );
    return { subject, version: found.version, id: found.id, schema: await this.#complete(found) };
  }

  /** Of a subject, or where it has none, of the registry. */
  async compatibility(subject: string): Promise<string> {
    const { compatibilityLevel } = await this.#ask<{ compatibilityLevel: string }>(
      'GET',
      `/config/${encodeURIComponent(subject)}?defaultToGlobal=true`,
    );
    return compatibilityLevel;
  }

  /** Registers a version and answers its id; the same text again answers the id it has. */
  async register(subject: string, kind: SchemaKind, schema: string): Promise<number> {
    const { id } = await this.#ask<{ id: number }>(
      'POST',
      `/subjects/${encodeURIComponent(subject)}/versions`,
      {
        schema,
        schemaType: TYPES[kind],
      },
    );
    return id;
  }

  /** Whether a text may become the next version, and why not. */
  async isCompatible(
    subject: string,
    kind: SchemaKind,
    schema: string,
  ): Promise<{ compatible: boolean; messages: readonly string[] }> {
    const answer = await this.#ask<{ is_compatible: boolean; messages?: readonly string[] }>(
      'POST',
      `/compatibility/subjects/${encodeURIComponent(subject)}/versions/latest?verbose=true`,
      { schema, schemaType: TYPES[kind] },
    );
    return { compatible: answer.is_compatible, messages: answer.messages ?? [] };
  }

  /** Puts in all that a schema refers to, each behind what it needs itself. */
  async #complete({ schema, schemaType = 'AVRO', references = [] }: WireSchema): Promise<SchemaText> {
    const kind = KINDS[schemaType];
    if (kind === undefined)
      throw new RegistryError(`The registry calls it ${schemaType}, a kind not known here.`);
    const found = new Map<string, { name: string; text: string }>();
    const visiting = new Set<string>();
    const visit = async (wanted: readonly WireReference[]): Promise<void> => {
      for (const { name, subject, version } of wanted) {
        if (found.has(name) || visiting.has(name)) continue;
        visiting.add(name);
        if (visiting.size > REFERENCES_MAX)
          throw new RegistryError(`It refers to more than ${REFERENCES_MAX} schemas.`);
        const referred = await this.#ask<WireSchema>(
          'GET',
          `/subjects/${encodeURIComponent(subject)}/versions/${version}`,
        );
        await visit(referred.references ?? []);
        found.set(name, { name, text: referred.schema });
      }
    };
    await visit(references);
    return { kind, text: schema, references: [...found.values()] };
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.#base + path, {
        method,
        headers: this.#headers,
        signal: AbortSignal.timeout(ANSWER_MS),
        // An answer from elsewhere would be given these credentials.
        redirect: 'error',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      text = await response.text();
    } catch (error) {
      throw new RegistryError(
        `The schema registry at ${this.#base} does not answer: ${reasonOf(error)}.`,
        undefined,
        {
          cause: error,
        },
      );
    }
    const answer = parsed(text);
    if (!response.ok)
      throw new RegistryError(
        `The schema registry says ${response.status}${answer?.message ? `: ${answer.message}` : ''}.`,
        response.status,
      );
    if (answer === undefined)
      throw new RegistryError(`${this.#base} does not answer as a schema registry does.`);
    return answer as T;
  }
}

function authorizationOf(authorization: NonNullable<RegistryConfig['authorization']>): string {
  if (authorization.kind === 'bearer') return `Bearer ${authorization.token}`;
  const { username, password } = authorization;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${ANSWER_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
