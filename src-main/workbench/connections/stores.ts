import { readFile, stat } from 'node:fs/promises';
import { KeystoreError, readKeystore } from '../../client/index.ts';
import { SaidError, saidBy, say, type StoreFile } from '../../contract/index.ts';

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

  /** `kept`: the content in base64, for a file that is kept as a secret. `pick`: what is wanted of it. Rejects with an Error that names the file. */
  async read<T>(
    file: StoreFile,
    kept: string | undefined,
    passwords: Passwords,
    pick: (keystore: Keystore) => T,
  ): Promise<T> {
    const name = file.kind === 'path' ? file.path : file.name;
    if (name === '') throw new SaidError(say('keystore.notChosen'));
    const bytes = file.kind === 'path' ? await contentOf(file.path) : Buffer.from(kept ?? '', 'base64');
    if (bytes.length === 0) throw new SaidError(say('keystore.empty', { file: name }));
    const key = JSON.stringify(passwords);
    const known = this.#last.find((one) => one.passwords === key && one.bytes.equals(bytes));
    try {
      if (known !== undefined) return pick(known.keystore);
      const keystore = await readKeystore(bytes, passwords);
      this.#last = [{ bytes, passwords: key, keystore }, ...this.#last].slice(0, 2);
      return pick(keystore);
    } catch (error) {
      if (!(error instanceof KeystoreError)) throw error;
      throw new SaidError(say('keystore.inFile', { file: name, reason: error.message }), { cause: error });
    }
  }
}

async function contentOf(path: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    // A pipe or a device may be read without end.
    if (!found.isFile()) throw new SaidError(say('keystore.notRegular'));
    if (found.size > SIZE_MAX_BYTES) throw new SaidError(say('keystore.tooLarge'));
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT'
        ? say('keystore.noFile')
        : code === 'EACCES'
          ? say('keystore.forbidden')
          : saidBy(cause as Error);
    throw new SaidError(say('keystore.inFile', { file: path, reason }), { cause });
  }
}
