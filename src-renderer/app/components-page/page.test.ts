import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const UI = join(import.meta.dirname, '..', '..', 'ui', 'index.ts');

test('every shared component is on the page', () => {
  const exported = [...readFileSync(UI, 'utf8').matchAll(/^export \{([^}]+)\}/gm)]
    .flatMap(([, names]) => names!.split(',').map((name) => name.trim()))
    .filter((name) => /^[A-Z][A-Za-z]*[a-z][A-Za-z]*$/.test(name));
  expect(exported).toContain('JobCard');
  const page = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
    .join('\n');
  expect(exported.filter((name) => !new RegExp(`<${name}\\b`).test(page))).toEqual([]);
});
