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

/** A record as a table row, its key and value cut at `maxBytes` of text. */
export function messageRow(
  record: LogRecord,
  { partition, appendTime, fate, decoding }: RowContext,
  maxBytes?: number,
): MessageRow {
  return {
    partition,
    offset: record.offset,
    timestampMs: Number(record.timestamp),
    timestampType: appendTime ? 'append' : 'create',
    key: decoding.payload(record, 'key', maxBytes),
    value: decoding.payload(record, 'value', maxBytes),
    headers: record.headers.map(({ key, value }) => ({ name: key, value: payloadOf(value, maxBytes) })),
    ...(fate !== undefined && { fate }),
  };
}
