import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ErrorCode, errorMessage, errorName } from '../protocol/index.ts';
import {
  inEnglish,
  KAFKA_SAYINGS,
  LAYER_SAYINGS,
  recognised,
  SAYINGS,
  say,
  type SayingCode,
} from './index.ts';

const MAIN = join(import.meta.dirname, '..');

/** Texts in quotes and backquotes of a folder's sources, what is put in as `{}`. */
function texts(folder: string, before = ''): { file: string; text: string }[] {
  return readdirSync(join(MAIN, folder), { recursive: true, withFileTypes: true })
    .filter(({ name }) => name.endsWith('.ts') && !/\.(test|bench)\.ts$|test-kit/.test(name))
    .flatMap(({ parentPath, name }) => {
      const source = readFileSync(join(parentPath, name), 'utf8');
      const literal = /(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/;
      return [...source.matchAll(new RegExp(before + literal.source, 'g'))].map((match) => ({
        file: name,
        text: (match[1] ?? match[2] ?? match[3])
          .replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}')
          .replaceAll("\\'", "'"),
      }));
    });
}

const gapless = (text: string) =>
  text
    .replaceAll(/\{\w*\}/g, '{}')
    .replace(/\.$/, '')
    .toLowerCase();

test('each error code is said as the protocol says it', () => {
  const codes = Object.values(ErrorCode).filter((code) => code !== ErrorCode.NONE);
  const said: Record<string, string> = KAFKA_SAYINGS;
  expect(codes.filter((code) => said[`kafka.${errorName(code)}`] !== errorMessage(code))).toEqual([]);
  expect(recognised(errorMessage(9_999))).toEqual({ code: 'kafka.unknownCode', values: { code: '9999' } });
});

test('what the layers below say stands in their sources, word for word', () => {
  const folders = [
    'client',
    'net',
    'cluster',
    'log',
    'wire',
    'controller',
    'coordinator',
    'broker',
    'node',
    'config',
    'workbench',
  ];
  const there = new Set(folders.flatMap((folder) => texts(folder)).map(({ text }) => gapless(text)));
  // The workbench says some of them by code; these are put together of pieces, or are names of secrets.
  const pieces = new Set([
    'login.tokenRefused',
    'workbench.notStarted',
    'client.changingAll',
    'topic.enough',
    'topic.noShrink',
  ]);
  const missing = (Object.keys(LAYER_SAYINGS) as (keyof typeof LAYER_SAYINGS)[]).filter(
    (code) =>
      !pieces.has(code) &&
      !/^(secret\.registry|config\.\w+(AtLeast|Between))/.test(code) &&
      !there.has(gapless(LAYER_SAYINGS[code])) &&
      // What was tried stands before what is wrong with it.
      !there.has(gapless(LAYER_SAYINGS[code]).replace(/: \{\}$/, '')) &&
      !there.has(code.toLowerCase()),
  );
  expect(missing).toEqual([]);
});

test('an error of the client, of a login, or of the workbench is thrown in words that are known', () => {
  const thrown = ['client', 'net/sasl', 'workbench'].flatMap((folder) =>
    texts(
      folder,
      String.raw`new \w*Error\(\s*(?:'(?:password|format|empty|token|server|refused|mechanism|plaintext)',\s*)?`,
    ),
  );
  // A program's for a command line, what is caught at once, and a kind without words.
  const silent = new Set(['{} {}: a whole number from 0 on is wanted', 'beyond the end', 'refused']);
  const unknown = thrown
    .filter(({ text }) => !silent.has(text))
    .filter(({ text }) => /[a-z]{3}/i.test(text.replaceAll('{}', '')))
    .filter(({ text }) => recognised(text.replaceAll('{}', '7')) === undefined);
  expect(unknown).toEqual([]);
  expect(thrown.length).toBeGreaterThan(40);
});

test('every text is recognised with what is in its gaps, also without its stop or with a capital', () => {
  for (const code of Object.keys(SAYINGS) as SayingCode[]) {
    const names = [...SAYINGS[code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    if (!/[a-z]/i.test(SAYINGS[code].replaceAll(/\{\w+\}/g, ''))) continue;
    const values = Object.fromEntries(names.map((name, index) => [name, `Q${index}`]));
    const text = inEnglish({ code, values });
    const found = recognised(text);
    // Several codes may have the same words.
    expect(found && inEnglish(found), code).toBe(inEnglish({ code: found!.code, values: found!.values }));
    expect(found && gapless(SAYINGS[found.code]), code).toBe(gapless(SAYINGS[code]));
    expect(found!.values).toEqual(
      Object.fromEntries(Object.keys(found!.values).map((name, index) => [name, `Q${index}`])),
    );
    const changed = text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
    expect(recognised(changed), code).toEqual(found);
  }
});

test('a saying within another one stays whole, also where it begins with a gap', () => {
  for (const reason of [
    say('avro.left', { count: 3, type: 'shop.Payment' }),
    say('decode.size', { size: 6, wanted: 4 }),
  ])
    expect(recognised(inEnglish(say('decode.schema', { id: 2, reason })))).toEqual({
      code: 'decode.schema',
      values: { id: '2', reason: inEnglish(reason) },
    });
});

test.each(['Broker: Unknown topic', 'ECONNREFUSED 127.0.0.1:9092', 'orders', ''])(
  '%j is none of ours',
  (text) => {
    expect(recognised(text)).toBeUndefined();
  },
);
