import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { MODULES, OUT, ROOT, fail, pinnedNode, say } from './places.mjs';

const REPORTS = join(OUT, 'reports');
const LINTED = ['src-main', 'src-renderer', 'e2e', 'electron.vite.config.ts', 'vitest.config.ts'];

const tool = (...path) => join(MODULES, ...path);
const TYPES = ['types', [tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--noEmit']];
const LINT = ['lint', [tool('oxlint', 'bin', 'oxlint'), '--type-aware', ...LINTED]];
const FORMAT = ['format', [tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']];
const VITEST = tool('vitest', 'vitest.mjs');
const PLAYWRIGHT = tool('@playwright', 'test', 'cli.js');
const PLAYWRIGHT_CONFIG = ['--config', 'e2e/playwright.config.ts'];

/** The verb: types, lint, format and the layer rules. */
export async function check() {
  await ensureBuilt(['hosts', 'node', 'workbench']);
  return report([
    ...(await staticChecks()),
    await vitest(['src-main/layers.test.ts', 'src-main/headless/packaging.test.ts']),
  ]);
}

/** The verb: every check and every test, and one line that sums them up. */
export async function test() {
  await ensureBuilt();
  const browser = findBrowser();
  const results = [...(await staticChecks()), await vitest([])];
  results.push(await playwright([], await browser));
  results.push(await simulated('simulated clusters', ['--slice']));
  results.push(await simulated('planted bugs', ['--planted']));
  results.push(await simulated('crash states', ['--slice'], 'crash/cli.ts'));
  results.push(await simulated('bugs planted for crash states', ['--planted'], 'crash/cli.ts'));
  return report(results);
}

/** The verb: the browser specs, with Playwright's own arguments. */
export async function e2e(args) {
  await ensureBuilt();
  return report([await playwright(args, await findBrowser())]);
}

/** A program of ours that drives the built workbench in a browser: pictures, measurements. */
export async function inBrowser(program, args) {
  await ensureBuilt();
  const browser = await findBrowser();
  if (browser.environment?.SLUICE_BROWSER === undefined)
    fail(browser.problem ?? `${program} needs a browser`);
  return run(program, [join(ROOT, program), ...args], browser.environment);
}

async function staticChecks() {
  const results = [];
  for (const [name, command] of [TYPES, LINT, FORMAT]) {
    const code = await run(name, command);
    results.push({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
  }
  return results;
}

async function vitest(filters) {
  const output = freshReport('vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${output}`];
  const code = await run('unit and integration tests', [VITEST, 'run', ...reporters, ...filters]);
  return { name: 'vitest', ...counted(code, output, vitestCounts) };
}

async function playwright(args, browser) {
  if (browser.problem !== undefined) {
    say(`sluice: ${browser.problem}`);
    return { name: 'browser specs', passed: 0, failed: 1, skipped: 0 };
  }
  const output = freshReport('playwright.json');
  const code = await run('browser specs', [PLAYWRIGHT, 'test', ...PLAYWRIGHT_CONFIG, ...args], {
    ...browser.environment,
    PLAYWRIGHT_JSON_OUTPUT_NAME: output,
  });
  return { name: 'browser specs', ...counted(code, output, playwrightCounts) };
}

/** Each seed or life, or each planted bug, counts as a test. */
async function simulated(name, args, program = 'cli.ts') {
  const output = freshReport(`${args[0].slice(2)}.json`);
  const code = await run(name, [join(ROOT, 'src-main', 'sim', program), ...args, '--report', output]);
  return { name, ...counted(code, output, (counts) => counts) };
}

/** A suite that failed without a failed test (it broke, or there was none) counts as one failure. */
function counted(code, path, counts) {
  const result = existsSync(path)
    ? counts(JSON.parse(readFileSync(path, 'utf8')))
    : { passed: 0, failed: 0, skipped: 0 };
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}

function vitestCounts({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const broken = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((it) => it.status === 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + numTodoTests,
  };
}

function playwrightCounts({ stats }) {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

function freshReport(name) {
  mkdirSync(REPORTS, { recursive: true });
  const path = join(REPORTS, name);
  rmSync(path, { force: true });
  return path;
}

/** Prints what failed, and the total as the last line. Answers the exit code. */
function report(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const failed = results.filter((result) => result.failed > 0);
  if (failed.length > 0) process.stdout.write(`Failed: ${failed.map(({ name }) => name).join(', ')}\n`);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Runs a tool under the pinned Node and answers its exit code. */
function run(name, args, environment = {}) {
  say(`\n── ${name}`);
  const node = pinnedNode();
  const child = spawn(node, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
      ...environment,
    },
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
