import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { RegistryClient, RegistrySchemas } from './index.ts';

type Answer = (request: IncomingMessage & { body: string }) => {
  status?: number;
  body: unknown;
  location?: string;
};

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function registry(answer: Answer): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      const { status = 200, body: answered, location } = answer(Object.assign(request, { body }));
      response.writeHead(status, location === undefined ? {} : { location });
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sr/`, asked };
}

test('a schema comes with all that it refers to, each behind what it needs', async () => {
  const schemas: Record<string, unknown> = {
    '/sr/schemas/ids/5': {
      schema: 'main',
      schemaType: 'PROTOBUF',
      references: [
        { name: 'a.proto', subject: 'a', version: 2 },
        { name: 'b.proto', subject: 'b/c', version: 1 },
      ],
    },
    '/sr/subjects/a/versions/2': {
      schema: 'A',
      references: [{ name: 'b.proto', subject: 'b/c', version: 1 }],
    },
    '/sr/subjects/b%2Fc/versions/1': {
      schema: 'B',
      references: [{ name: 'a.proto', subject: 'a', version: 2 }],
    },
  };
  const { url } = await registry(({ url: path }) => ({ body: schemas[path!] }));
  expect(await new RegistryClient({ url }).schemaById(5)).toEqual({
    kind: 'protobuf',
    text: 'main',
    references: [
      { name: 'b.proto', text: 'B' },
      { name: 'a.proto', text: 'A' },
    ],
  });
});

test('credentials go along, and never to another place', async () => {
  const elsewhere = await registry(() => ({ body: [] }));
  const { url } = await registry(({ headers }) =>
    headers.authorization === 'Basic dTpw'
      ? { status: 302, location: elsewhere.url, body: '' }
      : { status: 401, body: { message: 'who are you' } },
  );
  await expect(new RegistryClient({ url }).subjects()).rejects.toThrow('says 401: who are you');
  const authorization = { kind: 'basic', username: 'u', password: 'p' } as const;
  await expect(new RegistryClient({ url, authorization }).subjects()).rejects.toThrow('does not answer');
  expect(elsewhere.asked).toEqual([]);
});

test('what is no registry is said to be none', async () => {
  const { url } = await registry(() => ({ body: '<html>' }));
  await expect(new RegistryClient({ url }).subjects()).rejects.toThrow(
    'does not answer as a schema registry does',
  );
  await expect(new RegistryClient({ url: 'http://127.0.0.1:1' }).subjects()).rejects.toThrow(
    'does not answer:',
  );
});

test('a schema is asked for once; one that cannot be had, again later', async () => {
  let nowMs = 0;
  let broken = true;
  const { url, asked } = await registry(() =>
    broken ? { status: 503, body: { message: 'busy' } } : { body: { schema: '"string"' } },
  );
  const schemas = new RegistrySchemas(new RegistryClient({ url }), { monotonicMs: () => nowMs });
  await Promise.all([schemas.load([1]), schemas.load([1])]);
  await schemas.load([1]);
  expect(schemas.known(1)).toEqual({ problem: 'The schema registry says 503: busy.' });
  expect(asked.length).toBe(1);
  broken = false;
  nowMs = 10_001;
  expect(schemas.known(1)).toBeUndefined();
  await schemas.load([1, 1]);
  expect(schemas.known(1)).toMatchObject({ format: { kind: 'avro' } });
  nowMs = 1e9;
  await schemas.load([1]);
  expect(asked.length).toBe(2);
});
