import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { TlsOptions } from '../../env/index.ts';
import { certificateOf, RegistryClient, type RegistryError, RegistrySchemas } from './index.ts';
import { startTestRegistry, testAuthority } from './test-kit.ts';

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
  const { url } = await registry(({ url: path }) => ({ body: schemas[path!.split('?')[0]] }));
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
  await expect(new RegistryClient({ url }).subjects()).rejects.toMatchObject({
    message: 'The schema registry says 401: who are you.',
    problem: 'login-refused',
    isOutage: true,
  });
  const access = async () => ({ authorization: 'Basic dTpw' });
  await expect(new RegistryClient({ url, access }).subjects()).rejects.toMatchObject({
    problem: 'no-registry',
  });
  expect(elsewhere.asked).toEqual([]);
});

test('a connection that the registry had closed meanwhile is opened again', async () => {
  await using there = await startTestRegistry();
  const client = new RegistryClient(there);
  expect(await client.subjects()).toEqual([]);
  await there.pause();
  await expect(client.subjects()).rejects.toMatchObject({ problem: 'refused' });
  await there.resume();
  expect(await client.subjects()).toEqual([]);
  client.close();
});

test('read-only sends nothing that changes anything', async () => {
  await using there = await startTestRegistry();
  const client = new RegistryClient({ ...there, readOnly: true });
  const schema = { kind: 'avro', text: '"string"', references: [] } as const;
  for (const write of [
    () => client.register('a', schema),
    () => client.setCompatibility(null, 'NONE'),
    () => client.setCompatibility('a', null),
    () => client.remove('a', null),
    () => client.remove('a', 1, { permanent: true }),
  ])
    await expect(write()).rejects.toThrow('the connection is read-only');
  expect(await client.isCompatible('a', schema)).toEqual({ compatible: true, messages: [] });
  expect(await client.find('a', schema)).toBeNull();
  expect(there.asked.map((line) => line.split(' ')[0])).toEqual(['POST', 'POST']);
  client.close();
});

test('versions, levels, references and deletion in two steps', async () => {
  await using there = await startTestRegistry();
  const client = new RegistryClient(there);
  const record = (...fields: unknown[]) => ({
    kind: 'avro' as const,
    text: JSON.stringify({ type: 'record', name: 'Order', fields }),
    references: [],
  });
  const first = record({ name: 'id', type: 'long' });
  const id = await client.register('orders-value', first);
  expect(await client.register('orders-value', first)).toBe(id);
  const bare = record({ name: 'id', type: 'long' }, { name: 'note', type: 'string' });
  const told = await client.isCompatible('orders-value', bare);
  expect(told.compatible).toBe(false);
  expect(told.messages[0]).toContain("'note'");
  await expect(client.register('orders-value', bare)).rejects.toMatchObject({ status: 409, isOutage: false });
  expect([await client.compatibility(), await client.compatibility('orders-value')]).toEqual([
    'BACKWARD',
    null,
  ]);
  await client.setCompatibility('orders-value', 'NONE');
  expect(await client.compatibility('orders-value')).toBe('NONE');
  expect(await client.isCompatible('orders-value', bare)).toEqual({ compatible: true, messages: [] });
  await client.register('orders-value', bare);
  await client.setCompatibility('orders-value', null);
  expect(await client.compatibility('orders-value')).toBeNull();
  expect(await client.versions('orders-value')).toEqual([1, 2]);
  const latest = await client.version('orders-value', 'latest');
  expect(latest).toMatchObject({ version: 2, id: 2, kind: 'avro', guid: there.guidOf(2) });
  expect(await client.usesOf(2)).toEqual([{ id: 2, subject: 'orders-value', version: 2 }]);
  expect(await client.usesOf(there.guidOf(2))).toEqual([{ id: 2, subject: 'orders-value', version: 2 }]);

  const referring = {
    ...record({ name: 'of', type: 'Order' }),
    references: [{ name: 'Order', subject: 'orders-value', version: 2 }],
  };
  const third = await client.register('parcels-value', referring);
  expect(await client.referencedBy('orders-value', 2)).toEqual([third]);
  await expect(client.remove('orders-value', 2)).rejects.toThrow('references exist');
  await client.remove('parcels-value', null);
  expect(await client.remove('orders-value', 1)).toEqual([1]);
  expect(await client.versions('orders-value', { deleted: true })).toEqual([1, 2]);
  await expect(client.remove('orders-value', 2, { permanent: true })).rejects.toThrow(
    'was not deleted first',
  );
  expect(await client.remove('orders-value', 1, { permanent: true })).toEqual([1]);
  expect(await client.versions('orders-value', { deleted: true })).toEqual([2]);
  expect(await client.subjects()).toEqual(['orders-value']);
  expect(await client.subjects({ deleted: true })).toEqual(['orders-value', 'parcels-value']);
  client.close();
});

test('what a certificate has to do with it is said', async () => {
  const authority = await testAuthority();
  await using there = await startTestRegistry({
    tls: { ...authority.issue('registry', '127.0.0.1'), ca: authority.ca },
  });
  const asking = (tls: TlsOptions) =>
    new RegistryClient({ ...there, access: async () => ({ tls }) }).subjects();
  await expect(asking({})).rejects.toMatchObject({ problem: 'unknown-authority' });
  await expect(asking({ ca: authority.ca })).rejects.toMatchObject({ problem: 'client-certificate' });
  const { key, cert: certificate } = authority.issue('workbench', 'workbench');
  await expect(asking({ ca: authority.ca, key, certificate })).resolves.toEqual([]);
  await using plain = await startTestRegistry();
  const secure = new RegistryClient({ url: plain.url.replace('http:', 'https:') });
  await expect(secure.subjects()).rejects.toMatchObject({ problem: 'no-tls' });
  await using elsewhere = await startTestRegistry({ tls: authority.issue('registry', 'registry.example') });
  const other = new RegistryClient({ ...elsewhere, access: async () => ({ tls: { ca: authority.ca } }) });
  await expect(other.subjects()).rejects.toSatisfy(
    (error) =>
      (error as RegistryError).problem === 'other-host' &&
      certificateOf(error)!.names.includes('registry.example'),
  );
  const lenient = { ca: authority.ca, verifyHostname: false };
  await expect(
    new RegistryClient({ ...elsewhere, access: async () => ({ tls: lenient }) }).subjects(),
  ).resolves.toEqual([]);
});

test('what is no registry is said to be none', async () => {
  const { url } = await registry(() => ({ body: '<html>' }));
  await expect(new RegistryClient({ url }).subjects()).rejects.toThrow(
    'does not answer as a schema registry does',
  );
  for (const body of [
    null,
    5,
    {},
    { schema: 5 },
    { schema: '"int"', references: 'none' },
    { schema: '""', references: [{}] },
  ]) {
    const { url: at } = await registry(() => ({ body }));
    await expect(new RegistryClient({ url: at }).schemaById(1)).rejects.toThrow(
      'does not answer as a schema registry does (200 for /schemas/ids/1)',
    );
  }
  const { url: bare } = await registry(() => ({ body: { schema: '"int"', references: null } }));
  expect(await new RegistryClient({ url: bare }).schemaById(1)).toMatchObject({
    text: '"int"',
    references: [],
  });
  await expect(new RegistryClient({ url: 'http://127.0.0.1:1' }).subjects()).rejects.toThrow(
    'does not answer:',
  );
});

test('while the registry does not answer nobody waits for it, and then all is asked for again', async () => {
  let nowMs = 0;
  await using there = await startTestRegistry();
  const id = there.add('a', 'AVRO', '"string"');
  const schemas = new RegistrySchemas(new RegistryClient(there), { monotonicMs: () => nowMs });
  await there.pause();
  await schemas.load([id, 2, 3]);
  const problem = expect.stringMatching(/^The schema registry at .* does not answer: .*ECONNREFUSED/);
  expect([schemas.known(id), schemas.known(77)]).toEqual([{ problem }, { problem }]);
  await there.resume();
  await schemas.load([id]);
  expect(there.asked).toEqual([]);
  schemas.forgive();
  await schemas.load([id]);
  expect(schemas.known(id)).toMatchObject({ format: { kind: 'avro' } });
  expect(schemas.known(77)).toBeUndefined();
});

test('a schema is asked for once; one that cannot be had, again later', async () => {
  let nowMs = 0;
  let broken = true;
  const { url, asked } = await registry(() =>
    broken ? { status: 422, body: { error_code: 42201, message: 'busy' } } : { body: { schema: '"string"' } },
  );
  const schemas = new RegistrySchemas(new RegistryClient({ url }), { monotonicMs: () => nowMs });
  await Promise.all([schemas.load([1]), schemas.load([1])]);
  await schemas.load([1]);
  expect(schemas.known(1)).toEqual({ problem: 'The schema registry says 422: busy' });
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

test('who answers in place of a registry is not taken for one, and keeps nobody waiting for each schema', async () => {
  let body: unknown = '<html>Please log in</html>';
  const { url, asked } = await registry(() => ({ body }));
  const client = new RegistryClient({ url });
  await expect(client.subjects()).rejects.toMatchObject({ problem: 'no-registry', isOutage: true });
  const schemas = new RegistrySchemas(client, { monotonicMs: () => 0 });
  await Promise.all([schemas.load([7]), schemas.load([8])]);
  expect(schemas.outage).toContain('does not answer as a schema registry does');
  await schemas.load([9]);
  expect(asked.filter((line) => line.includes('/ids/9'))).toEqual([]);
  // JSON that is something else concerns what was asked.
  body = { hello: 'world' };
  await expect(client.subjects()).rejects.toMatchObject({ problem: 'no-registry', isOutage: false });
  client.close();
});

test.each([
  ['hangs up', true],
  [504, true],
  [422, false],
] as const)(
  'a change that the registry answers with %s leaves open what became of it: %s',
  async (how, isOpen) => {
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        if (how === 'hangs up') return request.socket.destroy();
        response.writeHead(how);
        response.end('{"message":"no"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const client = new RegistryClient({ url: `http://127.0.0.1:${port}` });
    const schema = { kind: 'avro', text: '"string"', references: [] } as const;
    const thrown = (work: Promise<unknown>) => work.catch((error: RegistryError) => error.isOpen);
    expect(await thrown(client.register('a', schema))).toBe(isOpen);
    // What only asks changes nothing, whatever it is answered.
    expect(await thrown(client.subjects())).toBe(false);
    server.close();
    server.closeAllConnections();
    expect(await thrown(client.register('a', schema))).toBe(false);
  },
);
