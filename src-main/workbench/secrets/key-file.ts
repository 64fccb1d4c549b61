import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { KEY_SIZE } from './cipher.ts';

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** The key that secrets are locked with on this machine; made when it is first needed. Throws when others can read it. */
export function readOrMakeKey(path: string, randomBytes: (size: number) => Uint8Array): Uint8Array {
  try {
    // Only where there is none: two processes must not replace each other's key.
    writeFileSync(path, randomBytes(KEY_SIZE), { flag: 'wx', mode: OWNER_ONLY });
    // The mode of a new file is cut by the umask, which may leave too little.
    chmodSync(path, OWNER_ONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0)
    throw new Error(`others can read ${path}: set its mode to 600`);
  const key = readFileSync(path);
  if (key.length !== KEY_SIZE) throw new Error(`${path} is no key`);
  return key;
}
