/**
 * Compares every table with Apache Kafka's own message definitions, where they lie beside the repository
 * (`../shared/kafka-protocol`, Kafka 4.3). Both sides are written out as text, one line per field and
 * version, so that a difference reads as a diff.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  groupRecordKinds,
  shareStateRecordKinds,
  transactionRecordKinds,
} from '../coordinator/records/index.ts';
import { metadataRecords } from '../metadata/records/index.ts';
import type { Field, Fields, Message } from '../wire/index.ts';
import * as protocol from './index.ts';

interface JsonField {
  readonly name: string;
  readonly type: string;
  readonly versions?: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly flexibleVersions?: string;
  readonly tag?: number;
  readonly default?: string | number | boolean | null;
  readonly fields?: readonly JsonField[];
}
interface JsonMessage {
  readonly apiKey?: number;
  readonly type: string;
  readonly name: string;
  readonly listeners?: readonly string[];
  readonly validVersions: string;
  readonly flexibleVersions?: string;
  readonly latestVersionUnstable?: boolean;
  readonly fields: readonly JsonField[];
  readonly commonStructs?: readonly { readonly name: string; readonly fields: readonly JsonField[] }[];
}

const definitions = new URL('../../../shared/kafka-protocol/', import.meta.url);
const present = existsSync(definitions);

function load(folder: string): JsonMessage[] {
  const directory = new URL(`${folder}/`, definitions);
  return readdirSync(directory).map((file) => {
    const commented = readFileSync(new URL(file, directory), 'utf8');
    return JSON.parse(commented.replace(/(^|[\s,])\/\/.*$/gm, '$1')) as JsonMessage;
  });
}

/** "3+", "2-7", "4" or "none". */
function inVersions(text: string | undefined, version: number): boolean {
  if (text === undefined || text === 'none') return false;
  if (text.endsWith('+')) return version >= Number.parseInt(text);
  const [low, high = low] = text.split('-').map(Number);
  return version >= low && version <= high;
}

function versionsOf({ validVersions }: JsonMessage): number[] {
  const [low, high = low] = validVersions.split('-').map(Number);
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}

const camel = (name: string) => name[0].toLowerCase() + name.slice(1);
const LONG_MAX = '9223372036854775807';

/** A line per field: name, type, `?` nullable, `#tag`, `=default`; absent fields show their default only. */
function describeField(
  path: string,
  field: { type: string; present: boolean; nullable: boolean; tag: number | undefined; default: string },
): string {
  if (!field.present) return `${path} absent =${field.default}`;
  const tag = field.tag === undefined ? '' : ` #${field.tag}`;
  return `${path} ${field.type}${field.nullable ? '?' : ''}${tag} =${field.default}`;
}

/** Fields of Kafka's definition in one version; those that no live version has are left out. */
function expected(message: JsonMessage, version: number): string[] {
  const structs = new Map(message.commonStructs?.map(({ name, fields }) => [name, fields]));
  const live = versionsOf(message);
  const lines = (fields: readonly JsonField[], prefix: string, within: readonly number[]): string[] =>
    fields.flatMap((field) => {
      const versions = field.versions ?? field.taggedVersions;
      const alive = within.filter((each) => inVersions(versions, each));
      if (alive.length === 0) return [];
      const element = field.type.replace('[]', '');
      const inner = field.fields ?? structs.get(element);
      const kind = inner === undefined ? element : 'struct';
      const never = field.flexibleVersions === 'none' ? ' never compact' : '';
      const path = prefix + camel(field.name);
      const line = describeField(path, {
        type: (field.type.startsWith('[]') ? `array of ${kind}` : kind) + never,
        present: inVersions(versions, version),
        nullable: inVersions(field.nullableVersions, version),
        tag: inVersions(field.taggedVersions, version) ? field.tag : undefined,
        default: jsonDefault(field, kind, alive),
      });
      return [line, ...(inner === undefined ? [] : lines(inner, `${path}.`, alive))];
    });
  return lines(message.fields, '', live);
}

/**
 * Fields that Apache Kafka treats otherwise than its definition says: 4.3.1 writes a null of this one out, so what is
 * missing is not null there (seen in what it stores for members of the consumer protocol).
 */
const NOT_NULL_WHEN_MISSING = new Set(['ClassicMemberMetadata']);

function jsonDefault(field: JsonField, kind: string, alive: readonly number[]): string {
  if (NOT_NULL_WHEN_MISSING.has(field.name)) return '{}';
  const value = field.default;
  if (value === null || value === 'null') return 'null';
  if (field.type.startsWith('[]')) return '[]';
  if (kind === 'struct') return '{}';
  if (kind === 'records') {
    return alive.some((version) => inVersions(field.nullableVersions, version)) ? 'null' : 'empty';
  }
  if (kind === 'bytes') return 'empty';
  if (kind === 'bool') return String(value ?? false);
  if (kind === 'string') return `'${value ?? ''}'`;
  if (kind === 'uuid') return 'zero';
  return value === LONG_MAX ? 'Infinity' : String(Number(value ?? 0));
}

/** The same of our table. */
function declared(message: Message<any>, version: number): string[] {
  const lines = (fields: Fields, prefix: string): string[] =>
    Object.entries(fields).flatMap(([name, field]) => {
      const { since = 0, until = Infinity, tag, taggedSince = since, nullableSince = since } = field.options;
      const kind = kindOf(field.element ?? field);
      const never = field.options.neverCompact ? ' never compact' : '';
      const line = describeField(prefix + name, {
        type: (field.kind === 'array' ? `array of ${kind}` : kind) + never,
        present: version >= since && version <= until,
        nullable: field.nullable && version >= nullableSince,
        tag: tag !== undefined && version >= taggedSince ? tag : undefined,
        default: ourDefault(field),
      });
      const inner = field.element?.fields ?? field.fields;
      return [line, ...(inner === undefined ? [] : lines(inner, `${prefix}${name}.`))];
    });
  return lines(message.fields, '');
}

function kindOf(field: Field): string {
  return field.kind === 'wideInt64' ? 'int64' : field.kind;
}

function ourDefault(field: Field): string {
  const value = field.options.default as string | number | boolean | null | undefined;
  if (value === null) return 'null';
  switch (field.kind) {
    case 'array':
      return '[]';
    case 'struct':
      return '{}';
    case 'records':
      return field.nullable ? 'null' : 'empty';
    case 'bytes':
      return 'empty';
    case 'bool':
      return String(value ?? false);
    case 'string':
      return `'${value ?? ''}'`;
    case 'uuid':
      return 'zero';
    default:
      return String(value ?? 0);
  }
}

/** A field that an enclosing struct's versions hide is shown in neither: presence is that of the field alone. */
function compare(json: JsonMessage, ours: Message<any>): void {
  const versions = versionsOf(json);
  expect([ours.name, ours.minVersion, ours.maxVersion]).toEqual([
    json.name,
    versions[0],
    versions[versions.length - 1],
  ]);
  for (const version of versions) {
    const flexible = inVersions(json.flexibleVersions, version);
    expect(version >= ours.flexibleSince, `${json.name} v${version} is flexible`).toBe(flexible);
    expect(hide(declared(ours, version)), `v${version}`).toEqual(hide(expected(json, version)));
  }
}

/** Drops what lies below an absent field. */
function hide(lines: readonly string[]): string[] {
  const absent = lines.filter((line) => line.includes(' absent ')).map((line) => `${line.split(' ')[0]}.`);
  return lines.filter((line) => !absent.some((prefix) => line.startsWith(prefix)));
}

describe.skipIf(!present)('the tables agree with the definitions of Kafka 4.3', () => {
  const wire = present ? load('wire') : [];
  const live = wire.filter(({ validVersions }) => validVersions !== 'none');
  const byName = new Map(live.map((json) => [json.name, json]));
  const requests = live.filter(({ type }) => type === 'request');

  test('no API is missing and none is made up', () => {
    expect(protocol.apis.map(({ key, name }) => `${key} ${name}`)).toEqual(
      requests
        .toSorted((a, b) => a.apiKey! - b.apiKey!)
        .map(({ apiKey, name }) => `${apiKey} ${name.replace(/Request$/, '')}`),
    );
  });

  test.each(requests.map(({ name }) => name.replace(/Request$/, '')))('%s', (name) => {
    const json = byName.get(`${name}Request`)!;
    const api = protocol.apiByKey(json.apiKey!)!;
    expect((protocol as Record<string, unknown>)[name]).toBe(api);
    expect(api.listeners).toEqual(json.listeners);
    expect(api.latestVersionUnstable).toBe(json.latestVersionUnstable ?? false);
    expect(api.response.flexibleSince).toBe(api.request.flexibleSince);
    compare(json, api.request);
    compare(byName.get(`${name}Response`)!, api.response);
  });

  const others = live.filter(({ type }) => type !== 'request' && type !== 'response');
  test.each(others.map(({ name }) => name))('%s', (name) => {
    compare(byName.get(name)!, (protocol as unknown as Record<string, Message>)[name]);
  });

  test('all metadata records', () => {
    const json = load('metadata').toSorted((a, b) => a.apiKey! - b.apiKey!);
    expect(Object.entries(metadataRecords).map(([name, { id }]) => `${id} ${name}`)).toEqual(
      json.map(({ apiKey, name }) => `${apiKey} ${name}`),
    );
    for (const each of json) compare(each, metadataRecords[each.name as keyof typeof metadataRecords].schema);
  });

  test.each([
    ['group-coordinator', groupRecordKinds],
    ['transaction-coordinator', transactionRecordKinds],
    ['share-coordinator', shareStateRecordKinds],
  ])('all records of the %s', (folder, kinds) => {
    const json = load(folder);
    const keys = json.filter(({ type }) => type === 'coordinator-key');
    expect(Object.entries(kinds).map(([name, { type }]) => `${type} ${name}`)).toEqual(
      keys
        .toSorted((a, b) => a.apiKey! - b.apiKey!)
        .map(({ apiKey, name }) => `${apiKey} ${name.replace(/Key$/, '')}`),
    );
    for (const [name, { key, value }] of Object.entries(kinds)) {
      compare(
        json.find((each) => each.name === `${name}Key`)!,
        key,
      );
      compare(
        json.find((each) => each.name === `${name}Value`)!,
        value,
      );
    }
  });
});

// The name says in the report why nothing was compared.
if (!present) test.skip(`Kafka's definitions are not at ${definitions.pathname}`, () => {});
