import { createPrivateKey } from 'node:crypto';
import { KeystoreError, type Keystore } from './keystore.ts';

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** Certificates in their order, and a key where there is one: a file of both, as Kafka takes it (KIP-651), or of either. */
export function parsePem(text: string, keyPassword: string | undefined): Keystore {
  const certificates: string[] = [];
  const keys: string[] = [];
  for (const [block, label] of text.matchAll(BLOCK))
    if (label === 'CERTIFICATE' || label === 'TRUSTED CERTIFICATE') certificates.push(`${block}\n`);
    else if (label.endsWith('PRIVATE KEY')) keys.push(inTheClear(block, keyPassword));
  if (certificates.length + keys.length === 0)
    throw new KeystoreError('empty', 'there is neither a certificate nor a private key in it');
  if (keys.length === 0) return { keys: [], trusted: certificates };
  return { keys: keys.map((key) => ({ alias: 'PEM', key, certificates })), trusted: [] };
}

function inTheClear(key: string, passphrase: string | undefined): string {
  try {
    return createPrivateKey({ key, passphrase }).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const locked = /ENCRYPTED/.test(key);
    if (code === 'ERR_MISSING_PASSPHRASE' || (locked && (passphrase ?? '') === ''))
      throw new KeystoreError('password', 'its private key is encrypted, and no password is given', {
        cause,
      });
    if (locked) throw new KeystoreError('password', 'the password does not open its private key', { cause });
    throw new KeystoreError('format', `its private key cannot be read: ${message}`, { cause });
  }
}
