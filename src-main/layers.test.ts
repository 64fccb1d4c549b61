/** The dependency rules of ARCHITECTURE.md, executed. A rule that matters is a line here. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';

const MAIN = import.meta.dirname;
const ROOT = join(MAIN, '..');
const RENDERER = join(ROOT, 'src-renderer');

/** folder → what it may import. `types:x` allows only `import type`; `x/part` allows only that file or folder. */
const FOUNDATION = ['base', 'wire', 'protocol', 'config'];
const BELOW_BROKER = ['metadata', 'raft', 'controller', 'replica', 'log', 'coordinator', 'net'];
const BELOW_NODE = [...FOUNDATION, 'env', ...BELOW_BROKER, 'broker'];
const MAY_IMPORT: Record<string, readonly string[]> = {
  contract: [],
  base: [],
  env: ['base'],
  wire: ['base'],
  config: ['base'],
  protocol: ['base', 'wire'],
  metadata: FOUNDATION,
  raft: FOUNDATION,
  controller: [...FOUNDATION, 'metadata'],
  replica: [...FOUNDATION, 'metadata', 'types:log'],
  log: [...FOUNDATION, 'env'],
  coordinator: [...FOUNDATION, 'metadata'],
  'coordinator/group/coordinator': [...FOUNDATION, 'metadata', 'types:env'],
  'coordinator/runtime': [...FOUNDATION, 'metadata', 'log', 'types:env'],
  net: [...FOUNDATION, 'env'],
  broker: [...FOUNDATION, 'env', ...BELOW_BROKER],
  node: BELOW_NODE,
  client: [...FOUNDATION, 'env', 'net'],
  cluster: [...FOUNDATION, 'env', 'types:node/config', 'types:node/messages'],
  workbench: [
    ...FOUNDATION,
    'env',
    'log/inspect',
    'metadata',
    'coordinator/records',
    'client',
    'types:cluster',
    'contract',
    'types:node/messages',
  ],
  electron: ['env', 'workbench', 'cluster', 'contract', 'base'],
  headless: ['env', 'workbench', 'cluster', 'contract', 'base'],
  sim: [...BELOW_NODE, 'node'],
};
const PURE = ['base', 'wire', 'protocol', 'config', 'raft', 'metadata', 'controller', 'replica'].concat([
  'coordinator/group',
  'coordinator/transaction',
  'coordinator/share',
]);
const IMPURE =
  /\bDate\b|\bperformance\.|\bMath\.random\b|\bcrypto\.|\bset(Timeout|Interval|Immediate)\b|\bprocess\.|\bconsole\.|\basync\b|\bawait\b|from 'node:/;
/** file or folder → why the rule of pure folders does not hold there. */
const PURE_EXCEPTIONS: Record<string, RegExp> = {
  // Synchronous gzip and zstd are pure functions that happen to live in node:zlib.
  'wire/compression': /from 'node:(zlib|module)'/,
  // The group coordinator's shell: it waits for the log, and decides nothing.
  'coordinator/group/coordinator': /\basync\b|\bawait\b/,
};
const OS_MODULES = /^node:(fs|net|fs\/promises|child_process)$/;
const MAY_USE_OS = [
  'env/node',
  'cluster',
  'workbench/store',
  'workbench/files',
  'workbench/producing/sources',
  'workbench/secrets',
  'workbench/connections/stores',
  'workbench/entry',
  'headless',
  'electron',
  'node/entry',
  // Programs for developers: they write a report, and read the sources that a bug is planted in.
  'sim/cli',
  'sim/planted/plant',
  'sim/crash/cli',
];

interface Source {
  /** From src-main or src-renderer, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { specifier: string; typeOnly: boolean; target: string | null }[];
}

function sources(root: string): Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\.tsx?$/.test(path) && !/\.(test|bench)\.tsx?$|(^|\/)bench-|testdata|test-kit/.test(path),
    )
    .map((path) => {
      const file = join(root, path);
      const text = readFileSync(file, 'utf8');
      const imports = [
        ...text.matchAll(
          /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
        ),
      ].map((match) => {
        const specifier = match[2] ?? match[3] ?? match[4];
        const target = specifier.startsWith('.') ? resolve(dirname(file), specifier) : null;
        return { specifier, typeOnly: match[1] !== undefined, target };
      });
      return { path: path.split(sep).join('/'), text, imports };
    });
}

const inside = (path: string, folder: string) =>
  path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}.`);
const withoutComments = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, (quoted) => (quoted.startsWith("'node:") ? quoted : "''"));
const main = sources(MAIN);

test('folders import only what lies below them, through its index.ts', () => {
  const wrong: string[] = [];
  for (const { path, imports } of main) {
    const folder = path.split('/')[0];
    const rule = Object.keys(MAY_IMPORT).findLast((key) => inside(path, key));
    for (const { target, typeOnly } of imports) {
      if (target === null || rule === undefined) continue;
      const to = relative(MAIN, target).split(sep).join('/');
      const toFolder = to.split('/')[0];
      if (toFolder === folder) continue;
      const allowed = MAY_IMPORT[rule].find((entry) => inside(to, entry.replace('types:', '')));
      if (allowed === undefined) wrong.push(`${path} may not import ${to}`);
      else if (allowed.startsWith('types:') && !typeOnly)
        wrong.push(`${path} may import only types of ${to}`);
      else if (
        !typeOnly &&
        !/(^[^/]+|^env\/node|^log\/inspect|^coordinator\/records)\/index\.ts$|^broker\/controller-link\.ts$/.test(
          to,
        )
      )
        wrong.push(`${path} enters ${to} past its index.ts`);
    }
  }
  expect(wrong).toEqual([]);
});

test('pure folders know no time, chance, disk, network or waiting', () => {
  const wrong = main
    .filter(({ path }) => PURE.some((folder) => inside(path, folder)))
    .flatMap(({ path, text }) =>
      withoutComments(text)
        .split('\n')
        .filter((line) => IMPURE.test(line))
        .filter(
          (line) =>
            !Object.entries(PURE_EXCEPTIONS).some(
              ([place, allowed]) => inside(path, place) && allowed.test(line),
            ),
        )
        .map((line) => `${path}: ${line.trim()}`),
    );
  expect(wrong).toEqual([]);
});

test('electron, SQLite and the operating system are met in their own places only', () => {
  const wrong: string[] = [];
  for (const { path, imports } of main) {
    for (const { specifier } of imports) {
      if (/^electron($|\/)/.test(specifier) && !inside(path, 'electron')) wrong.push(`${path}: electron`);
      if (specifier === 'better-sqlite3' && !inside(path, 'workbench/store')) wrong.push(`${path}: SQLite`);
      if (OS_MODULES.test(specifier) && !MAY_USE_OS.some((place) => inside(path, place)))
        wrong.push(`${path}: ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

test('the renderer knows the contract and nothing else of the main side; features do not know each other', () => {
  const wrong: string[] = [];
  for (const { path, imports } of sources(RENDERER)) {
    const feature = /^features\/([^/]+)/.exec(path)?.[1];
    for (const { target } of imports) {
      if (target === null) continue;
      const to = relative(ROOT, target).split(sep).join('/');
      if (to.startsWith('src-main/') && !to.startsWith('src-main/contract/'))
        wrong.push(`${path} imports ${to}`);
      const other = /^src-renderer\/features\/([^/]+)/.exec(to)?.[1];
      if (feature !== undefined && other !== undefined && other !== feature)
        wrong.push(`${path} imports ${to}`);
      if (!/^(app|features|main|dev)/.test(path) && /^src-renderer\/(app|features)\//.test(to))
        wrong.push(`${path} imports ${to}`);
    }
  }
  expect(wrong).toEqual([]);
});
