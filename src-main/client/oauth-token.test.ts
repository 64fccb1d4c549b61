import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { nodeClock } from '../env/node/index.ts';
import { clientCredentials } from './oauth-token.ts';

/** A token server that answers as told and remembers what it was asked. */
async function tokenServer(answer: () => [status: number, body: unknown]) {
  const asked: { authorization?: string; form: string }[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    let form = '';
    request.on('data', (chunk) => (form += chunk));
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization, form });
      const [status, body] = answer();
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const credentials = { clientId: 'work:bench', clientSecret: 's&cret', scope: 'kafka read' };

test('a token is fetched with id and secret, once for all who wait, and again when its life is nearly over', async () => {
  let count = 0;
  await using server = await tokenServer(() => [200, { access_token: `t${++count}`, expires_in: 100 }]);
  let nowMs = 0;
  const clock = { ...nodeClock(), monotonicMs: () => nowMs };
  const token = clientCredentials(clock, { url: server.url, ...credentials });
  expect(await Promise.all([token(), token()])).toEqual(['t1', 't1']);
  nowMs = 79_000;
  expect(await token()).toBe('t1');
  nowMs = 81_000;
  expect(await token()).toBe('t2');
  expect(server.asked[0]).toEqual({
    authorization: `Basic ${Buffer.from('work%3Abench:s%26cret').toString('base64')}`,
    form: 'grant_type=client_credentials&scope=kafka+read',
  });
});

test.each([
  [
    [401, { error: 'invalid_client', error_description: 'no such client' }],
    'answers 401 (invalid_client: no such client)',
  ],
  [[500, '<html>'], 'answers 500'],
  [[200, { token: 'x' }], 'without a token'],
] as const)('a refusal is told: %o', async ([status, body], message) => {
  await using server = await tokenServer(() => [status, body]);
  const asking = clientCredentials(nodeClock(), { url: server.url, ...credentials })();
  await expect(asking).rejects.toMatchObject({ kind: 'token' });
  await expect(asking).rejects.toThrow(message);
});

test('nobody listens', async () => {
  const asking = clientCredentials(nodeClock(), { url: 'http://127.0.0.1:1/', ...credentials })();
  await expect(asking).rejects.toThrow('cannot be reached');
});
