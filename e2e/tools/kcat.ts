import { runCommand } from '../support/processes.ts';
import type { Tool } from './cache.ts';
import { ensureProgram } from './system-packages.ts';

/** kcat from the PATH, or from the distribution where we may install. `found` is the program's name. */
export async function findKcat(): Promise<Tool<string>> {
  const advice = await ensureProgram('kcat', 'kcat');
  if (advice !== null) return { missing: advice };
  const { stdout } = await runCommand('kcat', ['-V']);
  const version = /Version (\S+)/.exec(stdout)?.[1] ?? '?';
  const library = /librdkafka (\S+)/.exec(stdout)?.[1] ?? '?';
  return { found: 'kcat', version: `${version} (librdkafka ${library})` };
}
