import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { nodeEnv } from '../env/node/index.ts';
import { ListGroups } from '../protocol/index.ts';
import { ClientConnection, UnansweredError } from './index.ts';

test('a response with a broken body rejects its request and those behind it', async () => {
  const server = createServer((socket) => {
    socket.once('data', () => {
      const response = Buffer.alloc(4 + 4 + 1);
      response.writeInt32BE(5); // Correlation id 0, and one byte where a throttle time and more should be.
      socket.write(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    const endpoint = { host: '127.0.0.1', port };
    const connection = await ClientConnection.connect(nodeEnv(), endpoint, { clientId: 'test' });
    const both = [1, 2].map(() => connection.request(ListGroups, {}, { version: 1 }));
    const outcomes = await Promise.allSettled(both);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { message: /^broken response: / } });
    expect(connection.closed).toBe(true);
  } finally {
    server.close();
  }
});

test('a request that was sent is told from one that was not', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    const endpoint = { host: '127.0.0.1', port };
    const connection = await ClientConnection.connect(nodeEnv(), endpoint, { clientId: 'test' });
    const ask = () =>
      connection.request(ListGroups, {}, { version: 1 }).catch((error: unknown) => error as Error);
    expect(await ask()).toBeInstanceOf(UnansweredError);
    const unsent = await ask();
    expect(unsent).toBeInstanceOf(Error);
    expect(unsent).not.toBeInstanceOf(UnansweredError);
  } finally {
    server.close();
  }
});
