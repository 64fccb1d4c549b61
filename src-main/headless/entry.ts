/**
 * The headless host's first file: turns on V8's compile cache, which must happen before the code that it speeds up
 * is loaded. The nodes find the same cache through their environment.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const builtDirectory = import.meta.dirname;
enableCompileCache(join(builtDirectory, '..', 'compile-cache'));
const { main } = await import('./main.ts');
await main(process.argv.slice(2), builtDirectory);
