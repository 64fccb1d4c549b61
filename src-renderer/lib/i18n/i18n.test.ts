import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { messages } from './messages/index.ts';
import { setLanguage, t, type MessageKey } from './index.ts';
import { fetchLanguage, wordsOf } from './languages.ts';
import { parseTemplate } from './template.ts';

const ROOT = join(import.meta.dirname, '../..');
const entries = Object.entries(messages) as [MessageKey, readonly [string, string]][];

function sources(): string {
  return readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name))
    .filter((entry) => !entry.parentPath.endsWith(join('i18n', 'messages')))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

function placeholders(template: string): string[] {
  const names = new Set<string>();
  const visit = (parts: ReturnType<typeof parseTemplate>): void => {
    for (const part of parts) {
      if (typeof part === 'string' || part.kind === 'count') continue;
      names.add(part.name);
      if (part.kind === 'plural') for (const form of part.forms.values()) visit(form);
    }
  };
  visit(parseTemplate(template));
  return [...names].toSorted();
}

test('every key has both languages, and both fill the same placeholders', () => {
  const wrong = entries.filter(
    ([, [en, ko]]) => !en.trim() || !ko.trim() || placeholders(en).join() !== placeholders(ko).join(),
  );
  expect(wrong.map(([key]) => key)).toEqual([]);
});

test('each language is the table with its half of every pair', async () => {
  await fetchLanguage('ko');
  expect(wordsOf('en').messages).toEqual(Object.fromEntries(entries.map(([key, [en]]) => [key, en])));
  expect(wordsOf('ko').messages).toEqual(Object.fromEntries(entries.map(([key, [, ko]]) => [key, ko])));
});

test('every key is used somewhere, as itself or by a prefix built in code', () => {
  const text = sources();
  // Keys made in code are written as `prefix.${…}`; such a prefix vouches for its family.
  const families = [...text.matchAll(/`([a-z][\w.]*\.)\$\{/gi)].map((match) => match[1]!);
  const written = new Set([...text.matchAll(/'([^'\s]+)(?=')/g)].map((match) => match[1]));
  const unused = entries
    .map(([key]) => key as string)
    .filter((key) => !written.has(key) && !families.some((family) => key.startsWith(family)));
  expect(unused).toEqual([]);
});

test('no area overwrites a key of another', () => {
  const seen = new Map<string, string>();
  const directory = join(import.meta.dirname, 'messages');
  for (const file of readdirSync(directory)) {
    for (const [, key] of readFileSync(join(directory, file), 'utf8').matchAll(/^ {2}'([^']+)':/gm)) {
      expect(seen.get(key!), `${key} in ${file}`).toBeUndefined();
      seen.set(key!, file);
    }
  }
  expect(seen.size).toBe(entries.length);
});

test('plurals follow the language', async () => {
  await fetchLanguage('ko');
  setLanguage('en');
  expect(t('count.nodes', { count: 1 })).toBe('1 node');
  expect(t('count.nodes', { count: 1204 })).toBe('1,204 nodes');
  setLanguage('ko');
  expect(t('count.nodes', { count: 1 })).toBe('노드 1개');
  setLanguage('en');
});

test.each(['{open', '{n, plural, one {x}}', 'close}', '{}'])('the template %j is refused', (template) => {
  expect(() => parseTemplate(template)).toThrow(/message has/);
});
