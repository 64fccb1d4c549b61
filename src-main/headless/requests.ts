import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { contentSecurityPolicy, rendererFile, securityHeaders } from '../cluster/index.ts';
import type { Screen, ScreenConnection } from '../cluster/index.ts';
import { Access } from './access.ts';
import { GATE_PAGE, GATE_SCRIPT } from './gate.ts';

export { Access };

export interface RequestsOptions {
  readonly access: Access;
  readonly rendererDirectory: string;
  openScreen(screen: Screen): ScreenConnection;
  /** A browser with a session loads the page: its screen will connect. */
  onPage(): void;
  /** A code was exchanged: the address printed before is used up. */
  onSession(): void;
}

/** A request body is a code; a frame is what a person types or a file they import. */
const BODY_LIMIT_BYTES = 1_024;
const FRAME_LIMIT_BYTES = 64 * 1024 * 1024;
/** A screen that reads so slowly is dropped; it connects again and asks for what it then shows. */
const QUEUE_LIMIT_BYTES = 32 * 1024 * 1024;
/** RFC 6455 close codes. */
const UNSUPPORTED_DATA = 1003;
const TRY_AGAIN_LATER = 1013;

/**
 * HTTP and WebSocket of the workbench; loaded at the first connection. `GET /…` serves the renderer, `POST /session`
 * with a code as its text answers 204 and the cookie, `/contract` carries contract frames as WebSocket texts.
 */
export function requestServer(options: RequestsOptions): Server {
  const policy = contentSecurityPolicy();
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders(policy))) response.setHeader(name, value);
    answer(options, request, response).catch(() => response.destroy());
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_LIMIT_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refuseUpgrade(options.access, request);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => relay(options, webSocket));
  });
  return server;
}

function refuseUpgrade(access: Access, request: IncomingMessage): string | null {
  if (request.url !== '/contract') return '404 Not Found';
  if (!access.isHostAllowed(request.headers.host)) return '403 Forbidden';
  if (!access.isOriginAllowed(request.headers.origin)) return '403 Forbidden';
  return access.hasSession(request.headers.cookie) ? null : '401 Unauthorized';
}

function relay(options: RequestsOptions, webSocket: WebSocket): void {
  const connection = options.openScreen({
    receive(frame) {
      if (webSocket.bufferedAmount > QUEUE_LIMIT_BYTES) webSocket.terminate();
      else webSocket.send(frame);
    },
    close: (reason) => webSocket.close(TRY_AGAIN_LATER, reason.slice(0, 120)),
  });
  webSocket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) webSocket.close(UNSUPPORTED_DATA, 'frames are texts');
    else connection.send(data.toString('utf8'));
  });
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('close', () => connection.closed());
}

async function answer(
  options: RequestsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { access } = options;
  if (!access.isHostAllowed(request.headers.host)) return end(response, 403);
  const path = (request.url ?? '/').split('?')[0];
  if (path === '/session') return exchangeCode(options, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405);
  if (path === '/gate.js') return sendText(response, 200, 'text/javascript; charset=utf-8', GATE_SCRIPT);
  if (!access.hasSession(request.headers.cookie)) {
    return path === '/' ? sendText(response, 200, 'text/html; charset=utf-8', GATE_PAGE) : end(response, 401);
  }
  if (path === '/' && request.method === 'GET') options.onPage();
  return sendFile(options.rendererDirectory, path, request.method === 'HEAD', response);
}

/** A browser that already has a session keeps it: the printed address can be opened there again. */
async function exchangeCode(
  options: RequestsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { access } = options;
  if (request.method !== 'POST') return end(response, 405);
  if (!access.isOriginAllowed(request.headers.origin)) return end(response, 403);
  if (access.hasSession(request.headers.cookie)) return end(response, 204);
  const cookie = access.exchange(await readCode(request));
  if (cookie === undefined) return end(response, 401);
  response.setHeader('set-cookie', cookie);
  end(response, 204);
  options.onPage();
  options.onSession();
}

/** Empty when it is too long to be a code. */
async function readCode(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT_BYTES) return '';
  }
  return text;
}

async function sendFile(
  root: string,
  path: string,
  headOnly: boolean,
  response: ServerResponse,
): Promise<void> {
  const file = rendererFile(root, path);
  const stats = file && (await stat(file.path).catch(() => undefined));
  if (file === undefined || stats === undefined || !stats.isFile()) return end(response, 404);
  response.writeHead(200, {
    'content-type': file.contentType,
    'content-length': stats.size,
    'cache-control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  if (headOnly) response.end();
  else
    createReadStream(file.path)
      .on('error', () => response.destroy())
      .pipe(response);
}

function sendText(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'cache-control': 'no-store' }).end();
}
