/** A message being written, kept per topic; turning it into what is sent is pure. */
import type {
  ClusterId,
  MessageDetail,
  PayloadInput,
  SendRequest,
} from '../../../src-main/contract/index.ts';
import { prettyJson } from '../../lib/json/index.ts';

export interface HeaderDraft {
  name: string;
  value: string;
}

export interface Draft {
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
  /** A key or value that is no text is carried along untouched while it is not edited. */
  binary: { key: string | null; value: string | null };
}

export const EMPTY_DRAFT: Draft = {
  key: '',
  value: '{\n  \n}',
  tombstone: false,
  headers: [],
  partition: '',
  compression: 'none',
  acks: 'all',
  timestamp: '',
  binary: { key: null, value: null },
};

/** The draft a stored record opens as: same key, value, headers and compression; partition by key again, time now. */
export function draftOf(record: MessageDetail): Draft {
  const binary = {
    key: isText(record.key) ? null : record.keyBase64,
    value: isText(record.value) ? null : record.valueBase64,
  };
  return {
    ...EMPTY_DRAFT,
    key:
      record.key.format === 'null' ? null : binary.key === null ? textOf(record.key, record.keyBase64) : '',
    value: binary.value === null ? prettyIfJson(record) : '',
    tombstone: record.value.format === 'null',
    headers: record.headers.map((header) => ({ name: header.name, value: header.value.text })),
    compression: record.batch.compression,
    binary,
  };
}

/** What stands in the log is this text; a decoder's text is not, and neither is hex. */
function isText(payload: MessageDetail['key']): boolean {
  return payload.format !== 'binary' && payload.decoder === undefined;
}

function textOf(payload: MessageDetail['key'], base64: string | null): string {
  if (!payload.cut || base64 === null) return payload.text;
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}

function prettyIfJson(record: MessageDetail): string {
  const text = textOf(record.value, record.valueBase64);
  return record.value.format === 'json' ? prettyJson(text) : text;
}

/** The key as the contract takes it. An empty text is a key of no bytes; only null is no key. */
export function keyInput(draft: Draft): PayloadInput {
  if (draft.binary.key !== null) return { kind: 'base64', base64: draft.binary.key };
  return draft.key === null ? { kind: 'null' } : { kind: 'text', text: draft.key };
}

/** What is sent. */
export function sendRequestOf(cluster: ClusterId, topic: string, draft: Draft): SendRequest {
  const value: PayloadInput = draft.tombstone
    ? { kind: 'null' }
    : draft.binary.value === null
      ? { kind: 'text', text: draft.value }
      : { kind: 'base64', base64: draft.binary.value };
  return {
    cluster,
    topic,
    partition: draft.partition === '' ? null : Number(draft.partition),
    key: keyInput(draft),
    value,
    headers: draft.headers
      .filter((header) => header.name !== '')
      .map((header) => ({ name: header.name, value: { kind: 'text', text: header.value } })),
    timestampMs: draft.timestamp.trim() === '' ? null : Number(draft.timestamp),
    compression: draft.compression,
    acks: draft.acks,
  };
}

/** Whether the timestamp is empty or epoch ms. */
export function isTimestamp(text: string): boolean {
  return /^\d{0,16}$/.test(text.trim());
}
