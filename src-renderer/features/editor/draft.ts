/** A message being written, kept per topic; turning it into what is sent is pure. */
import type {
  ClusterId,
  MessageDetail,
  PayloadInput,
  RecordSchemas,
  SchemaChoice,
  SendRequest,
} from '../../../src-main/contract/index.ts';
import { fromBase64 } from '../../lib/base64.ts';
import { prettyJson } from '../../lib/json/index.ts';

/** Bytes that are sent as they were while the text that stands for them is not edited. */
export interface Kept {
  /** What the field showed; '' for bytes that it cannot show. */
  readonly text: string;
  /** Null: there were none. */
  readonly base64: string | null;
  /** They were encoded so, and the text is what they say: another schema makes other bytes of it. */
  readonly schema?: SchemaChoice;
}

export interface HeaderDraft {
  name: string;
  value: string;
  /** The value is null, whatever stands in the field. */
  isNull?: boolean;
  /** Of a stored record. */
  kept?: Kept;
}

/** Where a message goes. */
export interface Target {
  readonly cluster: ClusterId;
  readonly topic: string;
}

export interface Draft {
  /** Left out: to the topic that it is written for. */
  target?: Target;
  /** Null: no key. */
  key: string | null;
  value: string;
  /** The value is null, whatever stands in the editor. */
  tombstone: boolean;
  headers: readonly HeaderDraft[];
  /** '': by key. */
  partition: string;
  compression: SendRequest['compression'];
  acks: SendRequest['acks'];
  /** '': now. */
  timestamp: string;
  /** A key or value that is no text, or none that its field can show, is carried along untouched while it is not edited. */
  binary: { key: string | null; value: string | null };
  /** What a stored record's key and value were, to the byte: sent again while nobody edits their text. */
  kept?: { key?: Kept; value?: Kept };
  /** What key and value are encoded with; null or left out: with nothing. */
  schemas?: { key?: SchemaChoice | null; value?: SchemaChoice | null };
}

export const EMPTY_DRAFT: Draft = {
  key: null,
  value: '{\n  \n}',
  tombstone: false,
  headers: [],
  partition: '',
  compression: 'none',
  acks: 'all',
  timestamp: '',
  binary: { key: null, value: null },
};

const NO_SCHEMAS: RecordSchemas = { key: null, value: null };

/**
 * The draft a stored record opens as: same key, value, headers and compression; partition by key again, time now. What
 * was encoded with a schema opens as its JSON, with that schema chosen.
 */
export function draftOf(record: MessageDetail, named: RecordSchemas = NO_SCHEMAS): Draft {
  // The text of a decoder that was cut cannot be had whole.
  const schemas = {
    key: record.key.cut ? null : named.key,
    value: record.value.cut ? null : named.value,
  };
  const binary = {
    key: schemas.key !== null || isFieldText(record.key, record.keyBase64) ? null : record.keyBase64,
    value: schemas.value !== null || isText(record.value) ? null : record.valueBase64,
  };
  const key =
    record.key.format === 'null' ? null : binary.key === null ? textOf(record.key, record.keyBase64) : '';
  const value = binary.value === null ? prettyIfJson(record) : '';
  const kept = (text: string, base64: string | null, schema: SchemaChoice | null): Kept =>
    schema === null ? { text, base64 } : { text, base64, schema };
  return {
    ...EMPTY_DRAFT,
    key,
    value,
    tombstone: record.value.format === 'null',
    headers: record.headers.map((header, index) =>
      headerOf(header.name, header.value, record.headersBase64[index] ?? null),
    ),
    compression: record.batch.compression,
    binary,
    kept: {
      ...(key !== null && binary.key === null && { key: kept(key, record.keyBase64, schemas.key) }),
      ...(record.valueBase64 !== null &&
        binary.value === null && { value: kept(value, record.valueBase64, schemas.value) }),
    },
    ...((schemas.key ?? schemas.value) !== null && { schemas }),
  };
}

function headerOf(name: string, payload: MessageDetail['value'], base64: string | null): HeaderDraft {
  const value = isFieldText(payload, base64) ? textOf(payload, base64) : '';
  return { name, value, isNull: payload.format === 'null', kept: { text: value, base64 } };
}

/** What stands in the log is this text; a decoder's text is not, and neither is hex. */
function isText(payload: MessageDetail['key']): boolean {
  return payload.format !== 'binary' && payload.decoder === undefined;
}

/** A longer text stalls a field of one line, which lays it out as one. */
const LONGEST_FIELD = 10_000;

/** A field of one line can show it and give it back: ends of lines it drops, and control characters nobody sees in it. */
function fitsField(text: string): boolean {
  return text.length <= LONGEST_FIELD && !/(?!\t)\p{Cc}/u.test(text);
}

function isFieldText(payload: MessageDetail['key'], base64: string | null): boolean {
  return isText(payload) && fitsField(textOf(payload, base64));
}

function textOf(payload: MessageDetail['key'], base64: string | null): string {
  if (!payload.cut || base64 === null) return payload.text;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(fromBase64(base64));
}

function prettyIfJson(record: MessageDetail): string {
  const text = textOf(record.value, record.valueBase64);
  return record.value.format === 'json' ? prettyJson(text) : text;
}

/** Text as it is sent: the bytes it was read from, unless it was edited, or they were encoded. */
function textInput(text: string, kept: Kept | undefined): PayloadInput {
  if (kept !== undefined && kept.base64 !== null && kept.schema === undefined && kept.text === text)
    return { kind: 'base64', base64: kept.base64 };
  return { kind: 'text', text };
}

/** The key as the contract takes it. An empty text is a key of no bytes; only null is no key. */
export function keyInput(draft: Draft): PayloadInput {
  if (draft.binary.key !== null) return { kind: 'base64', base64: draft.binary.key };
  return draft.key === null ? { kind: 'null' } : textInput(draft.key, draft.kept?.key);
}

/** The value as the contract takes it. */
export function valueInput(draft: Draft): PayloadInput {
  if (draft.tombstone) return { kind: 'null' };
  if (draft.binary.value !== null) return { kind: 'base64', base64: draft.binary.value };
  return textInput(draft.value, draft.kept?.value);
}

/** The header's value is bytes that the field cannot show, and nobody has written anything in their place. */
export function isBinaryHeader({ value, isNull, kept }: HeaderDraft): boolean {
  return !isNull && value === '' && kept?.text === '' && (kept.base64 ?? '') !== '';
}

function headerInput({ value, isNull, kept }: HeaderDraft): PayloadInput {
  return isNull ? { kind: 'null' } : textInput(value, kept);
}

/** What is sent. A header that was stored without a name keeps none; one that was begun here needs one. */
export function sendRequestOf(cluster: ClusterId, topic: string, draft: Draft): SendRequest {
  return {
    cluster,
    topic,
    partition: draft.partition === '' ? null : Number(draft.partition),
    key: keyInput(draft),
    value: valueInput(draft),
    headers: draft.headers
      .filter((header) => header.name !== '' || header.kept !== undefined)
      .map((header) => ({ name: header.name, value: headerInput(header) })),
    timestampMs: draft.timestamp.trim() === '' ? null : Number(draft.timestamp),
    compression: draft.compression,
    acks: draft.acks,
  };
}

/** Whether the timestamp is empty or epoch ms. */
export function isTimestamp(text: string): boolean {
  return /^\d{0,16}$/.test(text.trim());
}

/** What was sent, as it can be edited and sent again: bytes that are no text stay bytes. */
export function draftOfRequest(request: SendRequest): Draft {
  const key = inField(writable(request.key));
  const value = writable(request.value);
  return {
    ...EMPTY_DRAFT,
    key: request.key.kind === 'null' ? null : (key.text ?? ''),
    value: value.text ?? '',
    tombstone: request.value.kind === 'null',
    headers: request.headers.map(({ name, value: header }) => {
      const { text = '', base64 } = inField(writable(header));
      return { name, value: text, isNull: header.kind === 'null', kept: { text, base64 } };
    }),
    partition: request.partition === null ? '' : String(request.partition),
    compression: request.compression,
    acks: request.acks,
    timestamp: request.timestampMs === null ? '' : String(request.timestampMs),
    binary: {
      key: key.text === undefined ? key.base64 : null,
      value: value.text === undefined ? value.base64 : null,
    },
    schemas: {
      key: request.key.kind === 'schema' ? request.key.schema : null,
      value: request.value.kind === 'schema' ? request.value.schema : null,
    },
  };
}

/** Without its text where there are bytes and a field cannot show it. */
function inField(written: ReturnType<typeof writable>): ReturnType<typeof writable> {
  const { text, base64 } = written;
  return base64 === null || text === undefined || fitsField(text) ? written : { base64 };
}

/** The text of an input; undefined where its bytes are none. */
function writable(input: PayloadInput): { text?: string; base64: string | null } {
  if (input.kind === 'null') return { text: '', base64: null };
  if (input.kind !== 'base64') return { text: input.text, base64: null };
  try {
    const bytes = fromBase64(input.base64);
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      base64: input.base64,
    };
  } catch {
    return { base64: input.base64 };
  }
}
