import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Screen } from '../cluster/index.ts';
import { cookieValue } from './access.ts';
import { serveWorkbench } from './server.ts';
import type { WorkbenchServer } from './server.ts';

/** Processes and sockets of a busy machine may need longer than the second that is vitest's default. */
const SOON = { timeout: 10_000 };

let server: WorkbenchServer;
let directory: string;
let origin: string;
const screens: Screen[] = [];
const received: string[] = [];
const addresses: string[] = [];
let closed = 0;
let pages = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-server-test-'));
  mkdirSync(join(directory, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(directory, 'renderer', 'index.html'), '<!doctype html>the workbench');
  writeFileSync(join(directory, 'renderer', 'assets', 'main-1.js'), 'export {}');
  writeFileSync(join(directory, 'secret.json'), '{}');
  server = await serveWorkbench({
    port: 0,
    rendererDirectory: join(directory, 'renderer'),
    openScreen(screen) {
      screens.push(screen);
      return { send: (frame) => received.push(frame), closed: () => closed++ };
    },
    onPage: () => pages++,
    onAddress: (address) => addresses.push(address),
  });
  origin = new URL(server.address).origin;
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/** fetch would not let us lie about Host and Origin. */
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const method = body === undefined ? 'GET' : 'POST';
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    asked.on('error', reject).end(body);
  });
}

const newestCode = () => server.address.split('#code=')[1];

async function signIn(): Promise<string> {
  const answer = await ask('/session', { origin }, newestCode());
  expect(answer.status).toBe(204);
  return String(answer.headers['set-cookie']).split(';')[0];
}

/** 'open', or the status that refused the upgrade. */
async function upgrade(headers: Record<string, string>, path = '/contract'): Promise<WebSocket | number> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers });
  return Promise.race([
    once(socket, 'open').then(() => socket),
    once(socket, 'unexpected-response').then(([, response]: { statusCode: number }[]) => {
      socket.on('error', () => {}).terminate();
      return response.statusCode;
    }),
  ]);
}

test('a stranger gets the gate page and no file', async () => {
  const page = await ask('/');
  expect([page.status, page.text.includes('/gate.js')]).toEqual([200, true]);
  expect(page.text).not.toContain('the workbench');
  expect((await ask('/gate.js')).status).toBe(200);
  expect((await ask('/assets/main-1.js')).status).toBe(401);
  expect((await ask('/index.html')).status).toBe(401);
});

test('a code is good once, only from our own page, and a new one is announced', async () => {
  const code = newestCode();
  expect((await ask('/session', {}, code)).status).toBe(403);
  expect((await ask('/session', { origin: 'http://evil.example' }, code)).status).toBe(403);
  expect((await ask('/session', { origin }, `${code}x`)).status).toBe(401);
  expect((await ask('/session', { origin }, 'x'.repeat(5_000))).status).toBe(401);
  const answer = await ask('/session', { origin }, code);
  expect(answer.status).toBe(204);
  expect(String(answer.headers['set-cookie'])).toMatch(
    /^sluice-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/,
  );
  // Its screen comes next.
  expect(pages).toBe(1);
  expect((await ask('/session', { origin }, code)).status).toBe(401);
  expect(addresses.at(-1)).toBe(server.address);
  expect(newestCode()).not.toBe(code);
});

test('a browser with the cookie gets the renderer, and may open a used address again', async () => {
  const cookie = await signIn();
  const page = await ask('/', { cookie });
  expect([page.text, page.headers['cache-control']]).toEqual(['<!doctype html>the workbench', 'no-store']);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['access-control-allow-origin']).toBeUndefined();
  const asset = await ask('/assets/main-1.js', { cookie });
  expect(asset.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  expect((await ask('/session', { origin, cookie }, 'used')).status).toBe(204);
  expect((await ask('/assets/gone.js', { cookie })).status).toBe(404);
  expect((await ask('/..%2fsecret.json', { cookie })).status).toBe(404);
});

test('another name for this machine is refused: it may be an attacker’s', async () => {
  const cookie = await signIn();
  const { port } = new URL(origin);
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port}.evil.example`,
  ]) {
    expect((await ask('/', { cookie, host })).status).toBe(403);
    expect(await upgrade({ cookie, host, origin })).toBe(403);
  }
  expect((await ask('/', { cookie, host: `localhost:${port}` })).status).toBe(200);
});

test('the contract needs our page and a session', async () => {
  const cookie = await signIn();
  expect(await upgrade({ cookie })).toBe(403);
  expect(await upgrade({ cookie, origin: 'null' })).toBe(403);
  expect(await upgrade({ cookie, origin: 'https://evil.example' })).toBe(403);
  expect(await upgrade({ origin })).toBe(401);
  expect(await upgrade({ origin, cookie: `${cookie}x` })).toBe(401);
  expect(await upgrade({ cookie, origin }, '/other')).toBe(404);
});

test('frames are relayed both ways; a binary one ends the connection', async () => {
  const cookie = await signIn();
  const socket = (await upgrade({ cookie, origin })) as WebSocket;
  socket.send('{"id":1}');
  screens.at(-1)!.receive('{"id":1,"value":null}');
  const [answer] = (await once(socket, 'message')) as [Buffer];
  expect(String(answer)).toBe('{"id":1,"value":null}');
  await vi.waitUntil(() => received.length > 0, SOON);
  expect(received).toEqual(['{"id":1}']);
  socket.send(Buffer.of(1));
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1003);
  await vi.waitUntil(() => closed === 1, SOON);
});

test('a screen whose process ended is told to come again', async () => {
  const cookie = await signIn();
  const socket = (await upgrade({ cookie, origin })) as WebSocket;
  screens.at(-1)!.close('the workbench process ended');
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  expect([code, String(reason)]).toEqual([1013, 'the workbench process ended']);
});

test('a cookie is found among others', () => {
  expect(cookieValue('a=1; sluice-1=x=y; b=2', 'sluice-1')).toBe('x=y');
  expect(cookieValue('sluice-11=z', 'sluice-1')).toBeUndefined();
  expect(cookieValue(undefined, 'a')).toBeUndefined();
});
