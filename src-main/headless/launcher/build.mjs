import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODULES, OUT, ROOT, fail, pinnedNode, say } from './places.mjs';

const STAMPS = join(OUT, 'stamps.json');
const LOCK = join(OUT, '.building');
/** A build takes seconds; who waits longer than this waits for nobody. */
const LOCK_TIMEOUT_MS = 180_000;
const KEEP_OLD_CHUNKS_MS = 24 * 3_600_000;

/** What each part is made from, and a file that it must have left. */
const PARTS = {
  hosts: { sources: ['src-main'], result: 'main/headless.js' },
  node: { sources: ['src-main'], result: 'main/node.js' },
  workbench: { sources: ['src-main'], result: 'main/workbench.js' },
  renderer: { sources: ['src-renderer', 'src-main/contract'], result: 'renderer/index.html' },
};
const COMMON_SOURCES = ['electron.vite.config.ts', 'package.json', 'package-lock.json'];

/** The verb: builds what is stale, everything with `--force`. */
export async function build(args) {
  if (args.includes('--force')) rmSync(STAMPS, { force: true });
  await ensureBuilt();
  return 0;
}

/** Builds those of the named parts that are stale, side by side. Ends the launcher when one fails. */
export async function ensureBuilt(names = Object.keys(PARTS)) {
  if (stale(names).length === 0) return;
  const release = await takeLock();
  // Another launcher may just have built the same.
  const parts = stale(names);
  if (parts.length > 0) say(`Building ${parts.map(({ name }) => name).join(', ')} …`);
  const codes = await Promise.all(parts.map(buildPart));
  removeOldChunks(Date.now() - KEEP_OLD_CHUNKS_MS);
  release();
  if (codes.some((code) => code !== 0)) fail('the build failed; its words are above');
}

async function buildPart({ name, digest: wanted }) {
  const cli = join(MODULES, 'electron-vite', 'bin', 'electron-vite.js');
  const args = [cli, 'build', '--ignoreConfigWarning', '--logLevel', 'warn'];
  const child = spawn(pinnedNode(), args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    env: {
      ...process.env,
      ...(process.stderr.isTTY ? {} : { NO_COLOR: '1' }),
      SLUICE_BUILD: name === 'hosts' ? 'hosts,preload' : name,
    },
  });
  const code = await new Promise((resolve) => child.on('error', () => resolve(1)).on('close', resolve));
  if (code === 0) writeFileSync(STAMPS, JSON.stringify({ ...readStamps(), [name]: wanted }));
  return code;
}

/** The parts whose sources are not those they were built from, with the digest of what they are now. */
function stale(names) {
  const stamps = readStamps();
  return names
    .map((name) => ({ name, digest: digest([...PARTS[name].sources, ...COMMON_SOURCES]) }))
    .filter((part) => stamps[part.name] !== part.digest || !existsSync(join(OUT, PARTS[part.name].result)));
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(STAMPS, 'utf8'));
  } catch {
    return {};
  }
}

/** Names, sizes and times of the sources: reading all of them would cost what a start may take. */
function digest(places) {
  const hash = createHash('sha1');
  for (const place of places) addTo(hash, join(ROOT, place));
  return hash.digest('hex');
}

function addTo(hash, path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) return void hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
  for (const name of readdirSync(path).sort()) if (!isNoSource(name)) addTo(hash, join(path, name));
}

function isNoSource(name) {
  return name === 'testdata' || name.endsWith('.md') || name.endsWith('.mjs') || /\.test\.tsx?$/.test(name);
}

/** Builds keep the chunks of earlier ones, from which a cluster may still run; nothing runs for so long unnoticed. */
function removeOldChunks(beforeMs) {
  for (const folder of ['main/chunks', 'renderer/assets']) {
    const path = join(OUT, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path)) {
      if (statSync(join(path, name)).mtimeMs < beforeMs) rmSync(join(path, name), { force: true });
    }
  }
}

/** One build at a time in this folder. The answer lets go. */
async function takeLock() {
  mkdirSync(OUT, { recursive: true });
  const deadlineMs = Date.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
      return () => rmSync(LOCK, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isRunning(holder())) rmSync(LOCK, { force: true });
    else if (Date.now() > deadlineMs) fail(`another build (pid ${holder()}) does not end; remove ${LOCK}`);
    else await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function holder() {
  try {
    return Number(readFileSync(LOCK, 'utf8')) || 0;
  } catch {
    return 0;
  }
}

function isRunning(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
