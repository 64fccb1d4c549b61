import { readFile, stat } from 'node:fs/promises';
import { KeystoreError, readKeystore } from '../../client/index.ts';
import type { StoreFile } from '../../contract/index.ts';

type Keystore = Awaited<ReturnType<typeof readKeystore>>;
interface Passwords {
  readonly password?: string;
  readonly keyPassword?: string;
}

/** Larger is no keystore, and would fill the memory. */
const SIZE_MAX_BYTES = 16 * 1024 * 1024;

/**
 * Reads keystores and truststores, from disk or as they were kept. What was read is remembered while the bytes stay the
 * same: old PKCS12 files take a second to open, and each connection to a broker asks.
 */
export class StoreReader {
  #last: { readonly bytes: Buffer; readonly passwords: string; readonly keystore: Keystore }[] = [];

  /** `kept`: the content in base64, for a file that is kept as a secret. Rejects with an Error that names the file. */
  async read(file: StoreFile, kept: string | undefined, passwords: Passwords): Promise<Keystore> {
    const name = file.kind === 'path' ? file.path : file.name;
    if (name === '') throw new Error('no file is chosen for the keystore or truststore');
    const bytes = file.kind === 'path' ? await contentOf(file.path) : Buffer.from(kept ?? '', 'base64');
    if (bytes.length === 0) throw new Error(`${name} is empty`);
    const key = JSON.stringify(passwords);
    const known = this.#last.find((one) => one.passwords === key && one.bytes.equals(bytes));
    if (known !== undefined) return known.keystore;
    try {
      const keystore = await readKeystore(bytes, passwords);
      this.#last = [{ bytes, passwords: key, keystore }, ...this.#last].slice(0, 2);
      return keystore;
    } catch (error) {
      if (!(error instanceof KeystoreError)) throw error;
      throw new Error(`${name}: ${error.message}`, { cause: error });
    }
  }
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > SIZE_MAX_BYTES) throw new Error('it is too large to be a keystore');
    return await readFile(path);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it may not be read' : message;
    throw new Error(`${path}: ${reason}`, { cause });
  }
}
