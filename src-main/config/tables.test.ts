import { expect, test } from 'vitest';
import { configTable, loadDocumentation, parseValue, serializeValue } from './index.ts';
import type { ConfigKind } from './index.ts';

const KINDS: ConfigKind[] = ['topic', 'broker', 'group', 'client-metrics'];
const all = KINDS.flatMap((kind) => [...configTable(kind).values()].map((def) => ({ kind, def })));

test('the tables have as many keys as Kafka 4.3.1', () => {
  expect(KINDS.map((kind) => configTable(kind).size)).toEqual([34, 363, 17, 3]);
});

test('no row is lost to a second one of the same name', async () => {
  // A Map keeps one of two rows silently, so count the rows as they are written.
  const rows = await Promise.all(
    Object.values(import.meta.glob('./tables/*.ts')).map(
      (load) => load() as Promise<Record<string, () => []>>,
    ),
  );
  const written = rows.flatMap((module) => Object.values(module).flatMap((table) => table()));
  expect(written).toHaveLength(all.length);
});

test('every default parses by its own validator and is already in canonical form', () => {
  const wrong = all.filter(({ def }) => {
    if (def.default === undefined || def.default === null) return false;
    const parsed = parseValue(def, def.default);
    return !parsed.ok || serializeValue(def, parsed.value) !== def.default;
  });
  expect(wrong.map(({ def }) => def.name)).toEqual([]);
});

test('only what Kafka requires has no default', () => {
  const required = all.filter(({ def }) => def.default === undefined).map(({ def }) => def.name);
  expect(required).toEqual(['process.roles', 'node.id', 'controller.listener.names']);
});

test('synonyms are broker keys', () => {
  const names = all.flatMap(({ def }) => def.synonyms.map((synonym) => synonym.name));
  expect(names.filter((name) => !configTable('broker').has(name))).toEqual([]);
  expect(names.length).toBe(33 + 14);
});

test('times and sizes have their unit', () => {
  const numbers = all.filter(({ def }) => ['int', 'long', 'short', 'double'].includes(def.type));
  const ms = numbers.filter(({ def }) => def.name.endsWith('.ms'));
  expect(ms.filter(({ def }) => def.unit !== 'ms')).toEqual([]);
  const bytes = numbers.filter(({ def }) => def.name.endsWith('.bytes'));
  expect(bytes.filter(({ def }) => def.unit !== 'bytes')).toEqual([]);
});

test('every key is documented, in sentences, and nothing else is', async () => {
  const documentation = await loadDocumentation();
  for (const kind of KINDS) {
    expect(Object.keys(documentation[kind]).sort()).toEqual([...configTable(kind).keys()].sort());
    for (const [name, text] of Object.entries(documentation[kind])) {
      expect(text, name).toMatch(/^\S.{14,}\.$/);
    }
  }
});

test('documentation is reached by dynamic import only', () => {
  const sources = import.meta.glob<string>('./*.ts', { query: '?raw', import: 'default', eager: true });
  const statically = Object.entries(sources).filter(([, source]) =>
    /^import (?!type ).*from '\.\/documentation\//m.test(source),
  );
  expect(statically.map(([path]) => path)).toEqual([]);
});
