import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Store } from '../store/index.ts';
import { openWith, sealWith } from './cipher.ts';
import { makeKeepers, Vault } from './index.ts';
import { readOrMakeKey } from './key-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'sluice-secrets-'));
afterAll(() => rmSync(directory, { recursive: true }));
const bytes = (size: number) => new Uint8Array(randomBytes(size));

test('what is sealed opens with its key and in its place only, and untouched', () => {
  const key = bytes(32);
  const sealed = sealWith(key, 'pässword 비밀', 'a/password', bytes);
  expect(openWith(key, sealed, 'a/password')).toBe('pässword 비밀');
  expect(Buffer.from(sealed).includes('word')).toBe(false);
  expect(() => openWith(bytes(32), sealed, 'a/password')).toThrow();
  expect(() => openWith(key, sealed, 'b/password')).toThrow();
  for (let at = 0; at < sealed.length; at++) {
    const touched = Uint8Array.from(sealed);
    touched[at] ^= 1;
    expect(() => openWith(key, touched, 'a/password')).toThrow();
  }
  expect(() => openWith(key, sealed.subarray(0, 20), 'a/password')).toThrow('no sealed secret');
});

test('the key is made once, for its owner only; one that others can read is not used', () => {
  const path = join(directory, 'secrets.key');
  const key = readOrMakeKey(path, bytes);
  expect([...readOrMakeKey(path, bytes)]).toEqual([...key]);
  if (process.platform === 'win32') return;
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o644);
  expect(() => readOrMakeKey(path, bytes)).toThrow('set its mode to 600');
  chmodSync(path, 0o600);
  writeFileSync(path, 'short');
  expect(() => readOrMakeKey(path, bytes)).toThrow('is no key');
});

/** A keychain that turns its texts around. */
const turned = (bytes: Uint8Array) => Buffer.from(bytes.toReversed());
const keychain = {
  available: async () => true,
  seal: async (text: string) => turned(Buffer.from(text)),
  open: async (sealed: Uint8Array) => turned(sealed).toString(),
};

test('a connection can change who keeps its secrets', async () => {
  const databasePath = join(directory, 'vault.sqlite');
  const keyPath = join(directory, 'vault.key');
  const open = () => {
    const store = new Store(databasePath, 0);
    return { store, vault: new Vault(store, makeKeepers({ keychain, keyPath, randomBytes: bytes })) };
  };
  let { store, vault } = open();
  expect(await vault.available()).toEqual(['keychain', 'file', 'memory']);
  await vault.write('c', { password: 'one', token: 'two' }, 'keychain');
  await vault.write('c', { token: null }, 'file');
  store.close();
  ({ store, vault } = open());
  expect(await vault.read('c')).toEqual({ password: 'one' });
  expect(store.secrets('c').map(({ keeper }) => keeper)).toEqual(['file']);
  await vault.write('c', {}, 'memory');
  expect(store.secrets('c')).toMatchObject([{ keeper: 'memory', sealed: null }]);
  expect(await vault.read('c')).toEqual({ password: 'one' });
  store.close();
  ({ store, vault } = open());
  await expect(vault.read('c')).rejects.toMatchObject({ name: 'SecretError', secret: 'password' });
  await vault.write('c', { password: 'three' }, 'keychain');
  vault.forget('c');
  expect(await vault.read('c')).toEqual({ password: 'three' });
  // Its row put into another connection's place opens nothing.
  store.saveSecrets('d', 'keychain', new Map([['password', store.secrets('c')[0].sealed]]), []);
  await expect(vault.read('d')).rejects.toThrow('cannot be unlocked');
  store.close();
  expect(readFileSync(databasePath).includes('three')).toBe(false);
});
