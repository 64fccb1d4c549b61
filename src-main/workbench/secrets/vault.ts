import {
  type ClusterId,
  inEnglish,
  say,
  type SecretChanges,
  type SecretKeeperName,
  type SecretName,
} from '../../contract/index.ts';
import type { Store } from '../store/index.ts';
import type { Keepers } from './keepers.ts';

/** A secret cannot be had: it was kept in memory only, or its keeper does not open it any more. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly secret: SecretName;

  constructor(secret: SecretName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.secret = secret;
  }
}

export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

/** The secrets of all connections: sealed in the database, in the clear in this process' memory only. */
export class Vault {
  readonly #store: Store;
  readonly #keepers: Keepers;
  readonly #open = new Map<string, string>();

  constructor(store: Store, keepers: Keepers) {
    this.#store = store;
    this.#keepers = keepers;
  }

  /** Which a connection has, and which of them are lost. */
  names(connection: ClusterId): { name: SecretName; lost: boolean }[] {
    return this.#store.secrets(connection).map(({ name, sealed }) => ({
      name: name as SecretName,
      lost: sealed === null && !this.#open.has(placeOf(connection, name)),
    }));
  }

  /** All of a connection, or those that are named. Rejects with SecretError. */
  async read(connection: ClusterId, only?: readonly { readonly name: SecretName }[]): Promise<Secrets> {
    const secrets: Partial<Record<SecretName, string>> = {};
    for (const { name, keeper, sealed } of this.#store.secrets(connection)) {
      if (only !== undefined && !only.some((one) => one.name === name)) continue;
      const place = placeOf(connection, name);
      let text = this.#open.get(place);
      if (text === undefined) {
        if (sealed === null)
          throw new SecretError(name as SecretName, inEnglish(say('secret.lost', { secret: name })));
        try {
          text = await this.#keepers.keeper(keeper as SecretKeeperName).open(sealed, place);
        } catch (cause) {
          throw new SecretError(name as SecretName, inEnglish(say('secret.locked', { secret: name })), {
            cause,
          });
        }
        this.#open.set(place, text);
      }
      secrets[name as SecretName] = text;
    }
    return secrets;
  }

  /** Seals new values, and those that another keeper has. Nothing is changed when one of them cannot be kept. */
  async write(connection: ClusterId, changes: SecretChanges, keeper: SecretKeeperName): Promise<void> {
    const rows = new Map(this.#store.secrets(connection).map((row) => [row.name, row]));
    const texts = new Map<string, string>();
    for (const { name, keeper: now } of rows.values()) {
      if (name in changes || now === keeper) continue;
      // A secret that is lost stays so, whoever is to keep it.
      const text = await this.#tryToRead(connection, name);
      if (text !== undefined) texts.set(name, text);
    }
    for (const [name, value] of Object.entries(changes))
      if (typeof value === 'string') texts.set(name, value);
    const sealed = new Map<string, Uint8Array | null>();
    for (const [name, text] of texts)
      sealed.set(name, await this.#keepers.keeper(keeper).seal(text, placeOf(connection, name)));
    const forgotten = Object.keys(changes).filter((name) => changes[name as SecretName] === null);
    this.#store.saveSecrets(connection, keeper, sealed, forgotten);
    for (const [name, text] of texts) this.#open.set(placeOf(connection, name), text);
    for (const name of forgotten) this.#open.delete(placeOf(connection, name));
  }

  async #tryToRead(connection: ClusterId, name: string): Promise<string | undefined> {
    const place = placeOf(connection, name);
    const known = this.#open.get(place);
    if (known !== undefined) return known;
    const row = this.#store.secrets(connection).find((one) => one.name === name);
    if (row === undefined || row.sealed === null) return undefined;
    return this.#keepers
      .keeper(row.keeper as SecretKeeperName)
      .open(row.sealed, place)
      .catch(() => undefined);
  }

  /** What is in memory of it; its rows go with the connection. */
  forget(connection: ClusterId): void {
    for (const place of this.#open.keys())
      if (place.startsWith(placeOf(connection, ''))) this.#open.delete(place);
  }

  available(): Promise<SecretKeeperName[]> {
    return this.#keepers.available();
  }
}

function placeOf(connection: ClusterId, name: string): string {
  return `${connection}/${name}`;
}
