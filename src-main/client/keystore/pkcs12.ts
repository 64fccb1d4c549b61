import { createPrivateKey, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { type KeyEntry, type Keystore, KeystoreError, pemOf } from './keystore.ts';

const { oids } = forge.pki;

/**
 * PKCS12 as keytool and OpenSSL make it, old and new; OpenSSL 3 itself, and Node with it, refuses the ciphers of the old
 * ones, and takes no file without a key. Throws KeystoreError.
 */
export function parsePkcs12(bytes: Buffer, password: string): Keystore {
  const bags = bagsOf(bytes, password);
  const certificates = bags.filter(({ type }) => type === oids.certBag).map(certificatePem);
  const keys = bags
    .filter(({ type }) => type === oids.pkcs8ShroudedKeyBag || type === oids.keyBag)
    .map((bag): KeyEntry => {
      const key = keyPem(bag);
      return { alias: friendlyName(bag), key, certificates: chainOf(key, certificates) };
    });
  const chained = new Set(keys.flatMap((entry) => entry.certificates));
  return { keys, trusted: certificates.filter((certificate) => !chained.has(certificate)) };
}

/** The certificate of the key, the one that issued it, and so on: names and ids in the file are not to be relied on. */
function chainOf(key: string, certificates: readonly string[]): string[] {
  const known = certificates.map((pem) => ({ pem, x509: new X509Certificate(pem) }));
  const privateKey = createPrivateKey(key);
  const chain: string[] = [];
  let next = known.find(({ x509 }) => x509.checkPrivateKey(privateKey));
  while (next !== undefined && !chain.includes(next.pem)) {
    chain.push(next.pem);
    const { x509 } = next;
    next = known.find((other) => other.x509 !== x509 && x509.checkIssued(other.x509));
  }
  return chain;
}

function bagsOf(bytes: Buffer, password: string): forge.pkcs12.Bag[] {
  let asn1: forge.asn1.Asn1;
  try {
    asn1 = forge.asn1.fromDer(forge.util.createBuffer(bytes.toString('binary')));
  } catch (cause) {
    throw new KeystoreError('format', 'it is neither PEM nor PKCS12 nor JKS', { cause });
  }
  try {
    return forge.pkcs12.pkcs12FromAsn1(asn1, password).safeContents.flatMap(({ safeBags }) => safeBags);
  } catch (cause) {
    const { message } = cause as Error;
    if (/password|MAC could not be verified|decrypt/i.test(message))
      throw new KeystoreError('password', 'the password does not open the keystore', { cause });
    throw new KeystoreError('format', `the keystore cannot be read: ${message}`, { cause });
  }
}

function friendlyName({ attributes }: forge.pkcs12.Bag): string {
  return (attributes as Partial<Record<string, readonly string[]>>).friendlyName?.[0] ?? '';
}

function derOf(asn1: forge.asn1.Asn1): Buffer {
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

/** What forge understands it hands out as an object, the rest (elliptic curves) as it stands in the file. */
function keyPem({ key, asn1 }: forge.pkcs12.Bag): string {
  const info = key ? forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(key)) : asn1;
  return pemOf('PRIVATE KEY', derOf(info));
}

function certificatePem({ cert, asn1 }: forge.pkcs12.Bag): string {
  return pemOf('CERTIFICATE', derOf(cert ? forge.pki.certificateToAsn1(cert) : asn1));
}
