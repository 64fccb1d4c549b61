/**
 * A schema registry over its REST interface (Confluent's, version 7.9, and 8 for GUIDs), as Karapace, Apicurio (ccompat)
 * and Redpanda serve it too.
 */
import { TlsError, type TlsOptions } from '../../env/index.ts';
import type { SchemaId, SchemaKind, SchemaText } from '../decoding/index.ts';
import { HttpPool } from './http.ts';
import { networkProblem, ReadOnlyRegistryError, RegistryError } from './registry-error.ts';

/** How one gets in. Rejects with an Error that says which secret or file is missing. */
export type RegistryAccess = () => Promise<{
  /** Of the header. */
  readonly authorization?: string;
  readonly tls?: TlsOptions;
}>;

export interface RegistryConfig {
  /** With a path where the interface does not begin at the root. */
  readonly url: string;
  readonly access?: RegistryAccess;
  /** Requests that change anything are refused here, whoever makes them. */
  readonly readOnly?: boolean;
}

/** What a schema refers to, by the name it uses for it. */
export interface SchemaReference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

/** A schema as the registry has it: its references are named, and not here yet. */
export interface RegisteredText {
  readonly kind: SchemaKind;
  readonly text: string;
  readonly references: readonly SchemaReference[];
}

/** One version of a subject. */
export interface SubjectVersion extends RegisteredText {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  /** The schema's own id wherever it is registered; older registries have none. */
  readonly guid: string | null;
}

interface WireSchema {
  readonly schema: string;
  readonly schemaType?: string;
  readonly references?: readonly SchemaReference[] | null;
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
  readonly #access: RegistryAccess;
  readonly #readOnly: boolean;
  readonly #pool = new HttpPool();

  constructor({ url, access = async () => ({}), readOnly = false }: RegistryConfig) {
    this.#base = url.trim().replace(/\/+$/, '');
    this.#access = access;
    this.#readOnly = readOnly;
  }

  get url(): string {
    return this.#base;
  }

  close(): void {
    this.#pool.close();
  }

  /** With all that it refers to. Throws RegistryError, as everything below. */
  async schemaById(id: SchemaId): Promise<SchemaText> {
    const path = typeof id === 'number' ? `/schemas/ids/${id}` : `/schemas/guids/${encodeURIComponent(id)}`;
    return this.complete(registered(await this.#schema(path)));
  }

  /** Where an id is used. A GUID is looked up by the ids that it has. */
  async usesOf(id: SchemaId): Promise<{ id: number; subject: string; version: number }[]> {
    let ids = [id];
    if (typeof id === 'string')
      ids = (await this.#get<{ id: number }[]>(`/schemas/guids/${encodeURIComponent(id)}/ids`)).map(
        (one) => one.id,
      );
    const uses = await Promise.all(
      ids.map(async (one) => {
        const found = await this.#get<{ subject: string; version: number }[]>(`/schemas/ids/${one}/versions`);
        return found.map(({ subject, version }) => ({ id: one as number, subject, version }));
      }),
    );
    return uses.flat();
  }

  /** Also those of other contexts (`:.context:subject`), and with `deleted` those that were deleted softly. */
  async subjects({ deleted = false, signal }: { deleted?: boolean; signal?: AbortSignal } = {}): Promise<
    string[]
  > {
    const path = `/subjects?subjectPrefix=${encodeURIComponent(':*:')}${deleted ? '&deleted=true' : ''}`;
    const answer = await this.#get<unknown>(path, signal);
    if (!Array.isArray(answer) || !answer.every((subject) => typeof subject === 'string'))
      throw this.#noRegistry(200, path);
    return answer;
  }

  versions(subject: string, { deleted = false }: { deleted?: boolean } = {}): Promise<number[]> {
    return this.#get(`${pathOf(subject)}/versions${deleted ? '?deleted=true' : ''}`);
  }

  async version(
    subject: string,
    version: number | 'latest',
    { deleted = false, signal }: { deleted?: boolean; signal?: AbortSignal } = {},
  ): Promise<SubjectVersion> {
    const path = `${pathOf(subject)}/versions/${version}${deleted ? '?deleted=true' : ''}`;
    const found = await this.#get<WireSchema & { version: number; id: number; guid?: string }>(path, signal);
    if (!isSchema(found)) throw this.#noRegistry(200, path);
    return { ...registered(found), subject, version: found.version, id: found.id, guid: found.guid ?? null };
  }

  /** Ids of the schemas that refer to a version. */
  referencedBy(subject: string, version: number): Promise<number[]> {
    return this.#get(`${pathOf(subject)}/versions/${version}/referencedby`);
  }

  /** Of a subject: null where it has none of its own. Of the registry: without a subject. */
  async compatibility(subject?: string): Promise<string | null> {
    try {
      const { compatibilityLevel } = await this.#get<{ compatibilityLevel: string }>(
        subject === undefined ? '/config' : `/config/${encodeURIComponent(subject)}`,
      );
      return compatibilityLevel;
    } catch (error) {
      // 40408: no level of its own. Others say 40401 of a subject that has no configuration.
      if (subject !== undefined && error instanceof RegistryError && error.status === 404) return null;
      throw error;
    }
  }

  /** Null takes a subject's own level away, so that the registry's counts. */
  async setCompatibility(subject: string | null, level: string | null): Promise<void> {
    const path = subject === null ? '/config' : `/config/${encodeURIComponent(subject)}`;
    if (level === null) await this.#write('DELETE', path);
    else await this.#write('PUT', path, { compatibility: level });
  }

  /** Registers a version and answers its id; the same text again answers the id it has. */
  async register(subject: string, schema: RegisteredText): Promise<number> {
    const { id } = await this.#write<{ id: number }>('POST', `${pathOf(subject)}/versions`, wireOf(schema));
    return id;
  }

  /** The version that a text has already; null: none. */
  async find(subject: string, schema: RegisteredText): Promise<{ id: number; version: number } | null> {
    try {
      return await this.#ask<{ id: number; version: number }>('POST', pathOf(subject), {
        body: wireOf(schema),
      });
    } catch (error) {
      if (error instanceof RegistryError && error.status === 404) return null;
      throw error;
    }
  }

  /** Whether a text may become the next version, and why not. A subject that is not there yet takes anything. */
  async isCompatible(
    subject: string,
    schema: RegisteredText,
  ): Promise<{ compatible: boolean; messages: readonly string[] }> {
    try {
      // All versions: what must hold for the latest only, the registry knows from the subject's level.
      const answer = await this.#ask<{
        is_compatible: boolean;
        messages?: readonly string[];
        reason?: string;
      }>('POST', `/compatibility${pathOf(subject)}/versions?verbose=true`, { body: wireOf(schema) });
      // Apicurio has one reason.
      const messages = answer.messages ?? (answer.reason === undefined ? [] : [answer.reason]);
      return { compatible: answer.is_compatible, messages };
    } catch (error) {
      if (error instanceof RegistryError && error.status === 404) return { compatible: true, messages: [] };
      throw error;
    }
  }

  /** Answers the versions that were deleted. For good only what was deleted softly before. */
  async remove(subject: string, version: number | null, { permanent = false } = {}): Promise<number[]> {
    const path = version === null ? pathOf(subject) : `${pathOf(subject)}/versions/${version}`;
    const removed = await this.#write<number | number[]>(
      'DELETE',
      permanent ? `${path}?permanent=true` : path,
    );
    return Array.isArray(removed) ? removed : [removed];
  }

  /** Puts in all that a schema refers to, each behind what it needs itself. */
  async complete({ kind, text, references }: RegisteredText): Promise<SchemaText> {
    const found = new Map<string, { name: string; text: string }>();
    const visiting = new Set<string>();
    const visit = async (wanted: readonly SchemaReference[]): Promise<void> => {
      for (const { name, subject, version } of wanted) {
        if (found.has(name) || visiting.has(name)) continue;
        visiting.add(name);
        if (visiting.size > REFERENCES_MAX)
          throw new RegistryError(`It refers to more than ${REFERENCES_MAX} schemas.`);
        // What is in use is not gone: deleted softly it is still there for those that refer to it.
        const referred = await this.#schema(`${pathOf(subject)}/versions/${version}?deleted=true`);
        await visit(referred.references ?? []);
        found.set(name, { name, text: referred.schema });
      }
    };
    await visit(references);
    return { kind, text, references: [...found.values()] };
  }

  /** What looks like JSON, and is no schema, comes from somebody else at that address. */
  async #schema(path: string): Promise<WireSchema> {
    const answer = await this.#get<unknown>(path);
    if (!isSchema(answer)) throw this.#noRegistry(200, path);
    return answer;
  }

  #get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>('GET', path, { signal });
  }

  #write<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
    if (this.#readOnly) throw new ReadOnlyRegistryError(`${method} ${path}`);
    return this.#ask<T>(method, path, { body, changes: true });
  }

  async #ask<T>(
    method: string,
    path: string,
    { body, signal, changes = false }: { body?: unknown; signal?: AbortSignal; changes?: boolean } = {},
  ): Promise<T> {
    let access: Awaited<ReturnType<RegistryAccess>>;
    try {
      access = await this.#access();
    } catch (cause) {
      throw new RegistryError(`The schema registry is not asked: ${(cause as Error).message}.`, {
        problem: 'security',
        cause,
      });
    }
    const { status, text } = await this.#send(method, path, access, { body, signal, changes });
    const answer = parsed(text);
    if (status === 401 || status === 403) throw refused(status, answer);
    // Of a path that a server does not have it says 404 (Confluent's), or 0 (Apicurio).
    const unknownPath = status === 404 && !(answer?.error_code > 404);
    if (unknownPath) throw this.#noRegistry(status, path);
    if (status >= 300 && status < 400) throw this.#noRegistry(status, path, true);
    if (status >= 300)
      throw new RegistryError(
        `The schema registry says ${status}${answer?.message ? `: ${stripped(answer.message)}` : ''}.`,
        {
          status,
          ...(typeof answer?.error_code === 'number' && { code: answer.error_code }),
          // What failed within it, or behind a gateway before it, may have been done.
          isOpen: changes && status >= 500,
        },
      );
    if (answer === undefined && text.trim() !== '') throw this.#noRegistry(status, path, true);
    return answer as T;
  }

  async #send(
    method: string,
    path: string,
    { authorization, tls }: Awaited<ReturnType<RegistryAccess>>,
    {
      body,
      signal,
      changes,
    }: { readonly body: unknown; readonly signal: AbortSignal | undefined; readonly changes: boolean },
  ) {
    let isSent = false;
    try {
      return await this.#pool.request({
        method,
        url: new URL(this.#base + path),
        headers: {
          accept: 'application/vnd.schemaregistry.v1+json, application/json',
          'content-type': 'application/vnd.schemaregistry.v1+json',
          ...(authorization !== undefined && { authorization }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        tls,
        timeoutMs: ANSWER_MS,
        signal,
        onSent: (is) => (isSent = is),
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw new RegistryError(
        `The schema registry at ${this.#base} does not answer: ${reasonOf(error as Error)}.`,
        {
          problem: networkProblem(error as Error),
          isOpen: changes && isSent,
          cause: error,
        },
      );
    }
  }

  #noRegistry(status: number, path: string, isStandIn = false): RegistryError {
    return new RegistryError(
      `${this.#base} does not answer as a schema registry does (${status} for ${path}).`,
      {
        status,
        problem: 'no-registry',
        isStandIn,
      },
    );
  }
}

/** The certificate that an error is about, where it is about one. */
export function certificateOf(error: unknown) {
  const { cause } = error as Error;
  return cause instanceof TlsError ? cause.certificate : null;
}

function isSchema(answer: unknown): answer is WireSchema {
  if (typeof answer !== 'object' || answer === null) return false;
  const { schema, references = null } = answer as Record<string, unknown>;
  return (
    typeof schema === 'string' &&
    (references === null || (Array.isArray(references) && references.every(isReference)))
  );
}

function isReference(one: unknown): one is SchemaReference {
  if (typeof one !== 'object' || one === null) return false;
  const { name, subject, version } = one as Record<string, unknown>;
  return typeof name === 'string' && typeof subject === 'string' && Number.isInteger(version);
}

function registered({ schema, schemaType = 'AVRO', references }: WireSchema): RegisteredText {
  const kind = KINDS[schemaType];
  if (kind === undefined)
    throw new RegistryError(`The registry calls it ${schemaType}, a kind not known here.`);
  return { kind, text: schema, references: references ?? [] };
}

function wireOf({ kind, text, references }: RegisteredText): WireSchema {
  return { schema: text, schemaType: TYPES[kind], ...(references.length > 0 && { references }) };
}

function pathOf(subject: string): string {
  return `/subjects/${encodeURIComponent(subject)}`;
}

function refused(status: number, answer: any): RegistryError {
  const said = typeof answer?.message === 'string' ? `: ${stripped(answer.message)}` : '';
  return new RegistryError(`The schema registry says ${status}${said}.`, {
    status,
    problem: status === 401 ? 'login-refused' : 'not-authorized',
  });
}

function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function stripped(message: string): string {
  return message.trim().replace(/\.$/, '');
}

function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `nothing within ${ANSWER_MS / 1000} s`;
  // OpenSSL's messages name its source files, and end with a new line.
  const said = (error.cause as { reason?: string } | undefined)?.reason ?? error.message;
  return said.trim() || ((error as NodeJS.ErrnoException).code ?? error.name);
}
