import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = join(HERE, '..', '..', '..');
export const MODULES = join(ROOT, 'node_modules');
export const OUT = join(ROOT, 'out');

const OLDEST_NODE = 24;

export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function fail(line, code = 1) {
  say(`sluice: ${line}`);
  process.exit(code);
}

/** The pinned Node; where this platform has no binary of it, the running one if it is new enough. */
export function pinnedNode() {
  const pinned = join(MODULES, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(pinned)) return pinned;
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) return process.execPath;
  return fail(
    `Node ${OLDEST_NODE} or newer is needed (this is ${process.versions.node}): https://nodejs.org`,
  );
}
