import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentSecurityPolicy, rendererFile } from './renderer-files.ts';

const root = join('/', 'app', 'renderer');

test.each([
  ['/', 'index.html', false],
  ['/index.html', 'index.html', false],
  ['/assets/main-4f2.js', 'assets/main-4f2.js', true],
])('%s is %s', (path, file, immutable) => {
  expect(rendererFile(root, path)).toMatchObject({ path: join(root, file), immutable });
});

test.each([
  '/../secret.json',
  '/..%2fsecret.json',
  '/%2e%2e/secret.json',
  '/assets/../../renderer-other/x.js',
  '/..\\secret.json',
  '/a%00.js',
  '/%zz',
  'index.html',
  '//../x.js',
  '/.ssh/id_rsa',
  '/assets',
])('%s names no file of ours', (path) => {
  expect(rendererFile(root, path)).toBeUndefined();
});

test('the policy lets in nothing but the page’s own files', () => {
  const policy = contentSecurityPolicy();
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe-eval|https?:|\*|script-src[^;]*unsafe-inline/);
});
