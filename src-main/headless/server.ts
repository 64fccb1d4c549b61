import type { Server as HttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { ClusterError } from '../cluster/index.ts';
import type { Screen, ScreenConnection } from '../cluster/index.ts';
import type { Access } from './access.ts';
import { newSecret } from './secret.ts';

export interface WorkbenchServerOptions {
  /** 0: the system chooses. */
  readonly port: number;
  readonly rendererDirectory: string;
  openScreen(screen: Screen): ScreenConnection;
  /** A browser with a session loads the page: its screen will connect. */
  onPage(): void;
  /** The address to open in a browser that has no session yet; called again whenever one was used up. */
  onAddress(address: string): void;
}

export interface WorkbenchServer {
  readonly address: string;
  close(): void;
}

/**
 * Listens on 127.0.0.1 with a bare TCP server. HTTP and WebSocket cost memory and time that a cluster without a
 * screen does not need, so they are loaded when the first connection comes and handed that connection.
 */
export async function serveWorkbench(options: WorkbenchServerOptions): Promise<WorkbenchServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void handOver(socket);
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  const firstCode = newSecret();
  let access: Access | undefined;
  const address = () => `http://127.0.0.1:${port}/#code=${access?.code ?? firstCode}`;

  let requests: Promise<HttpServer> | undefined;
  const load = async () => {
    const { Access, requestServer } = await import('./requests.ts');
    access = new Access(port, firstCode);
    return requestServer({ ...options, access, onSession: () => options.onAddress(address()) });
  };
  const handOver = async (socket: Socket) => {
    const http = await (requests ??= load());
    http.emit('connection', socket);
    socket.resume();
  };
  return {
    get address() {
      return address();
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ClusterError(`--workbench-port: ${port} is taken; choose another (default: any)`)
          : error,
      ),
    );
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
}
