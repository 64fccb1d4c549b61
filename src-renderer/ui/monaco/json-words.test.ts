import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inKorean } from './json-words.ts';

/** Below esm/vs. */
const code = dirname(createRequire(import.meta.url).resolve('monaco-editor/nls'));
const service = join(code, '../external/vscode-json-languageservice/lib/esm');
/** They make what the worker finds; what else they name is offered, not found. */
const FINDERS = ['parser/jsonParser.js', 'services/jsonValidation.js', 'services/jsonSchemaService.js'];

function findings(): string[] {
  return FINDERS.flatMap((file) =>
    [...readFileSync(join(service, file), 'utf8').matchAll(/\bt\((['"])((?:\\.|(?!\1).)+)\1/g)].map(
      ([, , text]) => text!.replaceAll(/\\(.)/g, '$1'),
    ),
  );
}

test('everything that the worker of this Monaco finds has Korean words', () => {
  const all = findings();
  expect(all.length).toBeGreaterThan(60);
  const hangul = /\p{Script=Hangul}/u;
  expect(all.filter((text) => !hangul.test(inKorean(text)))).toEqual([]);
});

test('names and values go with the words, and a schema’s own words stay', () => {
  expect(inKorean('Missing property "id".')).toBe('"id" 속성이 없습니다.');
  expect(inKorean('Object is missing property b required by property a.')).toBe(
    'a 속성이 있으면 b 속성도 있어야 합니다.',
  );
  expect(inKorean('Value is not accepted. Valid values: "a\nb", "c".')).toBe(
    '허용되지 않는 값입니다. 쓸 수 있는 값: "a\nb", "c".',
  );
  expect(inKorean("Problems loading reference 'x': Draft-03 schemas are not supported.")).toBe(
    "참조 'x'을(를) 불러오지 못했습니다: Draft-03 스키마는 지원하지 않습니다.",
  );
  expect(inKorean('An IBAN begins with a country.')).toBe('An IBAN begins with a country.');
});
