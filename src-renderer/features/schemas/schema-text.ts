/** Schemas as texts for people; pure. */
import type { SchemaKind, SchemaReferenceView } from '../../../src-main/contract/index.ts';
import { prettyJson } from '../../lib/json/index.ts';

/** JSON laid out; registries keep Avro in one line. Protobuf as it is. */
export function readable(kind: SchemaKind, text: string): string {
  return kind === 'protobuf' ? text : prettyJson(text);
}

export function languageOf(kind: SchemaKind): 'json' | 'proto' {
  return kind === 'protobuf' ? 'proto' : 'json';
}

/** A line each: `name = subject version`. */
export function referencesText(references: readonly SchemaReferenceView[]): string {
  return references.map(({ name, subject, version }) => `${name} = ${subject} ${version}`).join('\n');
}

/** The other way round; null where a line cannot be read. */
export function parseReferences(text: string): SchemaReferenceView[] | null {
  const found: SchemaReferenceView[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, subject, version] = /^\s*(\S+)\s*=\s*(.+?)\s+(\d+)\s*$/.exec(line) ?? [];
    if (!name || !subject || Number(version) < 1) return null;
    found.push({ name, subject, version: Number(version) });
  }
  return found;
}

/** What the dialog for a new subject begins with. */
export const BEGINNINGS: Readonly<Record<SchemaKind, string>> = {
  avro: prettyJson(
    '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"id","type":"long"}]}',
  ),
  protobuf: 'syntax = "proto3";\n\npackage shop;\n\nmessage Order {\n  int64 id = 1;\n}\n',
  'json-schema': prettyJson(
    '{"$schema":"http://json-schema.org/draft-07/schema#","title":"Order","type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}',
  ),
};
