import net from 'node:net';
import type { Connection, ConnectionEvents, Endpoint, Network, TlsOptions } from '../network.ts';

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
    ca: tls.ca,
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
      const { tls, timeoutMs = 10_000 } = options;
      const target = { host: endpoint.host, port: endpoint.port };
      const socket =
        tls === undefined
          ? net.connect({ ...target, noDelay: true })
          : (await loadTls()).connect({
              ...target,
              ...secureOptions(tls),
              servername: tls.serverName ?? (net.isIP(endpoint.host) ? '' : endpoint.host),
            });
      return new Promise<Connection>((resolve, reject) => {
        const timer = setTimeout(() => {
          socket.destroy();
          reject(
            Object.assign(
              new Error(`connect ${endpoint.host}:${endpoint.port}: no answer in ${timeoutMs} ms`),
              { code: 'ETIMEDOUT' },
            ),
          );
        }, timeoutMs);
        socket.once('error', (error) => {
          clearTimeout(timer);
          reject(error);
        });
        socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
          clearTimeout(timer);
          socket.on('error', () => {});
          resolve(new SocketConnection(socket));
        });
      });
    },
  };
}
