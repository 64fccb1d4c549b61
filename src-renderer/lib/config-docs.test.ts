import { expect, test } from 'vitest';
import { documentation } from '../../src-main/config/documentation/index.ts';
import { koreanConfigDocs } from './config-docs-korean/index.ts';

test.each(['topic', 'broker'] as const)('every configuration of a %s is explained in Korean', (kind) => {
  expect(Object.keys(koreanConfigDocs[kind])).toEqual(Object.keys(documentation[kind]));
  const untranslated = Object.entries(koreanConfigDocs[kind]).filter(
    ([, text]) => !/[가-힣].*다\.|zstd\.$/.test(text),
  );
  expect(untranslated).toEqual([]);
});

test('numbers that an explanation names are the same in both languages', () => {
  const numbers = (text: string) => (text.match(/(?<![\w.-])-?\d+(?![\w])/g) ?? []).toSorted().join();
  for (const kind of ['topic', 'broker'] as const)
    for (const [name, text] of Object.entries(koreanConfigDocs[kind]))
      expect([name, numbers(text)]).toEqual([name, numbers(documentation[kind][name]!)]);
});
