import net from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  type CertificateFacts,
  type Connection,
  type ConnectionEvents,
  type Endpoint,
  type Network,
  TlsError,
  type TlsOptions,
} from '../network.ts';

/** Loaded on the first TLS use: a plaintext node never pays for it. */
const loadTls = () => import('node:tls');

class SocketConnection implements Connection {
  readonly #socket: net.Socket;
  readonly local: Endpoint;
  readonly remote: Endpoint;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    this.local = { host: socket.localAddress ?? '', port: socket.localPort ?? 0 };
    this.remote = { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
  }

  start(events: ConnectionEvents): void {
    let failure: Error | undefined;
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => events.onData(chunk));
    socket.on('drain', () => events.onDrain?.());
    // A peer's FIN ends the connection after what is queued has left (allowHalfOpen is off).
    socket.on('error', (error) => (failure = error));
    socket.on('close', () => events.onClose(failure));
  }

  write(chunks: readonly Uint8Array[], onSent?: () => void): boolean {
    const socket = this.#socket;
    if (chunks.length === 1) return socket.write(chunks[0], onSent);
    socket.cork();
    let ready = true;
    const last = chunks.length - 1;
    for (let index = 0; index <= last; index++)
      ready = socket.write(chunks[index], index === last ? onSent : undefined);
    socket.uncork();
    return ready;
  }

  get queuedBytes(): number {
    return this.#socket.writableLength;
  }

  pauseReading(): void {
    this.#socket.pause();
  }

  resumeReading(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}

function secureOptions(tls: TlsOptions) {
  return {
    ca: typeof tls.ca === 'object' ? [...tls.ca] : tls.ca,
    cert: tls.certificate,
    key: tls.key,
    passphrase: tls.passphrase,
    pfx: tls.pkcs12,
    rejectUnauthorized: tls.rejectUnauthorized,
  };
}

/** TCP and TLS of this machine. */
export function nodeNetwork(): Network {
  return {
    async listen(endpoint, onConnection, options = {}) {
      const accept = (socket: net.Socket) => {
        // Between accept and `start` an early reset must not be an unhandled 'error'.
        socket.on('error', () => {});
        onConnection(new SocketConnection(socket));
      };
      const { tls } = options;
      const server =
        tls === undefined
          ? net.createServer({ noDelay: true }, accept)
          : (await loadTls()).createServer(
              { ...secureOptions(tls), requestCert: tls.requestCertificate },
              accept,
            );
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host: endpoint.host, port: endpoint.port, exclusive: true, backlog: 1024 }, () =>
          resolve(),
        );
      });
      server.on('error', () => {});
      const address = server.address() as net.AddressInfo;
      return {
        endpoint: { host: endpoint.host, port: address.port },
        close: () => new Promise((resolve) => server.close(() => resolve())),
      };
    },

    async connect(endpoint, options = {}) {
      const { tls, timeoutMs = 10_000, onProgress } = options;
      const target = { host: endpoint.host, port: endpoint.port };
      const socket =
        tls === undefined
          ? net.connect({ ...target, noDelay: true })
          : (await loadTls()).connect({
              ...target,
              ...secureOptions(tls),
              servername: tls.serverName ?? (net.isIP(endpoint.host) ? '' : endpoint.host),
              // Nothing is sent before `distrust` has had a look, which says more than Node's error does.
              rejectUnauthorized: false,
              ...(tls.verifyHostname === false && { checkServerIdentity: () => undefined }),
            });
      return new Promise<Connection>((resolve, reject) => {
        let connected = false;
        const fail = (error: Error) => {
          clearTimeout(timer);
          socket.destroy();
          // A host of several addresses that all refuse: the error of them together says nothing.
          const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
          const told = first ?? error;
          reject(connected && tls !== undefined ? tlsFailure(told) : told);
        };
        const timer = setTimeout(
          () =>
            fail(
              Object.assign(
                new Error(`connect ${endpoint.host}:${endpoint.port}: no answer in ${timeoutMs} ms`),
                { code: 'ETIMEDOUT' },
              ),
            ),
          timeoutMs,
        );
        socket.once('lookup', (error: Error | null, address: string) => {
          if (error === null) onProgress?.('resolved', address);
        });
        socket.once('connect', () => {
          connected = true;
          onProgress?.('connected', `${socket.remoteAddress}:${socket.remotePort}`);
        });
        socket.once('error', fail);
        socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
          const problem = tls === undefined ? null : distrust(socket as TLSSocket, tls);
          if (problem !== null) return fail(problem);
          clearTimeout(timer);
          socket.off('error', fail);
          socket.on('error', () => {});
          resolve(new SocketConnection(socket));
        });
      });
    },
  };
}

/** Why the server is not to be believed; null when it is. */
function distrust(socket: TLSSocket, { rejectUnauthorized = true }: TlsOptions): TlsError | null {
  if (socket.authorized || !rejectUnauthorized) return null;
  // Node's types say Error; in truth it is the code, or a sentence where there is none.
  const problem = socket.authorizationError as unknown;
  const { code, message } =
    problem instanceof Error
      ? (problem as NodeJS.ErrnoException)
      : { code: String(problem), message: String(problem) };
  return new TlsError(code ?? message, message, certificateFacts(socket));
}

function certificateFacts(socket: TLSSocket): CertificateFacts | null {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  const { subject, issuer, validFrom, validTo, subjectAltName } = certificate;
  const line = (name: string) => name?.split('\n').toReversed().join(', ') ?? '';
  const names = subjectAltName?.split(', ').map((name) => name.replace(/^[^:]*:/, '')) ?? [];
  return { subject: line(subject), issuer: line(issuer), validFrom, validTo, names };
}

function tlsFailure(error: Error): Error {
  if (error instanceof TlsError) return error;
  const { code = 'ERR_SSL' } = error as NodeJS.ErrnoException;
  return new TlsError(code, error.message, null, { cause: error });
}
