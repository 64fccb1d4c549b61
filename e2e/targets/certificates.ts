/** Certificates of a small authority of our own, in every shape that Kafka's clients take, made with Java's keytool. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../support/processes.ts';

/** Of every store and key below but one. */
export const STORE_PASSWORD = 'store-secret';
/** Of the key in `lockedJks`. */
export const KEY_PASSWORD = 'key-secret';

/** Paths of files. */
export interface Certificates {
  /** The authority's certificate. */
  readonly caPem: string;
  readonly trustJks: string;
  readonly trustPkcs12: string;
  /** An authority that signed nothing here. */
  readonly otherCaPem: string;
  /** For a broker at 127.0.0.1 only: `localhost` is another host. */
  readonly brokerJks: string;
  /** Of the client `CN=workbench`. */
  readonly clientJks: string;
  /** The same; its key has a password of its own, which PKCS12 does not know. */
  readonly lockedJks: string;
  readonly clientPkcs12: string;
  /** Encrypted key, certificate and chain in one file (KIP-651). */
  readonly clientPem: string;
  /** A client that the authority does not know. */
  readonly strangerPkcs12: string;
}

const PASSWORD = ['-storepass', STORE_PASSWORD];

export async function makeCertificates(dir: string): Promise<Certificates> {
  await mkdir(dir, { recursive: true });
  const path = (name: string) => join(dir, name);
  const authority = path('ca.p12');
  await Promise.all([
    keyPair(authority, 'ca', 'CN=Test authority', ['-ext', 'bc:c']),
    keyPair(path('other-ca.p12'), 'ca', 'CN=Other authority', ['-ext', 'bc:c']),
    keyPair(path('broker.p12'), 'broker', 'CN=broker'),
    keyPair(path('client.p12'), 'client', 'CN=workbench'),
    keyPair(path('stranger.p12'), 'client', 'CN=stranger'),
  ]);
  const caPem = await exported(authority, path('ca.pem'));
  await Promise.all([
    signed(dir, 'broker', ['-ext', 'san=ip:127.0.0.1']),
    signed(dir, 'client', []),
    exported(path('other-ca.p12'), path('other-ca.pem')),
    trust(caPem, path('trust.jks'), 'JKS'),
    trust(caPem, path('trust.p12'), 'PKCS12'),
  ]);
  const [brokerJks, clientJks, lockedJks] = await Promise.all([
    toJks(dir, 'broker'),
    toJks(dir, 'client'),
    toJks(dir, 'client', { file: 'locked.jks', keyPassword: KEY_PASSWORD }),
  ]);
  return {
    caPem,
    trustJks: path('trust.jks'),
    trustPkcs12: path('trust.p12'),
    otherCaPem: path('other-ca.pem'),
    brokerJks,
    clientJks,
    lockedJks,
    clientPkcs12: path('client.p12'),
    clientPem: await toPem(path('client.p12'), path('client.pem')),
    strangerPkcs12: path('stranger.p12'),
  };
}

const keytool = (args: readonly string[], stdin?: string) =>
  runCommand('keytool', ['-J-XX:TieredStopAtLevel=1', '-noprompt', ...args], { stdin });

function keyPair(store: string, alias: string, name: string, more: readonly string[] = []) {
  const key = ['-genkeypair', '-alias', alias, '-dname', name, '-keyalg', 'EC', '-groupname', 'secp256r1'];
  return keytool([
    ...key,
    '-validity',
    '30',
    '-storetype',
    'PKCS12',
    '-keystore',
    store,
    ...PASSWORD,
    ...more,
  ]);
}

async function exported(store: string, to: string): Promise<string> {
  await keytool(['-exportcert', '-rfc', '-alias', 'ca', '-keystore', store, ...PASSWORD, '-file', to]);
  return to;
}

function trust(caPem: string, store: string, type: string) {
  const add = ['-importcert', '-alias', 'ca', '-file', caPem];
  return keytool([...add, '-storetype', type, '-keystore', store, ...PASSWORD]);
}

/** Puts the certificate that the authority signed, and the authority's, into the store of that name. */
async function signed(dir: string, alias: string, extensions: readonly string[]): Promise<void> {
  const store = ['-keystore', join(dir, `${alias}.p12`), ...PASSWORD];
  const { stdout: request } = await keytool(['-certreq', '-alias', alias, ...store]);
  const sign = ['-gencert', '-rfc', '-alias', 'ca', '-keystore', join(dir, 'ca.p12'), ...PASSWORD];
  const { stdout: certificate } = await keytool([...sign, '-validity', '30', ...extensions], request);
  const chain = join(dir, `${alias}-chain.pem`);
  const ca = await readFile(join(dir, 'ca.pem'), 'utf8');
  await writeFile(chain, certificate + ca);
  await keytool(['-importcert', '-alias', 'ca', '-file', join(dir, 'ca.pem'), ...store]);
  await keytool(['-importcert', '-alias', alias, '-file', chain, ...store]);
}

async function toJks(
  dir: string,
  alias: string,
  { file = `${alias}.jks`, keyPassword = STORE_PASSWORD } = {},
): Promise<string> {
  const store = join(dir, file);
  const from = [
    '-srckeystore',
    join(dir, `${alias}.p12`),
    '-srcstorepass',
    STORE_PASSWORD,
    '-srcalias',
    alias,
  ];
  const to = ['-destkeystore', store, '-deststoretype', 'JKS', '-deststorepass', STORE_PASSWORD];
  await keytool(['-importkeystore', ...from, ...to, '-destkeypass', keyPassword]);
  return store;
}

async function toPem(store: string, to: string): Promise<string> {
  const read = ['pkcs12', '-in', store, '-passin', `pass:${STORE_PASSWORD}`];
  const key = await runCommand('openssl', [...read, '-nocerts', '-passout', `pass:${STORE_PASSWORD}`]);
  const certificates = await runCommand('openssl', [...read, '-nokeys']);
  await writeFile(to, key.stdout + certificates.stdout);
  return to;
}
