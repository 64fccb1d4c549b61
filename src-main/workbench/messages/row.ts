import type { MessageRow } from '../../contract/index.ts';
import type { LogRecord } from '../../wire/index.ts';
import type { Decoding } from '../decoding/index.ts';
import { payloadOf } from './payload.ts';

/** Where a record lies, and how it is read. */
export interface RowContext {
  readonly partition: number;
  /** Its batch carries the broker's time. */
  readonly appendTime: boolean;
  readonly fate: MessageRow['fate'];
  /** Has been prepared for the record. */
  readonly decoding: Decoding;
}

/** So many headers a row carries. */
const ROW_HEADERS = 32;

/** A record as a table row, its key and value cut at `maxBytes` of text, which default to what a table shows. */
export function messageRow(
  record: LogRecord,
  { partition, appendTime, fate, decoding }: RowContext,
  maxBytes?: number,
  maxHeaders: number = maxBytes === undefined ? ROW_HEADERS : Infinity,
): MessageRow {
  const headers = record.headers.length > maxHeaders ? record.headers.slice(0, maxHeaders) : record.headers;
  const moreHeaders = record.headers.length - headers.length;
  return {
    partition,
    offset: record.offset,
    timestampMs: Number(record.timestamp),
    timestampType: appendTime ? 'append' : 'create',
    key: decoding.payload(record, 'key', maxBytes),
    value: decoding.payload(record, 'value', maxBytes),
    headers: headers.map(({ key, value }) => ({ name: key, value: payloadOf(value, maxBytes) })),
    ...(moreHeaders > 0 && { moreHeaders }),
    ...(fate !== undefined && { fate }),
  };
}
