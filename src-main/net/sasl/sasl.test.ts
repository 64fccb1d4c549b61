import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { expect, test } from 'vitest';
import { oauthBearer, plain, scram } from './index.ts';
import { scramExchange } from './scram.ts';

const text = (bytes: Buffer | null) => bytes?.toString() ?? null;
const say = (words: string) => Buffer.from(words);

test('SCRAM-SHA-256 speaks the words of RFC 7677', async () => {
  const exchange = scramExchange('sha256', {
    username: 'user',
    password: 'pencil',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
  });
  expect(text(exchange.first)).toBe('n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
  const proof = await exchange.next(
    say('r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'),
  );
  expect(text(proof)).toBe(
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  );
  expect(await exchange.next(say('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='))).toBeNull();
});

test('SCRAM-SHA-1 of RFC 5802 comes out of the same code, but for its number of iterations', async () => {
  const exchange = scramExchange('sha1', {
    username: 'user',
    password: 'pencil',
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
  });
  const proof = await exchange.next(
    say('r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096'),
  );
  expect(text(proof)).toBe(
    'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
  );
  expect(await exchange.next(say('v=rmF9pqV8S7suAoZWja4dJRkFsKQ='))).toBeNull();
});

/** A server that knows the password, written from the other side of the RFC. */
async function login(serverPassword: string, clientPassword: string, username = 'user') {
  const exchange = await scram('SCRAM-SHA-512', {
    username,
    password: clientPassword,
    randomBytes: (size) => new Uint8Array(size).fill(7),
  }).begin();
  const bare = exchange.first.toString().slice(3);
  const serverFirst = `r=${bare.split('r=')[1]}server,s=${say('salt').toString('base64')},i=4096`;
  const final = (await exchange.next(say(serverFirst)))!.toString();
  const [withoutProof, proof] = final.split(',p=');
  const mac = (key: Buffer, words: string) => createHmac('sha512', key).update(words).digest();
  const salted = pbkdf2Sync(serverPassword, 'salt', 4_096, 64, 'sha512');
  const all = `${bare},${serverFirst},${withoutProof}`;
  const clientKey = mac(salted, 'Client Key');
  const signature = mac(createHash('sha512').update(clientKey).digest(), all);
  const proved = Buffer.from(proof, 'base64').equals(
    Buffer.from(clientKey.map((byte, i) => byte ^ signature[i])),
  );
  const done = await exchange.next(say(`v=${mac(mac(salted, 'Server Key'), all).toString('base64')}`));
  return { bare, proved, done };
}

test('SCRAM-SHA-512: both sides believe each other when both know the password', async () => {
  expect(await login('pencil', 'pencil')).toMatchObject({ proved: true, done: null });
  await expect(login('pencil', 'pencils')).rejects.toMatchObject({ kind: 'server' });
  expect((await login('p', 'p', 'a=b,c')).bare).toMatch(/^n=a=3Db=2Cc,r=/);
});

test.each([
  ['r=other,s=QQ==,i=4096', 'another login'],
  ['r=n,s=QQ==,i=4096', 'another login'],
  ['r=nx,s=QQ==,i=1', 'asks for 1 iterations'],
  ['r=nx,s=QQ==,i=999999999', 'asks for 999999999 iterations'],
  ['', 'another login'],
])('SCRAM takes no such words from a server: %s', async (words, reason) => {
  const exchange = scramExchange('sha256', { username: 'u', password: 'p', nonce: 'n' });
  await expect(exchange.next(say(words))).rejects.toThrow(reason);
});

test('SCRAM: a refusal in the last message is one', async () => {
  const exchange = scramExchange('sha256', { username: 'u', password: 'p', nonce: 'n' });
  await exchange.next(say('r=nx,s=QQ==,i=4096'));
  await expect(exchange.next(say('e=invalid-proof'))).rejects.toMatchObject({ kind: 'refused' });
});

test('PLAIN and OAUTHBEARER', async () => {
  expect((await plain('user', 'pä,ss').begin()).first.toString()).toBe('\0user\0pä,ss');
  await expect(plain('us\0er', 'p').begin()).rejects.toThrow('NUL');
  const exchange = await oauthBearer(async () => 'abc').begin();
  expect(exchange.first.toString()).toBe('n,,\u0001auth=Bearer abc\u0001\u0001');
  expect(await exchange.next(Buffer.alloc(0))).toBeNull();
  const refused = await oauthBearer(async () => 'abc').begin();
  expect(text(await refused.next(say('{"status":"invalid_token"}')))).toBe('\u0001');
  await expect(refused.next(Buffer.alloc(0))).rejects.toThrow('invalid_token');
});
