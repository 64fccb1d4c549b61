import { expect, test } from 'vitest';
import { FlagError, isLoopback, parseFlags } from './flags.ts';

const parsed = (line: string) => parseFlags(line === '' ? [] : line.split(' '));
const refusal = (line: string) => {
  try {
    parsed(line);
    return null;
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    return error.message.split('\n')[0];
  }
};

test('without flags everything is left to DIR and the defaults', () => {
  expect(parsed('')).toEqual({
    nodes: null,
    logDirs: null,
    port: null,
    listen: null,
    defaults: null,
    restart: null,
    set: [],
    workbenchPort: 0,
    data: null,
    ephemeral: false,
    headless: false,
    openBrowser: true,
    json: false,
    help: false,
  });
});

test('values follow a blank or an equals sign; the last of a repeated flag wins', () => {
  expect(parsed('--port 9092 --port=9192 --nodes 3 --port 0')).toMatchObject({ port: 0, nodes: 3 });
  expect(parsed('--headless --no-open --json --ephemeral')).toMatchObject({
    headless: true,
    openBrowser: false,
    json: true,
    ephemeral: true,
  });
  expect(parsed('--log-dirs 2 --log-dirs=3')).toMatchObject({ logDirs: 3 });
  expect(refusal('--log-dirs 0')).toBe('--log-dirs takes a whole number from 1 to 9, not 0');
  expect(parsed('--defaults kafka --restart=off')).toMatchObject({ defaults: 'kafka', restart: false });
  const { set } = parsed('--set broker.rack=a --set 2:broker.rack=b --set num.partitions=');
  expect(set).toEqual([
    { node: null, name: 'broker.rack', value: 'a' },
    { node: 2, name: 'broker.rack', value: 'b' },
    { node: null, name: 'num.partitions', value: null },
  ]);
  const listen = parsed('--listen A=0.0.0.0:1,advertise=x:2 --listen B=127.0.0.1:3').listen;
  expect(listen).toEqual({
    name: 'B',
    host: '127.0.0.1',
    port: 3,
    advertised: { host: '127.0.0.1', port: 3 },
  });
});

test('a listener may advertise another address; IPv6 stands in brackets', () => {
  expect(parsed('--listen DOCKER=0.0.0.0:9192,advertise=host.docker.internal:9192').listen).toEqual({
    name: 'DOCKER',
    host: '0.0.0.0',
    port: 9192,
    advertised: { host: 'host.docker.internal', port: 9192 },
  });
  expect(parsed('--listen LAN=[fe80::1]:9192').listen).toMatchObject({ host: 'fe80::1', port: 9192 });
});

test.each([
  ['--prot 1', 'unknown flag --prot'],
  ['9092', 'unknown flag 9092'],
  ['--headless=yes', 'unknown flag --headless=yes'],
  ['--port', '--port needs a value'],
  ['--port ninety', '--port takes a whole number from 0 to 65535, not ninety'],
  ['--port 65536', '--port takes a whole number from 0 to 65535, not 65536'],
  ['--port -1', '--port takes a whole number from 0 to 65535, not -1'],
  ['--nodes 0', '--nodes takes a whole number from 1 to 9, not 0'],
  ['--defaults production', '--defaults takes local or kafka, not production'],
  ['--restart maybe', '--restart takes on or off, not maybe'],
  ['--set rack', '--set takes [NODE:]KEY=VALUE, not rack'],
  ['--set log.dirs=/', '--set log.dirs is decided by Sluice, and cannot be set'],
  ['--listen x', '--listen takes NAME=HOST:PORT[,advertise=HOST:PORT], not x'],
  ['--listen PLAINTEXT=127.0.0.1:1', '--listen: every node already has a listener PLAINTEXT'],
  ['--listen X=0.0.0.0:9', '--listen: clients cannot connect to 0.0.0.0; add ,advertise=HOST:PORT'],
  ['--listen X=host:0', '--listen takes NAME=HOST:PORT[,advertise=HOST:PORT]; host:0 is no HOST:PORT'],
  [
    '--data x --ephemeral',
    '--data and --ephemeral exclude each other: one keeps the cluster, one deletes it',
  ],
])('%s is refused', (line, message) => {
  expect(refusal(line)).toBe(message);
});

test('only this machine reaches loopback', () => {
  expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(['0.0.0.0', '::', '192.168.1.2', '127.0.0.1.example.org'].some(isLoopback)).toBe(false);
});
