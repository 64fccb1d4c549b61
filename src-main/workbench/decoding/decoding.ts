/**
 * Bytes of a record → what a person reads, chosen for each record by itself: one that was written otherwise than its
 * neighbours degrades alone, and says why.
 */
import {
  type DecodeAttempt,
  type DecoderChoice,
  type DecoderName,
  inEnglish,
  type Payload,
  say,
} from '../../contract/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import { payloadOf, textPayload } from '../messages/payload.ts';
import {
  type Framing,
  headerFraming,
  messageIndexes,
  prefixFraming,
  SCHEMA_HEADERS,
  type SchemaId,
} from './framing.ts';
import {
  type Fit,
  float64,
  int32,
  int64,
  looksLikeMessagePack,
  looksLikeUuid,
  messagePack,
  uuid,
} from './plain.ts';
import type { SchemaFormat } from './schema-format.ts';

export type Part = 'key' | 'value';

/** A schema by its id: read, or why it cannot be had. */
export type KnownSchema = { readonly format: SchemaFormat } | { readonly problem: string };

/** Where schemas come from: a registry with a memory. */
export interface SchemaSource {
  /** What is known now. Undefined: not asked for yet, or no longer worth trusting. */
  known(id: SchemaId): KnownSchema | undefined;
  /** Asks for those not known. Never rejects: a schema that cannot be had is a problem that says why. */
  load(ids: Iterable<SchemaId>): Promise<void>;
}

/** How a part of a record names its schema, and which one. */
export interface RecordSchema {
  readonly id: SchemaId;
  readonly framing: 'prefix' | 'header';
  /** Of Protobuf: the message's full name. */
  readonly messageType: string | null;
}

export interface DecodingOptions {
  readonly choice: { readonly key: DecoderChoice; readonly value: DecoderChoice };
  readonly schemas: SchemaSource | undefined;
  /** The schema that a person gave for a part by hand, read; undefined: none, or 'problem' why it cannot be read. */
  readonly local: { readonly key?: KnownSchema; readonly value?: KnownSchema };
  /** Reads a record of an internal topic; undefined: not of one. Throws an Error for one that is malformed. */
  readonly internal?: (record: LogRecord) => { readonly key: string; readonly value: string } | undefined;
}

const PLAIN: Readonly<Partial<Record<DecoderName, (bytes: Buffer) => Fit>>> = {
  int32,
  int64,
  float64,
  uuid,
  messagepack: messagePack,
  hex: (bytes) => ({ text: bytes.toString('hex'), json: false }),
  base64: (bytes) => ({ text: bytes.toString('base64'), json: false }),
};

/** What is tried unasked on bytes that are no text, in this order. */
const GUESSES: readonly (readonly [DecoderName, (bytes: Buffer) => boolean])[] = [
  ['messagepack', looksLikeMessagePack],
  ['uuid', looksLikeUuid],
  ['int32', (bytes) => bytes.length === 4],
  ['int64', (bytes) => bytes.length === 8],
];

export class Decoding {
  readonly #options: DecodingOptions;

  constructor(options: DecodingOptions) {
    this.#options = options;
  }

  /** Whether text and JSON in the log are shown as they stand there, whatever else there is. */
  get isPlain(): boolean {
    return this.#options.schemas === undefined && this.isAutomatic;
  }

  /** Whether each record is read as it looks, with a schema only where it names one. */
  get isAutomatic(): boolean {
    const { choice, internal } = this.#options;
    return internal === undefined && choice.key.decoder === 'auto' && choice.value.decoder === 'auto';
  }

  /** Loads the schemas that records name and nobody has asked for. */
  async prepare(records: Iterable<LogRecord>): Promise<void> {
    const { schemas } = this.#options;
    if (schemas === undefined) return;
    const missing = new Set<SchemaId>();
    for (const record of records) {
      for (const part of ['key', 'value'] as const) {
        const framing = this.#framing(record, part);
        if (framing !== undefined && schemas.known(framing.id) === undefined) missing.add(framing.id);
      }
    }
    if (missing.size > 0) await schemas.load(missing);
  }

  /** The key or value as a row or a detail shows it, cut at `maxBytes` of text. */
  payload(record: LogRecord, part: Part, maxBytes?: number): Payload {
    const bytes = record[part];
    if (bytes === null || bytes.length === 0) return payloadOf(bytes, maxBytes);
    const choice = this.#options.choice[part];
    if (choice.decoder !== 'auto') {
      const fit = this.#decodeAs(choice.decoder, record, part);
      return 'problem' in fit
        ? { ...payloadOf(bytes, maxBytes), problem: fit.problem }
        : { ...textPayload(fit.text, bytes.length, fit.json, maxBytes), decoder: choice.decoder };
    }
    let problem: string | undefined;
    if (this.#options.internal !== undefined) {
      const fit = this.#internal(record, part);
      if (!('problem' in fit))
        return { ...textPayload(fit.text, bytes.length, true, maxBytes), decoder: 'internal' };
      ({ problem } = fit);
    }
    const framing = this.#framing(record, part);
    if (framing !== undefined) {
      const framed = this.#decodeFramed(framing, bytes);
      if (!('problem' in framed)) {
        const { id } = framing;
        return {
          ...textPayload(framed.text, bytes.length, true, maxBytes),
          decoder: framed.kind,
          schemaId: id,
        };
      }
      problem = framed.problem;
    }
    const plain = payloadOf(bytes, maxBytes);
    if (problem !== undefined) return { ...plain, problem };
    if (plain.format !== 'binary') return plain;
    for (const [decoder, looksRight] of GUESSES) {
      if (!looksRight(bytes)) continue;
      const fit = PLAIN[decoder]!(bytes);
      if (!('problem' in fit)) return { ...textPayload(fit.text, bytes.length, fit.json, maxBytes), decoder };
    }
    return plain;
  }

  /** The schema of a registry that `payload` reads this part with; null: it reads it without one. */
  schemaOf(record: LogRecord, part: Part): RecordSchema | null {
    const bytes = record[part];
    const { schemaId } = this.payload(record, part);
    const framing = this.#framing(record, part);
    if (bytes === null || schemaId === undefined || framing === undefined) return null;
    const known = this.#options.schemas?.known(framing.id);
    if (known === undefined || 'problem' in known) return null;
    const { format } = known;
    const path = format.kind === 'protobuf' ? indexesOf(bytes, framing).path : undefined;
    return {
      id: framing.id,
      framing: framing.indexes === undefined ? 'prefix' : 'header',
      messageType: format.types.find((type) => path?.join() === type.path.join())?.name ?? null,
    };
  }

  /** What every decoder makes of it, and why not: the one that `payload` chose is marked. */
  explain(record: LogRecord, part: Part): DecodeAttempt[] {
    const bytes = record[part];
    if (bytes === null || bytes.length === 0) return [];
    const chosen = this.payload(record, part);
    const used: DecoderName =
      chosen.decoder ?? (chosen.format === 'json' || chosen.format === 'text' ? chosen.format : 'hex');
    const names: DecoderName[] = ['json', 'text', 'avro', 'protobuf', 'json-schema', 'messagepack', 'uuid'];
    names.push('int32', 'int64', 'float64', 'hex');
    if (this.#options.internal !== undefined) names.unshift('internal');
    return names.map((decoder) => {
      if (decoder === used) return { decoder, outcome: 'used', reason: null };
      const fit = this.#decodeAs(decoder, record, part);
      return 'problem' in fit
        ? { decoder, outcome: 'no', reason: fit.problem }
        : { decoder, outcome: 'fits', reason: null };
    });
  }

  #internal(record: LogRecord, part: Part): Fit {
    try {
      const content = this.#options.internal?.(record);
      if (content === undefined) return { problem: inEnglish(say('decode.noKind')) };
      return { text: content[part], json: true };
    } catch (error) {
      return { problem: (error as Error).message };
    }
  }

  #framing(record: LogRecord, part: Part): Framing | undefined {
    if (this.#options.schemas === undefined) return undefined;
    const bytes = record[part];
    if (bytes === null) return undefined;
    const header = record.headers.findLast(({ key }) => key === SCHEMA_HEADERS[part]);
    return headerFraming(header?.value) ?? prefixFraming(bytes);
  }

  #decodeFramed(framing: Framing, bytes: Buffer): { text: string; kind: DecoderName } | { problem: string } {
    const known = this.#options.schemas?.known(framing.id);
    const { id } = framing;
    if (known === undefined) return { problem: inEnglish(say('decode.notAsked', { id })) };
    if ('problem' in known) return { problem: ofSchema(id, known.problem) };
    try {
      const { format } = known;
      return { text: decodeWith(format, bytes, framing), kind: format.kind };
    } catch (error) {
      return { problem: ofSchema(id, (error as Error).message) };
    }
  }

  #decodeAs(decoder: DecoderName, record: LogRecord, part: Part): Fit {
    const bytes = record[part]!;
    const plain = PLAIN[decoder];
    if (plain !== undefined) return plain(bytes);
    if (decoder === 'json' || decoder === 'text') return asText(bytes, decoder);
    if (decoder === 'internal') return this.#internal(record, part);
    const local = this.#options.local[part];
    if (local !== undefined && 'problem' in local) return local;
    if (local?.format.kind === decoder) {
      try {
        return { text: local.format.decode(bytes, 0), json: true };
      } catch (error) {
        return { problem: (error as Error).message };
      }
    }
    const framing = this.#framing(record, part);
    if (framing === undefined)
      return {
        problem: inEnglish(
          say(this.#options.schemas === undefined ? 'decode.noRegistry' : 'decode.noSchemaId'),
        ),
      };
    const known = this.#options.schemas?.known(framing.id);
    // Bytes that their own schema cannot read are no matter of another kind of schema.
    if (known !== undefined && 'format' in known && known.format.kind !== decoder)
      return { problem: inEnglish(say('decode.otherKind', { id: framing.id, kind: known.format.kind })) };
    const framed = this.#decodeFramed(framing, bytes);
    return 'problem' in framed ? framed : { text: framed.text, json: true };
  }
}

/** Each record by what it looks like, with a registry's schemas where there is one. */
export function automaticDecoding(schemas?: SchemaSource): Decoding {
  const choice = { decoder: 'auto' } as const;
  return new Decoding({ choice: { key: choice, value: choice }, schemas, local: {} });
}

function ofSchema(id: SchemaId, reason: string): string {
  return inEnglish(say('decode.schema', { id, reason }));
}

function decodeWith(format: SchemaFormat, bytes: Buffer, framing: Framing): string {
  if (format.kind !== 'protobuf') return format.decode(bytes, framing.at);
  const { at, path } = indexesOf(bytes, framing);
  return format.decode(bytes, at, path);
}

/** Of a Protobuf payload: its message, and where it begins. */
function indexesOf(bytes: Buffer, { at, indexes }: Framing): { path: number[]; at: number } {
  return indexes === undefined ? messageIndexes(bytes, at) : { ...messageIndexes(indexes, 0), at };
}

function asText(bytes: Buffer, decoder: 'json' | 'text'): Fit {
  const { format } = payloadOf(bytes);
  if (format === 'binary') return { problem: inEnglish(say('decode.notText')) };
  if (decoder === 'json' && format !== 'json') return { problem: inEnglish(say('decode.notJson')) };
  return { text: bytes.toString('utf8'), json: format === 'json' };
}
