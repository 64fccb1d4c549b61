/** Where secrets are kept: each keeper locks a text so that what lies in the database is of no use without it. */
import type { SecretKeeperName } from '../../contract/index.ts';
import { sealWith, openWith } from './cipher.ts';
import { readOrMakeKey } from './key-file.ts';

export interface SecretKeeper {
  /** Null: nothing may be written down. `place` names what it is of; it opens there only. */
  seal(text: string, place: string): Promise<Uint8Array | null>;
  /** Rejects when it was locked elsewhere, or was tampered with. */
  open(sealed: Uint8Array, place: string): Promise<string>;
}

/** The keychain of the system, on the other side of the channel to the host. */
export interface Keychain {
  readonly available: () => Promise<boolean>;
  readonly seal: (text: string) => Promise<Uint8Array>;
  readonly open: (sealed: Uint8Array) => Promise<string>;
}

export interface Keepers {
  /** The best first. */
  available(): Promise<SecretKeeperName[]>;
  keeper(name: SecretKeeperName): SecretKeeper;
}

export function makeKeepers(options: {
  readonly keychain: Keychain;
  readonly keyPath: string;
  readonly randomBytes: (size: number) => Uint8Array;
}): Keepers {
  const { keychain, keyPath, randomBytes } = options;
  const keepers: Record<SecretKeeperName, SecretKeeper> = {
    keychain: {
      // The keychain knows no places: the place is locked in with the text.
      seal: (text, place) => keychain.seal(JSON.stringify([place, text])),
      async open(sealed, place) {
        const [wanted, text] = JSON.parse(await keychain.open(sealed)) as [string, string];
        if (wanted !== place) throw new Error('a secret of another connection');
        return text;
      },
    },
    file: {
      seal: async (text, place) => sealWith(readOrMakeKey(keyPath, randomBytes), text, place, randomBytes),
      open: async (sealed, place) => openWith(readOrMakeKey(keyPath, randomBytes), sealed, place),
    },
    memory: {
      seal: async () => null,
      open: () => Promise.reject(new Error('it was kept in memory only')),
    },
  };
  return {
    available: async () => [
      ...((await keychain.available()) ? (['keychain'] as const) : []),
      'file',
      'memory',
    ],
    keeper: (name) => keepers[name],
  };
}
