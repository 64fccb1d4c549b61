import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A client that is here, or a sentence that says why it is not and what to install. */
export type Tool<T> = { found: T; version: string } | { missing: string };

/** Where clients that had to be fetched are kept for the next run: `$XDG_CACHE_HOME` or `~/.cache`, `/sluice-interop`. */
export function cacheDir(name: string): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const dir = join(base, 'sluice-interop', name);
  mkdirSync(dir, { recursive: true });
  return dir;
}
