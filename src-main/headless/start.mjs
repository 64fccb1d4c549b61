#!/usr/bin/env node
/**
 * The launcher behind every npm script: `node start.mjs VERB [arguments]`. It installs what the lock file asks for,
 * builds what is stale and runs the real thing under the pinned Node. Plain JavaScript for Node 20 on, without
 * dependencies, because it runs before anything is there. It writes to stderr only: stdout belongs to what it starts.
 */
import { ensureInstalled } from './launcher/install.mjs';
import { fail } from './launcher/places.mjs';

const [verb = 'start', ...args] = process.argv.slice(2);

const VERBS = {
  start: async () => (await import('./launcher/run.mjs')).start(args),
  dev: async () => (await import('./launcher/dev.mjs')).dev(args),
  build: async () => (await import('./launcher/build.mjs')).build(args),
  check: async () => (await import('./launcher/suites.mjs')).check(),
  test: async () => (await import('./launcher/suites.mjs')).test(),
  e2e: async () => (await import('./launcher/suites.mjs')).e2e(args),
  interop: async () => (await import('./launcher/run.mjs')).script('e2e/interop/cli.ts', args),
  chaos: async () => (await import('./launcher/run.mjs')).script('e2e/chaos/cli.ts', args),
  sim: async () => (await import('./launcher/run.mjs')).script('src-main/sim/cli.ts', args, []),
  dump: async () => (await import('./launcher/run.mjs')).script('src-main/workbench/files/cli.ts', args, []),
  crash: async () => (await import('./launcher/run.mjs')).script('src-main/sim/crash/cli.ts', args, []),
  'interop:storage': async () =>
    (await import('./launcher/run.mjs')).script('e2e/interop/storage/cli.ts', args),
  fuzz: async () => (await import('./launcher/run.mjs')).script('e2e/fuzz/cli.ts', args),
  shots: async () => (await import('./launcher/suites.mjs')).inBrowser('e2e/shots/cli.ts', args),
  bench: async () => (await import('./launcher/run.mjs')).script('e2e/bench/cli.ts', args),
  'bench:ui': async () => (await import('./launcher/suites.mjs')).inBrowser('e2e/bench/ui-cli.ts', args),
  'bench:log': async () => (await import('./launcher/run.mjs')).script('e2e/bench/log-cli.ts', args),
};

if (!Object.hasOwn(VERBS, verb)) fail(`unknown verb ${verb}; there are ${Object.keys(VERBS).join(', ')}`, 2);
ensureInstalled();
process.exitCode = await VERBS[verb]();
