/** Records as the text of a file; pure but for `downloadRecords`. */
import type { MessageRow } from '../../../src-main/contract/index.ts';
import { download } from '../../lib/download.ts';
import { asJson } from './copy-as.ts';

export type FileFormat = 'jsonl' | 'csv';

const CSV_COLUMNS = ['partition', 'offset', 'timestamp', 'key', 'value', 'headers'];

export function headOf(format: FileFormat): string {
  return format === 'csv' ? `${CSV_COLUMNS.join(',')}\r\n` : '';
}

/** Rows as lines, each with its line end. */
export function linesOf(format: FileFormat, topic: string, rows: readonly MessageRow[]): string {
  return rows.map((row) => (format === 'csv' ? csvLine(row) : jsonLine(topic, row))).join('');
}

/** A line end cannot stand inside a JSON string: those between tokens are all there are. */
function jsonLine(topic: string, row: MessageRow): string {
  return `${asJson(topic, row).replaceAll(/[\r\n]+\s*/g, ' ')}\n`;
}

/** RFC 4180. A null is an empty field, an empty text a quoted one. */
function csvLine(row: MessageRow): string {
  const headers = row.headers.map(({ name, value }) => [name, value.format === 'null' ? null : value.text]);
  const cells = [
    String(row.partition),
    String(row.offset),
    new Date(row.timestampMs).toISOString(),
    row.key.format === 'null' ? '' : quoted(row.key.text),
    row.value.format === 'null' ? '' : quoted(row.value.text),
    headers.length === 0 ? '' : quoted(JSON.stringify(headers)),
  ];
  return `${cells.join(',')}\r\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** Puts the parts into a file where the browser's downloads go. */
export function downloadRecords(name: string, parts: readonly string[], format: FileFormat): void {
  download(name, parts, format === 'csv' ? 'text/csv;charset=utf-8' : 'application/x-ndjson;charset=utf-8');
}
