import { builtinModules } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { oneLanguage } from './src-renderer/lib/i18n/one-language.ts';

const root = import.meta.dirname;
const source = (path: string) => join(root, 'src-main', path);

/** Given here because electron-vite would derive them from a table that may not know this Electron yet. */
const NODE_TARGET = 'node24';
const CHROME_TARGET = 'chrome150';

/**
 * Which parts to build, all as one default. The launcher names those that are stale, one a run: built apart, a host
 * shares no chunk with the nodes and so loads none of their code and addons.
 */
const parts = new Set((process.env.SLUICE_BUILD ?? 'hosts,node,workbench,preload,renderer').split(','));

/** Old chunks stay: a cluster that runs from this folder may still want to load one. The launcher removes them later. */
const emptyOutDir = false;

const ENTRIES: Record<string, Record<string, string>> = {
  hosts: { headless: source('headless/entry.ts'), electron: source('electron/entry.ts') },
  node: { node: source('node/entry.ts') },
  workbench: { workbench: source('workbench/entry.ts') },
};
const entries = Object.entries(ENTRIES).filter(([part]) => parts.has(part));

/**
 * electron-vite declares `require` in every chunk that mentions the word, also where the chunk declares its own. Ours
 * are written as modules and need no such help.
 */
const withoutShim: Plugin = {
  name: 'sluice:without-esm-shim',
  configResolved({ plugins }) {
    const shim = plugins.find(({ name }) => name === 'vite:esm-shim');
    if (shim !== undefined) shim.renderChunk = undefined;
  },
};

const main = {
  plugins: [withoutShim],
  build: {
    outDir: join(root, 'out', 'main'),
    emptyOutDir,
    target: NODE_TARGET,
    // Of zod a tenth is used; loading all of its files would take half of the workbench's start.
    externalizeDeps: { exclude: ['zod'] },
    rolldownOptions: {
      // A package whose import is unused is left out: the host must not load the nodes' addons.
      treeshake: { moduleSideEffects: (_id: string, external: boolean) => !external },
      input: Object.assign({}, ...entries.map(([, input]) => input)) as Record<string, string>,
      output: {
        format: 'es' as const,
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
      },
    },
  },
};

const preload = {
  build: {
    outDir: join(root, 'out', 'preload'),
    emptyOutDir,
    target: NODE_TARGET,
    externalizeDeps: false,
    rolldownOptions: {
      input: { preload: source('electron/preload.ts') },
      external: ['electron', ...builtinModules],
      // A sandboxed preload is CommonJS, whatever package.json says.
      output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
    },
  },
};

const BEGIN = join(root, 'src-renderer', 'begin.ts');

/** The page runs begin.ts beside its own script. In development main.tsx fetches the texts by itself. */
const beginBeside: Plugin = {
  name: 'sluice:begin-beside',
  transformIndexHtml(_html, { bundle }) {
    const begin = Object.values(bundle ?? {}).find((one) => one.type === 'chunk' && one.name === 'begin');
    if (begin === undefined) return [];
    const attrs = { type: 'module', async: true, crossorigin: true, src: `./${begin.fileName}` };
    return [{ tag: 'script', attrs, injectTo: 'head-prepend' }];
  },
};

const renderer = {
  root: join(root, 'src-renderer'),
  plugins: [oneLanguage(), react(), beginBeside],
  worker: { format: 'es' as const },
  server: {
    // `npm run dev` names the headless host here; the page then talks to it through the development server.
    proxy: developmentProxy(process.env.SLUICE_HOST),
  },
  build: {
    outDir: join(root, 'out', 'renderer'),
    emptyOutDir,
    target: CHROME_TARGET,
    minify: true,
    // The policy of the page allows fonts and images from data: URLs, but nothing else.
    assetsInlineLimit: 0,
    // Monaco alone is more; it comes from this machine and is loaded by the screens that edit.
    chunkSizeWarningLimit: 5_000,
    rolldownOptions: {
      input: { index: join(root, 'src-renderer', 'index.html'), begin: BEGIN },
      // The contract is data: who takes one thing of it does not load all that a host can say.
      treeshake: { moduleSideEffects: (id: string) => !/[\\/]src-main[\\/]contract[\\/]/.test(id) },
    },
  },
};

function developmentProxy(target: string | undefined) {
  if (target === undefined) return undefined;
  const http = { target, changeOrigin: true, headers: { origin: target } };
  return {
    '/session': http,
    '/contract': { target, changeOrigin: true, ws: true, rewriteWsOrigin: true },
  };
}

export default defineConfig({
  ...(entries.length > 0 && { main }),
  ...(parts.has('preload') && { preload }),
  ...(parts.has('renderer') && { renderer }),
});
