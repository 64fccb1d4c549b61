/** JSON texts → payloads as Confluent's serializers write them, by a schema that is registered. */
import {
  type EditorSchema,
  SaidError,
  type SaidValue,
  saidBy,
  say,
  type SchemaChoice,
  type SchemaInput,
} from '../../contract/index.ts';
import type { Clock } from '../../env/index.ts';
import {
  readSchema,
  type RecordSchema,
  SCHEMA_HEADERS,
  type SchemaFormat,
  type SchemaText,
} from '../decoding/index.ts';
import { failure, invalidInput } from '../router/failure.ts';
import type { RegistryClient, SubjectVersion } from './registry-client.ts';
import { RegistryError } from './registry-error.ts';

export interface EncodedPayload {
  readonly bytes: Buffer;
  /** Goes along with the record where the id is not in the payload. */
  readonly header: { readonly key: string; readonly value: Buffer } | null;
  readonly version: SubjectVersion;
}

interface Header {
  readonly key: string;
  readonly value: Buffer | null;
}

export type EncodeText = (text: string) => EncodedPayload;

type Part = 'key' | 'value';

interface Chosen {
  readonly version: SubjectVersion;
  readonly schema: SchemaText;
  readonly format: SchemaFormat;
}

const AS_TOPIC: SchemaChoice = {
  strategy: 'topic',
  name: '',
  version: null,
  messageType: null,
  framing: 'prefix',
};

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
    return (await this.encoderOf(topic, part, choice))(text);
  }

  /**
   * What encodes many texts by one choice; good for a few seconds where the latest version is chosen. Rejects as `encode`
   * does; the encoder throws a Failure 'invalid-input' for a text that does not fit.
   */
  async encoderOf(topic: string, part: Part, choice: SchemaChoice): Promise<EncodeText> {
    const { version, format } = await this.#choose(topic, part, choice);
    const path = pathOf(format, choice);
    const indexes = format.kind === 'protobuf' ? messageIndexBytes(path ?? [0]) : Buffer.alloc(0);
    const header = choice.framing === 'prefix' ? null : headerOf(version, part, indexes);
    const front = header === null ? Buffer.concat([idPrefix(version.id), indexes]) : Buffer.alloc(0);
    return (text) => {
      try {
        return { bytes: Buffer.concat([front, format.encode(text, path)]), header, version };
      } catch (error) {
        throw invalidInput(
          say('encode.unfit', {
            part,
            subject: version.subject,
            version: version.version,
            reason: reasonOf(error as Error),
          }),
        );
      }
    };
  }

  /** The choice that encodes as a record was: of the topic's own subject where the schema is there, else of another. Null: it is in no subject (any more). */
  async choiceOf(
    topic: string,
    part: Part,
    { id, framing, messageType }: RecordSchema,
  ): Promise<SchemaChoice | null> {
    const own = subjectOf(topic, part, { ...AS_TOPIC, framing });
    const uses = await this.#client.usesOf(id);
    const use = uses.find(({ subject }) => subject === own) ?? uses[0];
    if (use === undefined) return null;
    return use.subject === own
      ? { ...AS_TOPIC, version: use.version, messageType, framing }
      : { strategy: 'subject', name: use.subject, version: use.version, messageType, framing };
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
      throw failure(
        'not-found',
        wanted === null
          ? say('encode.unknownSubject', { subject })
          : say('encode.unknownVersion', { version: wanted, subject }),
        say('encode.unknownSubject.next'),
      );
    }
    const schema = await this.#client.complete(version);
    try {
      return { version, schema, format: await readSchema(schema) };
    } catch (error) {
      throw invalidInput(
        say('encode.unreadable', { subject, version: version.version, reason: saidBy(error as Error) }),
      );
    }
  }
}

function idPrefix(id: number): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeInt32BE(id, 1);
  return prefix;
}

function headerOf(version: SubjectVersion, part: Part, indexes: Buffer): EncodedPayload['header'] {
  if (version.guid === null) throw invalidInput(say('encode.noGuid'));
  const guid = Buffer.from(version.guid.replaceAll('-', ''), 'hex');
  return { key: SCHEMA_HEADERS[part], value: Buffer.concat([Buffer.from([1]), guid, indexes]) };
}

/** Headers of a message whose part was encoded: of those that name its schema only the new one counts, in its old place. */
export function namedBySchema(
  headers: readonly Header[],
  part: Part,
  header: EncodedPayload['header'],
): readonly Header[] {
  const name = SCHEMA_HEADERS[part];
  const at = headers.findIndex(({ key }) => key === name);
  if (at < 0) return header === null ? headers : [...headers, header];
  const kept = headers.filter(({ key }) => key !== name);
  return header === null ? kept : kept.toSpliced(at, 0, header);
}

/** As Confluent's strategies call it. */
export function subjectOf(topic: string, part: Part, { strategy, name }: SchemaChoice): string {
  if (strategy === 'topic') return `${topic}-${part}`;
  if (name.trim() === '')
    throw invalidInput(say(strategy === 'subject' ? 'encode.noSubject' : 'encode.noRecordName'));
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
      say('encode.noMessage', { name: wanted, names: types.map((one) => one.name).join(', ') }),
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

function reasonOf(error: Error): SaidValue {
  if (error instanceof SaidError) return error.said;
  const reason = error.message.replace(/\.$/, '');
  return error instanceof SyntaxError ? say('encode.notJson', { reason }) : reason;
}
