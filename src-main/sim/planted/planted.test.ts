import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PLANTED_BUGS, type PlantedBug } from './bugs.ts';

const MAIN = join(import.meta.dirname, '../..');
const ROOT = join(MAIN, '..');
/** In the ordinary tests only a few; `SLUICE_PLANTED=all` plants every one. */
const SLICE = 2;
const planted = process.env.SLUICE_PLANTED === 'all' ? PLANTED_BUGS : PLANTED_BUGS.slice(0, SLICE);
const SEEDS = 20;

let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'sluice-planted-'));
  const isSource = (path: string) => !/\.test\.ts$|testdata/.test(path);
  cpSync(MAIN, join(copy, 'src-main'), { recursive: true, filter: isSource });
  cpSync(join(ROOT, 'package.json'), join(copy, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Every violation that seeds find, up to the first seed that finds one. */
async function violationsOf({ nodes }: PlantedBug): Promise<string[]> {
  const cli = join(copy, 'src-main/sim/cli.ts');
  const words = [cli, '--nodes', nodes, '--seeds', SEEDS, '--jobs', 1, '--sends', 600, '--until-failure'];
  const run = promisify(execFile)(process.execPath, words.map(String), { maxBuffer: 1 << 28 });
  const output = await run.catch((error: { stdout: string }) => error);
  return [...output.stdout.matchAll(/ VIOLATION ([\w-]+):/g)].map(([, name]) => name);
}

test.each(planted)('$name', { timeout: 300_000 }, async (bug) => {
  const path = join(copy, 'src-main', bug.file);
  const original = readFileSync(path, 'utf8');
  expect(original.split(bug.find).length, `${bug.file} has changed: plant this bug anew`).toBe(2);
  writeFileSync(
    path,
    original.replace(bug.find, () => bug.replace),
  );
  try {
    const found = await violationsOf(bug);
    expect(
      found.filter((name) => bug.caughtBy.includes(name)),
      `found: ${found.join()}`,
    ).not.toEqual([]);
  } finally {
    writeFileSync(path, original);
  }
});

test('every planted bug still fits the source', () => {
  for (const { name, file, find } of PLANTED_BUGS)
    expect([name, readFileSync(join(MAIN, file), 'utf8').split(find).length - 1]).toEqual([name, 1]);
});
