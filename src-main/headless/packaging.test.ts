/** What the built files and the lock file must be like. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { VERSION } from '../cluster/version.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test.runIf(existsSync(join(ROOT, 'out', 'main', 'headless.js')))(
  'in the build, electron is reached from its entry and the preload only',
  () => {
    const out = join(ROOT, 'out', 'main');
    const reach = (entry: string, seen = new Set<string>()): Set<string> => {
      if (seen.has(entry) || !existsSync(entry)) return seen;
      seen.add(entry);
      for (const match of readFileSync(entry, 'utf8').matchAll(/(?:from|import)\s*\(?\s*["'](\.[^"']+)["']/g))
        reach(resolve(dirname(entry), match[1]), seen);
      return seen;
    };
    for (const entry of ['headless', 'node', 'workbench']) {
      const files = [...reach(join(out, `${entry}.js`))];
      expect(
        files.filter((file) =>
          /from\s*["']electron["']|require\(["']electron["']\)/.test(readFileSync(file, 'utf8')),
        ),
      ).toEqual([]);
    }
  },
);

test('the lock file has prebuilt addons for every platform, and no registry addresses', () => {
  const lock = JSON.parse(text('package-lock.json')) as {
    packages: Record<string, { resolved?: string }>;
  };
  const names = Object.keys(lock.packages);
  for (const family of [/@node-rs\/crc32-/, /@antoniomuso\/lz4-napi-/, /@napi-rs\/snappy-/]) {
    for (const platform of [
      'linux-x64-gnu',
      'linux-arm64-gnu',
      'darwin-x64',
      'darwin-arm64',
      'win32-x64-msvc',
      'win32-arm64-msvc',
    ]) {
      expect(
        names.some((name) => family.test(name) && name.endsWith(platform)),
        `${family} ${platform}`,
      ).toBe(true);
    }
  }
  expect(names.filter((name) => /^https?:/.test(lock.packages[name].resolved ?? ''))).toEqual([]);
});

test('the lock file holds every optional package that another one names: npm ci refuses it otherwise', () => {
  const { packages } = JSON.parse(text('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !Object.keys(packages).some((path) => path.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});

test('the version is that of package.json', () => {
  expect(VERSION).toBe((JSON.parse(text('package.json')) as { version: string }).version);
});
