import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { waitUntil } from '../support/processes.ts';
import { ChaosNetwork } from './network.ts';

const cleanups: (() => unknown)[] = [];
afterEach(() => cleanups.splice(0).forEach((cleanup) => cleanup()));

/** Node 2 answers each message with itself in capitals, and `bye` by hanging up; node 1 is a client of it. */
async function twoNodes() {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      heard.push(bytes.toString());
      if (heard.at(-1) === 'bye') socket.destroy();
      else socket.write(bytes.toString().toUpperCase());
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const network = await ChaosNetwork.create([1, 2]);
  network.setTarget(1, 2, 'broker', (server.address() as AddressInfo).port);
  cleanups.push(() => (network.close(), server.close()));
  const open = () => {
    const socket = connect({ port: network.portFor(1, 2, 'broker'), host: '127.0.0.1' });
    cleanups.push(() => socket.destroy());
    const answers: string[] = [];
    socket.on('error', () => {});
    socket.on('data', (bytes) => answers.push(bytes.toString()));
    return { socket, answers };
  };
  return { network, heard, open };
}

const says = (socket: Socket, answers: string[], text: string) => {
  socket.write(text);
  return waitUntil(`an answer to ${text}`, () => answers.join('').endsWith(text.toUpperCase()));
};

test('bytes go through, and wait while their direction is held', async () => {
  const { network, heard, open } = await twoNodes();
  const { socket, answers } = open();
  await says(socket, answers, 'one');

  network.hold(1, 2);
  socket.write('two');
  await sleep(50);
  expect(heard).toEqual(['one']);
  network.heal();
  await waitUntil('what was held', () => answers.join('') === 'ONETWO');

  network.hold(2, 1);
  socket.write('three');
  await waitUntil('the request', () => heard.at(-1) === 'three');
  await sleep(50);
  expect(answers.join('')).toBe('ONETWO');
  network.heal();
  await waitUntil('the answer', () => answers.join('') === 'ONETWOTHREE');
});

test('a connection that is opened while its path is held comes through when it is free', async () => {
  const { network, heard, open } = await twoNodes();
  network.hold(2, 1);
  const { socket, answers } = open();
  socket.write('hello');
  await sleep(50);
  expect(heard).toEqual([]);
  network.heal();
  await waitUntil('the answer', () => answers.join('') === 'HELLO');
});

test('the end of a connection is not seen through a held path', async () => {
  const { network, heard, open } = await twoNodes();
  const { socket, answers } = open();
  await says(socket, answers, 'one');
  let closed = false;
  socket.on('close', () => (closed = true));
  network.hold(2, 1);
  socket.write('bye');
  await waitUntil('the last word', () => heard.at(-1) === 'bye');
  await sleep(50);
  expect(closed).toBe(false);
  network.heal();
  await waitUntil('the end', () => closed);
});

test('delayed bytes keep their order', async () => {
  const { network, open } = await twoNodes();
  const { socket, answers } = open();
  await says(socket, answers, 'one');
  network.delay(1, 2, 60);
  const startedAtMs = performance.now();
  socket.write('a');
  await sleep(10);
  network.delay(1, 2, 0);
  socket.write('b');
  await waitUntil('both', () => answers.join('') === 'ONEAB');
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(59);
});

test('a reset ends the connections between two and no others', async () => {
  const { network, open } = await twoNodes();
  const { socket, answers } = open();
  await says(socket, answers, 'one');
  network.reset(1, 'clients');
  await says(socket, answers, 'two');
  network.reset(2, 1);
  await waitUntil('the end', () => socket.destroyed);
  const again = open();
  await says(again.socket, again.answers, 'three');
});
