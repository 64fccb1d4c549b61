import { createCipheriv, createDecipheriv } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
export const KEY_SIZE = 32;
const NONCE_SIZE = 12;
const TAG_SIZE = 16;
const VERSION = 1;

/** Version, nonce, tag and text; `place` is authenticated with it. */
export function sealWith(
  key: Uint8Array,
  text: string,
  place: string,
  randomBytes: (size: number) => Uint8Array,
): Uint8Array {
  const nonce = randomBytes(NONCE_SIZE);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(place));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), encrypted]);
}

/** Throws when key, place or bytes are not those of the sealing. */
export function openWith(key: Uint8Array, sealed: Uint8Array, place: string): string {
  const bytes = Buffer.from(sealed);
  if (bytes[0] !== VERSION || bytes.length < 1 + NONCE_SIZE + TAG_SIZE)
    throw new Error('it is no sealed secret');
  const nonce = bytes.subarray(1, 1 + NONCE_SIZE);
  const tag = bytes.subarray(1 + NONCE_SIZE, 1 + NONCE_SIZE + TAG_SIZE);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_SIZE });
  decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
  return Buffer.concat([
    decipher.update(bytes.subarray(1 + NONCE_SIZE + TAG_SIZE)),
    decipher.final(),
  ]).toString();
}
