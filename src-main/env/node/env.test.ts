import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DiskError } from '../index.ts';
import { nodeEnv } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-env-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = nodeEnv();

test('a file takes chunks at a position and gives them back', () => {
  const file = env.disk.open(join(folder, 'a.log'), 'create');
  file.write([Buffer.from('abc'), Buffer.from('defg')], 0);
  file.write([Buffer.from('XY')], 2);
  const target = Buffer.alloc(10);
  expect(file.read(target, 1, 9, 1)).toBe(6);
  expect(target.toString('latin1', 1, 7)).toBe('bXYefg');
  file.truncate(3);
  expect(file.size()).toBe(3);
  file.sync();
  file.close();
});

test('what is missing is undefined where that is no failure, and a DiskError where it is', () => {
  expect(env.disk.readFile(join(folder, 'none'))).toBeUndefined();
  expect(env.disk.list(join(folder, 'none'))).toBeUndefined();
  expect(env.disk.stat(join(folder, 'none'))).toBeUndefined();
  expect(() => env.disk.open(join(folder, 'none'), 'read')).toThrow(DiskError);
});

test('a lock excludes a second holder', () => {
  const lock = env.disk.lock(join(folder, '.lock'));
  expect(lock).toBeDefined();
  expect(env.disk.lock(join(folder, '.lock'))).toBeUndefined();
  lock!.release();
  const again = env.disk.lock(join(folder, '.lock'));
  expect(again).toBeDefined();
  again!.release();
});

test('two ends of a connection talk in order and learn of the end', async () => {
  const received: string[] = [];
  const closed = Promise.withResolvers<void>();
  const listener = await env.network.listen({ host: '127.0.0.1', port: 0 }, (connection) =>
    connection.start({
      onData: (chunk) => connection.write([Buffer.from('re:'), chunk]),
      onClose: () => closed.resolve(),
    }),
  );
  const client = await env.network.connect(listener.endpoint);
  const answered = Promise.withResolvers<void>();
  client.start({
    onData: (chunk) => {
      received.push(chunk.toString());
      if (received.join('') === 're:hello') answered.resolve();
    },
    onClose: () => {},
  });
  const sent = new Promise<void>((resolve) => void client.write([Buffer.from('hello')], resolve));
  await Promise.all([sent, answered.promise]);
  client.end();
  await closed.promise;
  await listener.close();
  await expect(env.network.connect(listener.endpoint)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
