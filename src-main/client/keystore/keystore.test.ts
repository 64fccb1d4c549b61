import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { expect, test } from 'vitest';
import { authorities, clientIdentity, keystoreType, readKeystore } from './index.ts';

/** Made by keytool of Java 17 and OpenSSL 3, valid for a hundred years. */
const file = (name: string) => readFileSync(join(import.meta.dirname, 'testdata', name));
const password = 'changeit';
const subjects = (certificates: readonly string[]) =>
  certificates.map((pem) => new X509Certificate(pem).subject.replace('CN=', ''));

test.each([
  ['rsa.p12', 'PKCS12', {}, ['client-rsa', 'ca-rsa']],
  ['ec.p12', 'PKCS12', {}, ['client-ec', 'ca-ec']],
  // RC2 and 3DES, which OpenSSL 3 does not read.
  ['legacy.p12', 'PKCS12', {}, ['client-rsa', 'ca-rsa']],
  ['openssl.p12', 'PKCS12', {}, ['client-rsa']],
  ['rsa.jks', 'JKS', { keyPassword: 'secret-key' }, ['client-rsa', 'ca-rsa']],
  ['ec.jks', 'JKS', {}, ['client-ec', 'ca-ec']],
  ['ec-encrypted.pem', 'PEM', { keyPassword: 'secret-key' }, ['client-ec']],
])('%s has a key with its chain, the own certificate first', async (name, type, passwords, chain) => {
  expect(keystoreType(file(name))).toBe(type);
  const { key, certificates } = clientIdentity(await readKeystore(file(name), { password, ...passwords }));
  expect(subjects(certificates)).toEqual(chain);
  expect(new X509Certificate(certificates[0]).checkPrivateKey(createPrivateKey(key))).toBe(true);
  createSecureContext({ key, cert: certificates.join('') });
});

test.each([
  ['trust.jks', { password }],
  ['trust.p12', { password }],
  // As Java does: without a password a truststore is read unchecked.
  ['trust.jks', {}],
])('%s has two authorities', async (name, passwords) => {
  const certificates = authorities(await readKeystore(file(name), passwords));
  expect(subjects(certificates).toSorted()).toEqual(['ca-ec', 'ca-rsa']);
  createSecureContext({ ca: [...certificates] });
});

test.each([
  ['rsa.p12', { password: 'wrong' }, 'password', 'does not open the keystore'],
  ['legacy.p12', { password: '' }, 'password', 'does not open the keystore'],
  ['rsa.jks', { password: 'wrong' }, 'password', 'wrong, or the keystore is damaged'],
  ['rsa.jks', { password }, 'password', 'the key password does not open'],
  ['ec-encrypted.pem', {}, 'password', 'encrypted, and no password is given'],
  ['ec-encrypted.pem', { keyPassword: 'wrong' }, 'password', 'does not open its private key'],
])('%s with %o says what is wrong', async (name, passwords, kind, message) => {
  const reading = readKeystore(file(name), passwords);
  await expect(reading).rejects.toMatchObject({ kind });
  await expect(reading).rejects.toThrow(message);
});

test('what is no keystore, or a damaged one, is said to be so', async () => {
  const read = (bytes: Buffer, passwords = {}) => readKeystore(bytes, passwords);
  await expect(read(Buffer.from('hello'))).rejects.toThrow('neither PEM nor PKCS12 nor JKS');
  await expect(read(Buffer.alloc(0))).rejects.toThrow('neither PEM nor PKCS12 nor JKS');
  await expect(read(Buffer.from([0x30, 3, 1]))).rejects.toThrow('neither PEM nor PKCS12 nor JKS');
  const jks = file('rsa.jks');
  for (let size = 4; size < jks.length - 1; size += 97)
    await expect(read(jks.subarray(0, size), { keyPassword: 'secret-key' })).rejects.toMatchObject({
      name: 'KeystoreError',
    });
  await expect(read(Buffer.from('-----BEGIN X-----\nabc\n-----END X-----'))).rejects.toMatchObject({
    kind: 'empty',
  });
  expect(() => clientIdentity({ keys: [], trusted: [] })).toThrow('no private key');
  expect(() => authorities({ keys: [], trusted: [] })).toThrow('no certificate');
});
