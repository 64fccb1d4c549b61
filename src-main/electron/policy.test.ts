import { expect, test } from 'vitest';
import { ORIGIN, WEB_PREFERENCES, flagArguments, isOwnPage, mayOpenExternally } from './policy.ts';

test('the page is sandboxed, isolated and without Node', () => {
  expect(WEB_PREFERENCES).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
  });
  expect(WEB_PREFERENCES).not.toHaveProperty('allowRunningInsecureContent');
  expect(WEB_PREFERENCES).not.toHaveProperty('enableBlinkFeatures');
});

test('only our own page, and no frame in it, may speak', () => {
  expect(isOwnPage({ origin: ORIGIN, parent: null })).toBe(true);
  expect(isOwnPage({ origin: ORIGIN, parent: {} })).toBe(false);
  expect(isOwnPage({ origin: 'app://sluice.evil', parent: null })).toBe(false);
  expect(isOwnPage({ origin: 'null', parent: null })).toBe(false);
  expect(isOwnPage(null)).toBe(false);
});

test('only https leaves for the browser', () => {
  expect(mayOpenExternally('https://kafka.apache.org/')).toBe(true);
  for (const url of ['http://x', 'file:///etc/passwd', 'javascript:alert(1)', 'httpsx://a', 'no url']) {
    expect(mayOpenExternally(url)).toBe(false);
  }
});

test('our flags follow the path of the app', () => {
  expect(flagArguments(['electron', '--inspect=0', 'out/main/electron.js', '--port', '0'], false)).toEqual([
    '--port',
    '0',
  ]);
  expect(flagArguments(['Sluice', '--json'], true)).toEqual(['--json']);
});
