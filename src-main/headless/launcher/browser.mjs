import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { binary, hasDisplay } from './electron.mjs';
import { MODULES, ROOT, pinnedNode, say } from './places.mjs';

const DOWNLOAD_LIMIT_MS = 180_000;
const PACKAGES_LIMIT_MS = 300_000;

/** Where systems keep a Chromium that Playwright can drive. */
const SYSTEM_BROWSERS = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap(
    (name) => [`/usr/bin/${name}`, `/usr/local/bin/${name}`, `/snap/bin/${name}`],
  ),
  darwin: ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap(
    (path) =>
      [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
        .filter(Boolean)
        .map((folder) => join(folder, path)),
  ),
};

/**
 * What the browser specs run in: Electron's binary, Playwright's browser, one of the system's, or one fetched now.
 * `{ environment }` for e2e/fixtures/launch.ts, or `{ problem }`.
 */
export async function findBrowser() {
  const electron = hasDisplay() && process.getuid?.() !== 0 ? binary() : undefined;
  if (electron !== undefined) return { environment: { SLUICE_ELECTRON: electron } };
  const found = playwrightBrowser() ?? systemBrowser() ?? fetchBrowser();
  if (found !== undefined) return { environment: { SLUICE_BROWSER: found } };
  return {
    problem:
      'the browser specs need a browser: install Chrome, Chromium or Edge, or run `npx playwright install chromium`',
  };
}

function playwrightBrowser() {
  const require = createRequire(join(ROOT, 'package.json'));
  const path = require('playwright-core').chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function systemBrowser() {
  return SYSTEM_BROWSERS[process.platform]?.find(existsSync);
}

function fetchBrowser() {
  say('No browser found; fetching one …');
  const cli = join(MODULES, 'playwright-core', 'cli.js');
  spawnSync(pinnedNode(), [cli, 'install', 'chromium'], {
    stdio: ['ignore', 2, 2],
    timeout: DOWNLOAD_LIMIT_MS,
    env: { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' },
  });
  const fetched = playwrightBrowser();
  if (fetched !== undefined) return fetched;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  for (const args of [
    ['update'],
    // The second one so that Korean is more than boxes.
    ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'],
  ]) {
    spawnSync('apt-get', args, {
      stdio: ['ignore', 2, 2],
      timeout: PACKAGES_LIMIT_MS,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  return systemBrowser();
}
