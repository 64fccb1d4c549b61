/** Keys and certificates out of the files that Kafka's clients take (`ssl.keystore.type`), as PEM. */
import { parseJks } from './jks.ts';
import { parsePem } from './pem.ts';

export type KeystoreType = 'PEM' | 'PKCS12' | 'JKS';

/** A private key, PEM and in the clear, with its certificates, its own first. */
export interface KeyEntry {
  readonly alias: string;
  readonly key: string;
  readonly certificates: readonly string[];
}

export interface Keystore {
  readonly keys: readonly KeyEntry[];
  /** Certificates that belong to no key: what a truststore has. */
  readonly trusted: readonly string[];
}

/** The file cannot be read, or not with this password. */
export class KeystoreError extends Error {
  override readonly name = 'KeystoreError';
  readonly kind: 'password' | 'format' | 'empty';

  constructor(kind: KeystoreError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const JKS_MAGIC = 0xfeedfeed;
const JCEKS_MAGIC = 0xcececece;
const DER_SEQUENCE = 0x30;

/** What the bytes are, whatever the file is called. Throws KeystoreError. */
export function keystoreType(bytes: Buffer): KeystoreType {
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === JKS_MAGIC) return 'JKS';
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === JCEKS_MAGIC)
    throw new KeystoreError(
      'format',
      'it is a JCEKS keystore; convert it to PKCS12 with keytool -importkeystore',
    );
  if (bytes[0] === DER_SEQUENCE) return 'PKCS12';
  if (bytes.includes('-----BEGIN ')) return 'PEM';
  throw new KeystoreError('format', 'it is neither PEM nor PKCS12 nor JKS');
}

/** Reads a keystore or truststore of any type. `keyPassword` where it differs from the file's. Rejects with KeystoreError. */
export async function readKeystore(
  bytes: Buffer,
  { password, keyPassword = password }: { password?: string; keyPassword?: string } = {},
): Promise<Keystore> {
  switch (keystoreType(bytes)) {
    case 'PEM':
      return parsePem(bytes.toString(), keyPassword);
    case 'JKS':
      return parseJks(bytes, password, keyPassword);
    case 'PKCS12':
      // Large, and needed by few.
      return (await import('./pkcs12.ts')).parsePkcs12(bytes, password ?? '');
  }
}

/** The one key that a client shows. Throws KeystoreError. */
export function clientIdentity({ keys }: Keystore): KeyEntry {
  const [first, second] = keys;
  if (first === undefined) throw new KeystoreError('empty', 'there is no private key in it');
  if (second !== undefined)
    throw new KeystoreError(
      'format',
      `there are several keys in it (${keys.map(({ alias }) => alias).join(', ')})`,
    );
  if (first.certificates.length === 0) throw new KeystoreError('empty', 'there is no certificate in it');
  return first;
}

/** All certificates, since a file made for a server may be used as a truststore as it is. Throws KeystoreError. */
export function authorities({ trusted, keys }: Keystore): readonly string[] {
  const all = [...trusted, ...keys.flatMap(({ certificates }) => certificates)];
  if (all.length === 0) throw new KeystoreError('empty', 'there is no certificate in it');
  return all;
}

/** DER as PEM. */
export function pemOf(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
