/** What a file likely is, from its name and its first lines; a person can say otherwise. Pure. */
import type { BatchFormat, CsvMapping } from '../../../src-main/contract/index.ts';

export interface Guess {
  format: BatchFormat;
  shape: 'value' | 'message';
  csv: CsvMapping;
}

const PARTS = ['key', 'value', 'headers', 'partition', 'timestamp'] as const;
// An export that is cut is a message too: one that is refused, with the reason.
const MESSAGE_NAMES = new Set([...PARTS, 'keyBase64', 'valueBase64', 'topic', 'offset', 'cut']);

export function guessFormat(name: string, head: string, csv: CsvMapping): Guess {
  const text = head.replace(/^\uFEFF/, '').trimStart();
  const format = formatOf(name, text);
  const first = format === 'csv' ? '' : firstJson(text, format);
  return {
    format,
    shape: isMessage(first) ? 'message' : 'value',
    csv: format === 'csv' ? mappingOf(text, csv) : csv,
  };
}

function formatOf(name: string, text: string): BatchFormat {
  if (/\.(csv|tsv)$/i.test(name)) return 'csv';
  if (/\.(jsonl|ndjson)$/i.test(name)) return 'jsonl';
  if (text.startsWith('['))
    return text.split('\n', 1)[0]!.trimEnd().endsWith(']') && /\]\s*\n\s*\[/.test(text) ? 'jsonl' : 'json';
  return text.startsWith('{') ? 'jsonl' : 'csv';
}

/** The first element as far as it can be cut out. */
function firstJson(text: string, format: BatchFormat): string {
  if (format === 'jsonl') return text.split('\n', 1)[0]!;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? JSON.stringify(parsed[0]) : '';
  } catch {
    return '';
  }
}

/** An object of nothing but parts of a message, with a value among them. */
function isMessage(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return false;
    const names = Object.keys(parsed);
    return (
      ('value' in parsed || 'valueBase64' in parsed) && names.every((one) => MESSAGE_NAMES.has(one as never))
    );
  } catch {
    return false;
  }
}

/** Columns by their names; where none says so, the first is the value. */
function mappingOf(text: string, before: CsvMapping): CsvMapping {
  const line = text.split(/\r?\n/, 1)[0]!;
  const counts = ([',', ';', '\t'] as const).map((one) => [line.split(one).length, one] as const);
  const delimiter = counts.reduce((best, one) => (one[0] > best[0] ? one : best))[1];
  const names = line.split(delimiter).map((field) => field.replace(/^"|"$/g, '').trim().toLowerCase());
  const at = (part: string): number | null => {
    const index = names.indexOf(part);
    return index < 0 ? null : index;
  };
  const hasHeader = names.some((name) => (PARTS as readonly string[]).includes(name));
  const value = at('value');
  return {
    ...before,
    delimiter,
    hasHeader: hasHeader || names.every((name) => /^[a-z_][\w .-]*$/.test(name)),
    key: at('key'),
    value: value ?? (at('key') === 0 ? Math.min(1, names.length - 1) : 0),
    headers: at('headers'),
    partition: at('partition'),
    timestamp: at('timestamp') ?? at('time'),
  };
}
