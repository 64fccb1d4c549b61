import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MODULES, ROOT, fail, say } from './places.mjs';

const STAMP = join(MODULES, '.sluice-lock');

/** Runs `npm ci` unless node_modules was made from this very lock file. */
export function ensureInstalled() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('Installing dependencies …');
  // The tools that build and test are development dependencies, wanted whatever NODE_ENV says.
  const args = [
    npmPath(),
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--include=dev',
    '--include=optional',
  ];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) fail('npm ci failed; its words are above', 1);
  writeFileSync(STAMP, wanted);
}

/** npm tells where it is; started without it, it mostly lies beside Node. */
function npmPath() {
  const told = process.env.npm_execpath;
  if (told?.endsWith('npm-cli.js')) return told;
  const prefix = dirname(process.execPath);
  const places = [join(prefix, '..', 'lib'), prefix, '/usr/share/nodejs'].map((place) =>
    join(place, place === '/usr/share/nodejs' ? '' : 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  );
  return places.find(existsSync) ?? fail('npm is not where Node is; start with `npm start`');
}
