/**
 * A schema registry in memory, over HTTP, as Confluent's documentation of its REST interface describes it. What is
 * compatible it judges by one rule only: a field that is new to an Avro record needs a default.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type forge from 'node-forge';

export interface TestRegistryOptions {
  readonly port?: number;
  /** What the header `authorization` must say. */
  readonly authorization?: string;
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
}

export interface TestRegistry {
  readonly url: string;
  /** `GET /subjects`, in the order they came. */
  readonly asked: string[];
  /** Registers a version without asking whether it is compatible; says its id. */
  add(subject: string, schemaType: string, schema: string, references?: readonly Reference[]): number;
  guidOf(id: number): string;
  /** Nobody listens any more, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

interface Reference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}
interface Content {
  readonly schema: string;
  readonly schemaType: string;
  readonly references: readonly Reference[];
}
interface Version {
  readonly version: number;
  readonly id: number;
  deleted: boolean;
}
type Answer = readonly [status: number, body: unknown];

const LEVELS = ['NONE', 'BACKWARD', 'FORWARD', 'FULL'].flatMap((level) =>
  level === 'NONE' ? [level] : [level, `${level}_TRANSITIVE`],
);
const error = (status: number, code: number, message: string): Answer => [
  status,
  { error_code: code, message },
];

export async function startTestRegistry(options: TestRegistryOptions = {}): Promise<TestRegistry> {
  const asked: string[] = [];
  const memory = new Memory();
  const answer = (request: IncomingMessage, body: string): Answer => {
    asked.push(`${request.method} ${request.url}`);
    if (options.authorization !== undefined && request.headers.authorization !== options.authorization)
      return error(401, 401, 'Unauthorized');
    const { pathname, searchParams } = new URL(request.url!, 'http://registry');
    const path = pathname.split('/').filter(Boolean).map(decodeURIComponent);
    return memory.answer(request.method!, path, searchParams, body === '' ? undefined : JSON.parse(body));
  };
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const [status, answered] = answer(request, body);
      response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
      response.end(JSON.stringify(answered));
    });
  };
  const { tls } = options;
  const make = (): Server =>
    tls === undefined
      ? createServer(listener)
      : createSecureServer({ ...tls, requestCert: tls.ca !== undefined }, listener);
  let server = make();
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const pause = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    asked,
    add: (subject, schemaType, schema, references = []) =>
      memory.add(subject, { schema, schemaType, references }),
    guidOf: (id) => memory.guid(id),
    pause,
    resume: () => {
      server = make();
      return listen(port);
    },
    [Symbol.asyncDispose]: pause,
  };
}

class Memory {
  readonly #subjects = new Map<string, Version[]>();
  readonly #contents = new Map<number, Content & { guid: string }>();
  readonly #levels = new Map<string, string>();
  #level = 'BACKWARD';

  guid(id: number): string {
    return this.#contents.get(id)!.guid;
  }

  add(subject: string, content: Content): number {
    const versions = this.#subjects.get(subject) ?? [];
    const same = versions.find(({ id, deleted }) => !deleted && this.#isSame(id, content));
    if (same !== undefined) return same.id;
    let id = [...this.#contents.keys()].find((known) => this.#isSame(known, content));
    if (id === undefined) {
      id = this.#contents.size + 1;
      this.#contents.set(id, { ...content, guid: randomUUID() });
    }
    this.#subjects.set(subject, [
      ...versions,
      { version: (versions.at(-1)?.version ?? 0) + 1, id, deleted: false },
    ]);
    return id;
  }

  #isSame(id: number, { schema, schemaType, references }: Content): boolean {
    const known = this.#contents.get(id)!;
    return (
      known.schema === schema &&
      known.schemaType === schemaType &&
      JSON.stringify(known.references) === JSON.stringify(references)
    );
  }

  answer(method: string, path: readonly string[], query: URLSearchParams, body: any): Answer {
    const [area, ...rest] = path;
    const deleted = query.get('deleted') === 'true';
    const content: Content = {
      schema: body?.schema,
      schemaType: body?.schemaType ?? 'AVRO',
      references: body?.references ?? [],
    };
    switch (area) {
      case 'subjects':
        if (rest.length === 0) {
          const there = [...this.#subjects].filter(
            ([, versions]) => deleted || versions.some((one) => !one.deleted),
          );
          return [200, there.map(([subject]) => subject).toSorted()];
        }
        return this.#subject(
          method,
          rest,
          { deleted, permanent: query.get('permanent') === 'true' },
          content,
        );
      case 'schemas':
        return this.#schemas(rest);
      case 'config':
        return this.#config(method, rest[0], body?.compatibility);
      case 'compatibility': {
        const versions = this.#live(rest[1]);
        if (versions.length === 0) return error(404, 40401, `Subject '${rest[1]}' not found.`);
        const messages = this.#incompatibilities(rest[1], content);
        return [200, { is_compatible: messages.length === 0, messages }];
      }
      default:
        return [404, { error_code: 404, message: 'HTTP 404 Not Found' }];
    }
  }

  #live(subject: string): Version[] {
    return (this.#subjects.get(subject) ?? []).filter((one) => !one.deleted);
  }

  #subject(
    method: string,
    [subject, versionsWord, which, more]: readonly string[],
    { deleted, permanent }: { deleted: boolean; permanent: boolean },
    content: Content,
  ): Answer {
    const all = this.#subjects.get(subject) ?? [];
    const seen = deleted ? all : this.#live(subject);
    const unknown = error(404, 40401, `Subject '${subject}' not found.`);
    if (method === 'POST' && versionsWord === undefined) {
      const found = this.#live(subject).find(({ id }) => this.#isSame(id, content));
      return found === undefined ? error(404, 40403, 'Schema not found') : this.#version(subject, found);
    }
    if (method === 'POST') {
      if (!isReadable(content)) return error(422, 42201, 'Invalid schema');
      const because = this.#incompatibilities(subject, content);
      if (because.length > 0)
        return error(
          409,
          409,
          `Schema being registered is incompatible with an earlier schema: ${because[0]}`,
        );
      const id = this.add(subject, content);
      return [200, { id, guid: this.guid(id) }];
    }
    if (method === 'DELETE' && versionsWord === undefined) {
      if (permanent ? all.some((one) => !one.deleted) : seen.length === 0)
        return permanent ? error(404, 40405, `Subject '${subject}' was not deleted first`) : unknown;
      if (permanent) this.#subjects.delete(subject);
      else for (const one of all) one.deleted = true;
      return [200, (permanent ? all : seen).map(({ version }) => version)];
    }
    if (seen.length === 0) return unknown;
    if (which === undefined) return [200, seen.map(({ version }) => version)];
    const wanted = method === 'DELETE' ? all : seen;
    const found =
      which === 'latest' ? wanted.at(-1) : wanted.find(({ version }) => String(version) === which);
    if (found === undefined) return error(404, 40402, 'Version not found.');
    const referring = this.#referring(subject, found.version);
    if (more === 'referencedby') return [200, referring];
    if (method !== 'DELETE') return this.#version(subject, found);
    if (referring.length > 0) return error(422, 42206, 'One or more references exist to the schema');
    if (permanent && !found.deleted)
      return error(404, 40407, `Version ${found.version} was not deleted first`);
    if (permanent)
      this.#subjects.set(
        subject,
        all.filter((one) => one !== found),
      );
    else found.deleted = true;
    return [200, found.version];
  }

  #referring(subject: string, version: number): number[] {
    const ids = [...this.#subjects.values()]
      .flat()
      .filter(({ deleted }) => !deleted)
      .map(({ id }) => id);
    return [...new Set(ids)].filter((id) =>
      this.#contents.get(id)!.references.some((one) => one.subject === subject && one.version === version),
    );
  }

  #version(subject: string, { version, id }: Version): Answer {
    const { guid, schema, schemaType, references } = this.#contents.get(id)!;
    return [
      200,
      {
        subject,
        version,
        id,
        guid,
        ...(schemaType !== 'AVRO' && { schemaType }),
        ...(references.length > 0 && { references }),
        schema,
      },
    ];
  }

  #schemas([by, key, more]: readonly string[]): Answer {
    const found = [...this.#contents].find(([id, { guid }]) => (by === 'ids' ? String(id) : guid) === key);
    if (found === undefined) return error(404, 40403, 'Schema not found');
    const [id, { guid: _guid, ...content }] = found;
    if (more === 'ids') return [200, [{ id, context: '.' }]];
    if (more !== 'versions') return [200, content];
    return [
      200,
      [...this.#subjects].flatMap(([subject, versions]) =>
        versions.filter((one) => one.id === id && !one.deleted).map(({ version }) => ({ subject, version })),
      ),
    ];
  }

  #config(method: string, subject: string | undefined, wanted: string): Answer {
    if (method === 'PUT') {
      if (!LEVELS.includes(wanted)) return error(422, 42203, 'Invalid compatibility level');
      if (subject === undefined) this.#level = wanted;
      else this.#levels.set(subject, wanted);
      return [200, { compatibility: wanted }];
    }
    if (subject === undefined) return [200, { compatibilityLevel: this.#level }];
    const own = this.#levels.get(subject);
    if (own === undefined)
      return error(404, 40408, `Subject '${subject}' does not have subject-level compatibility configured`);
    if (method === 'DELETE') this.#levels.delete(subject);
    return [200, { compatibilityLevel: own }];
  }

  #incompatibilities(subject: string, { schema, schemaType }: Content): string[] {
    if ((this.#levels.get(subject) ?? this.#level) === 'NONE' || schemaType !== 'AVRO') return [];
    const before = this.#live(subject).at(-1);
    if (before === undefined) return [];
    const fieldsOf = (text: string): { name: string }[] => JSON.parse(text).fields ?? [];
    const known = new Set(fieldsOf(this.#contents.get(before.id)!.schema).map(({ name }) => name));
    return fieldsOf(schema)
      .filter((field) => !known.has(field.name) && !('default' in field))
      .map(
        ({ name }) =>
          `READER_FIELD_MISSING_DEFAULT_VALUE: the field '${name}' of the new schema has no default value and is missing in the old schema`,
      );
  }
}

function isReadable({ schema, schemaType }: Content): boolean {
  if (schemaType === 'PROTOBUF') return /message/.test(schema);
  try {
    JSON.parse(schema);
    return true;
  } catch {
    return false;
  }
}

/** An authority of this test's own, and certificates that it issues. PEM. */
export async function testAuthority() {
  const { pki, md } = (await import('node-forge')).default;
  const make = (
    name: string,
    host: string | undefined,
    by?: { key: forge.pki.rsa.PrivateKey; name: string },
  ) => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
    const certificate = pki.createCertificate();
    certificate.publicKey = pki.publicKeyFromPem(
      pair.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    );
    certificate.serialNumber = `0${Math.ceil(Math.random() * 1e9)}`;
    certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
    certificate.validity.notAfter = new Date(Date.now() + 3_600_000);
    certificate.setSubject([{ name: 'commonName', value: name }]);
    certificate.setIssuer([{ name: 'commonName', value: by?.name ?? name }]);
    const address =
      host !== undefined && /^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host };
    certificate.setExtensions([
      { name: 'basicConstraints', cA: by === undefined },
      ...(host === undefined ? [] : [{ name: 'subjectAltName', altNames: [address] }]),
    ]);
    const own = pki.privateKeyFromPem(key);
    certificate.sign(by?.key ?? own, md.sha256.create());
    return { key, cert: pki.certificateToPem(certificate), own };
  };
  const authority = make('Test authority', undefined);
  return {
    ca: authority.cert,
    issue(name: string, host: string) {
      const { key, cert } = make(name, host, { key: authority.own, name: 'Test authority' });
      return { key, cert };
    },
  };
}
