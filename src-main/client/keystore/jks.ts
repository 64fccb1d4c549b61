/**
 * Java's own keystore format, which its documentation does not describe; the layout is that of
 * sun.security.provider.JavaKeyStore and KeyProtector in the OpenJDK. Java has made PKCS12 since version 9, but the files
 * live on. Pure but for node:crypto.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type KeyEntry, type Keystore, KeystoreError, pemOf } from './keystore.ts';

const HEADER_SIZE = 12;
const DIGEST_SIZE = 20;
/** Goes between the password and what the digest is made over. */
const WHITENER = 'Mighty Aphrodite';
const PRIVATE_KEY = 1;
const TRUSTED_CERTIFICATE = 2;
/** 1.3.6.1.4.1.42.2.17.1.1, the algorithm that keys are locked with. */
const KEY_PROTECTOR = Buffer.from('2b060104012a02110101', 'hex');

/** `password` undefined: the digest is not checked, as Java does for a truststore without one. Throws KeystoreError. */
export function parseJks(
  bytes: Buffer,
  password: string | undefined,
  keyPassword: string | undefined,
): Keystore {
  const body = bytes.subarray(0, bytes.length - DIGEST_SIZE);
  if (bytes.length < HEADER_SIZE + DIGEST_SIZE)
    throw new KeystoreError('format', 'the keystore is cut short');
  if (password !== undefined) checkDigest(body, bytes.subarray(-DIGEST_SIZE), password);
  try {
    return parseBody(body, keyPassword);
  } catch (error) {
    if (error instanceof RangeError)
      throw new KeystoreError('format', 'the keystore is cut short or damaged', { cause: error });
    throw error;
  }
}

function checkDigest(body: Buffer, digest: Buffer, password: string): void {
  const made = createHash('sha1').update(utf16(password)).update(WHITENER).update(body).digest();
  if (!timingSafeEqual(made, digest))
    throw new KeystoreError('password', 'the password is wrong, or the keystore is damaged');
}

function parseBody(body: Buffer, keyPassword: string | undefined): Keystore {
  const reader = new JavaReader(body);
  reader.skip(4);
  const version = reader.uint32();
  if (version !== 1 && version !== 2)
    throw new KeystoreError('format', `a JKS keystore of version ${version} is unknown`);
  const keys: KeyEntry[] = [];
  const trusted: string[] = [];
  const certificate = () => {
    const type = version === 2 ? reader.utf() : 'X.509';
    const der = reader.bytes(reader.uint32());
    if (type !== 'X.509') throw new KeystoreError('format', `a certificate of type ${type} is unknown`);
    return pemOf('CERTIFICATE', der);
  };
  for (let left = reader.uint32(); left > 0; left--) {
    const tag = reader.uint32();
    const alias = reader.utf();
    reader.skip(8); // when it was made
    if (tag === TRUSTED_CERTIFICATE) {
      trusted.push(certificate());
      continue;
    }
    if (tag !== PRIVATE_KEY) throw new KeystoreError('format', `an entry of kind ${tag} is unknown`);
    const locked = reader.bytes(reader.uint32());
    const certificates = Array.from({ length: reader.uint32() }, certificate);
    keys.push({ alias, key: pemOf('PRIVATE KEY', unlock(locked, keyPassword)), certificates });
  }
  return { keys, trusted };
}

/** What KeyProtector did: the key XORed with a chain of SHA-1 over password and salt, and a digest behind it. */
function unlock(info: Buffer, keyPassword: string | undefined): Buffer {
  if (keyPassword === undefined) throw new KeystoreError('password', 'its private key needs a password');
  const locked = encryptedData(info);
  const salt = locked.subarray(0, DIGEST_SIZE);
  const encrypted = locked.subarray(DIGEST_SIZE, -DIGEST_SIZE);
  const secret = utf16(keyPassword);
  const key = Buffer.alloc(encrypted.length);
  let block = salt;
  for (let at = 0; at < encrypted.length; at++) {
    if (at % DIGEST_SIZE === 0) block = createHash('sha1').update(secret).update(block).digest();
    key[at] = encrypted[at] ^ block[at % DIGEST_SIZE];
  }
  const digest = createHash('sha1').update(secret).update(key).digest();
  if (locked.length < 2 * DIGEST_SIZE || !timingSafeEqual(digest, locked.subarray(-DIGEST_SIZE)))
    throw new KeystoreError('password', 'the key password does not open its private key');
  return key;
}

/** The octets of an EncryptedPrivateKeyInfo (RFC 5208): SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }. */
function encryptedData(info: Buffer): Buffer {
  const [, sequence] = der(info, 0x30);
  const [afterAlgorithm, algorithm] = der(sequence, 0x30);
  const [, oid] = der(algorithm, 0x06);
  if (!oid.equals(KEY_PROTECTOR))
    throw new KeystoreError('format', 'its private key is locked in an unknown way');
  return der(sequence.subarray(afterAlgorithm), 0x04)[1];
}

/** The content of a DER element of this tag, and where the next one begins. */
function der(bytes: Buffer, tag: number): [end: number, content: Buffer] {
  if (bytes[0] !== tag) throw new KeystoreError('format', 'its private key is damaged');
  const short = bytes[1] < 0x80;
  const lengthSize = short ? 0 : bytes[1] & 0x7f;
  const length = short ? bytes[1] : bytes.readUIntBE(2, lengthSize);
  const start = 2 + lengthSize;
  if (start + length > bytes.length) throw new KeystoreError('format', 'its private key is damaged');
  return [start + length, bytes.subarray(start, start + length)];
}

/** Java's chars, high byte first. */
function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** java.io.DataInputStream. Reading beyond the end throws RangeError. */
class JavaReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE(0);
  }

  utf(): string {
    return this.bytes(this.bytes(2).readUInt16BE(0)).toString();
  }

  bytes(size: number): Buffer {
    if (this.#position + size > this.#bytes.length) throw new RangeError('beyond the end');
    return this.#bytes.subarray(this.#position, (this.#position += size));
  }

  skip(size: number): void {
    this.bytes(size);
  }
}
