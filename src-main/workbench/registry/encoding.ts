/** JSON texts → payloads as Confluent's serializers write them, by a schema that is registered. */
import type { EditorSchema, SchemaChoice, SchemaInput } from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import { readSchema, SCHEMA_HEADERS, type SchemaFormat, type SchemaText } from '../decoding/index.ts';
import { Failure, invalidInput } from '../router/failure.ts';
import type { RegistryClient, SubjectVersion } from './registry-client.ts';
import { RegistryError } from './registry-error.ts';

export interface EncodedPayload {
  readonly bytes: Buffer;
  /** Goes along with the record where the id is not in the payload. */
  readonly header: { readonly key: string; readonly value: Buffer } | null;
  readonly version: SubjectVersion;
}

type Part = 'key' | 'value';

interface Chosen {
  readonly version: SubjectVersion;
  readonly schema: SchemaText;
  readonly format: SchemaFormat;
}

/** A load of messages asks for the latest version once in so long. */
const LATEST_MS = 5_000;
const REMEMBERED = 50;

/** Encodes for one registry; schemas that were just used are not asked for again. */
export class SchemaEncoding {
  readonly #client: RegistryClient;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #recent = new Map<string, { readonly chosen: Promise<Chosen>; readonly untilMs: number }>();

  constructor(client: RegistryClient, clock: Pick<Clock, 'monotonicMs'>) {
    this.#client = client;
    this.#clock = clock;
  }

  /** Something was registered or deleted: what was the latest may not be so any more. */
  forget(): void {
    this.#recent.clear();
  }

  /**
   * Rejects with a Failure 'invalid-input' that names path and reason where the text does not fit, or where there is no
   * such schema; with RegistryError where the registry cannot be asked.
   */
  async encode(topic: string, part: Part, { text, schema: choice }: SchemaInput): Promise<EncodedPayload> {
    const { version, format } = await this.#choose(topic, part, choice);
    const path = pathOf(format, choice);
    let payload: Buffer;
    try {
      payload = format.encode(text, path);
    } catch (error) {
      throw invalidInput(
        `The ${part} does not fit ${version.subject} version ${version.version}: ${reasonOf(error as Error)}.`,
      );
    }
    const indexes = format.kind === 'protobuf' ? messageIndexBytes(path ?? [0]) : Buffer.alloc(0);
    if (choice.framing === 'prefix') {
      const prefix = Buffer.alloc(5);
      prefix.writeInt32BE(version.id, 1);
      return { bytes: Buffer.concat([prefix, indexes, payload]), header: null, version };
    }
    if (version.guid === null)
      throw invalidInput(
        'This registry gives schemas no GUID, which a header carries: put the id before the payload.',
      );
    const guid = Buffer.from(version.guid.replaceAll('-', ''), 'hex');
    const value = Buffer.concat([Buffer.from([1]), guid, indexes]);
    return { bytes: payload, header: { key: SCHEMA_HEADERS[part], value }, version };
  }

  /** What a JSON editor needs of the schema that a choice means. Rejects as `encode` does. */
  async editorSchema(topic: string, part: Part, choice: SchemaChoice): Promise<EditorSchema> {
    const { version, schema, format } = await this.#choose(topic, part, choice);
    const own = await format.editorSchema(pathOf(format, choice));
    return {
      subject: version.subject,
      version: version.version,
      kind: format.kind,
      types: format.types.map(({ name }) => name),
      text: own === null ? schema.text : JSON.stringify(own),
      references: own === null ? schema.references.map(({ name: uri, text }) => ({ uri, text })) : [],
    };
  }

  #choose(topic: string, part: Part, choice: SchemaChoice): Promise<Chosen> {
    const subject = subjectOf(topic, part, choice);
    const key = `${subject} ${choice.version ?? 'latest'}`;
    const nowMs = this.#clock.monotonicMs();
    const known = this.#recent.get(key);
    if (known !== undefined && known.untilMs > nowMs) return known.chosen;
    const chosen = this.#load(subject, choice.version);
    chosen.catch(() => this.#recent.delete(key));
    if (this.#recent.size >= REMEMBERED) this.#recent.delete(this.#recent.keys().next().value!);
    this.#recent.set(key, { chosen, untilMs: nowMs + LATEST_MS });
    return chosen;
  }

  async #load(subject: string, wanted: number | null): Promise<Chosen> {
    let version: SubjectVersion;
    try {
      version = await this.#client.version(subject, wanted ?? 'latest');
    } catch (error) {
      if (!(error instanceof RegistryError) || error.status !== 404) throw error;
      throw new Failure({
        code: 'not-found',
        message:
          wanted === null
            ? `The registry has no subject '${subject}'.`
            : `The registry has no version ${wanted} of '${subject}'.`,
        nextStep: 'Register a schema for it, or choose another subject.',
      });
    }
    const schema = await this.#client.complete(version);
    try {
      return { version, schema, format: await readSchema(schema) };
    } catch (error) {
      throw invalidInput(
        `The schema of ${subject} version ${version.version} cannot be read: ${(error as Error).message}.`,
      );
    }
  }
}

/** As Confluent's strategies call it. */
export function subjectOf(topic: string, part: Part, { strategy, name }: SchemaChoice): string {
  if (strategy === 'topic') return `${topic}-${part}`;
  if (name.trim() === '')
    throw invalidInput(
      strategy === 'subject' ? 'No subject is chosen.' : "The record's full name is missing.",
    );
  return strategy === 'topic-record' ? `${topic}-${name.trim()}` : name.trim();
}

/** Of the message of a Protobuf file that is meant. */
function pathOf({ kind, types }: SchemaFormat, { strategy, name, messageType }: SchemaChoice) {
  if (kind !== 'protobuf') return undefined;
  const byName = strategy === 'record' || strategy === 'topic-record' ? name.trim() : null;
  const wanted = messageType ?? byName;
  if (wanted === null) return [0];
  const found = types.find((type) => type.name === wanted);
  if (found === undefined)
    throw invalidInput(
      `The schema has no message '${wanted}'; it has ${types.map((one) => one.name).join(', ')}.`,
    );
  return found.path;
}

/** A count and so many indexes as zigzag varints; [0], which nearly all are, is one byte. */
function messageIndexBytes(path: readonly number[]): Buffer {
  if (path.length === 1 && path[0] === 0) return Buffer.from([0]);
  return Buffer.from([path.length, ...path].flatMap(zigzagVarint));
}

function zigzagVarint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function reasonOf(error: Error): string {
  const said = error.message.replace(/\.$/, '');
  return error instanceof SyntaxError ? `it is no JSON: ${said}` : said;
}
