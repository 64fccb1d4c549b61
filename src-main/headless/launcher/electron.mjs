import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, say } from './places.mjs';

const PACKAGE = join(MODULES, 'electron');
const CACHE = join(MODULES, '.cache', 'sluice');
const FAILED = join(CACHE, 'electron-fetch-failed');
const FAILURE_COUNTS_MS = 24 * 3_600_000;
const SILENCE_LIMIT_MS = 10_000;

/** `{ path }`, or `{ reason }` why there is no window. Never loads the package: that alone starts a download. */
export async function findElectron({ mayFetch }) {
  if (!hasDisplay()) return { reason: 'there is no display' };
  if (process.getuid?.() === 0) return { reason: 'Electron does not run as root' };
  const path = binary();
  if (path !== undefined) return { path };
  if (!existsSync(PACKAGE)) return { reason: 'the electron package is not installed' };
  if (!mayFetch || failedLately()) return { reason: 'Electron’s binary is not here' };
  await fetchBinary();
  const fetched = binary();
  if (fetched !== undefined) return { path: fetched };
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(FAILED, '');
  return { reason: 'Electron’s binary could not be fetched' };
}

/** The binary that the package names, where it exists. */
export function binary() {
  try {
    const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
    const path = join(override ?? join(PACKAGE, 'dist'), readFileSync(join(PACKAGE, 'path.txt'), 'utf8'));
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

export function hasDisplay() {
  if (process.platform === 'linux') return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return !process.env.SSH_CONNECTION;
}

function failedLately() {
  const stats = statSync(FAILED, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs < FAILURE_COUNTS_MS;
}

/** Runs the package's own installer; gives up when ten seconds pass in which no file of its download grew. */
function fetchBinary() {
  say('Fetching Electron …');
  const download = join(CACHE, 'electron-download');
  mkdirSync(download, { recursive: true });
  const child = spawn(process.execPath, [join(PACKAGE, 'install.js')], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, TMPDIR: download, TEMP: download, TMP: download },
  });
  let seenBytes = -1;
  let grewAtMs = Date.now();
  const watch = setInterval(() => {
    const bytes = sizeOf(download) + sizeOf(join(PACKAGE, 'dist'));
    if (bytes !== seenBytes) grewAtMs = Date.now();
    seenBytes = bytes;
    if (Date.now() - grewAtMs > SILENCE_LIMIT_MS) child.kill('SIGKILL');
  }, 500);
  return new Promise((resolve) => {
    child.on('error', () => {});
    child.on('close', () => {
      clearInterval(watch);
      rmSync(download, { recursive: true, force: true });
      resolve();
    });
  });
}

function sizeOf(directory) {
  if (!existsSync(directory)) return 0;
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) =>
        sum +
        (statSync(join(entry.parentPath ?? entry.path, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
}
