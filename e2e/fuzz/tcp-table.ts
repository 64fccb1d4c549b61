import { readFileSync } from 'node:fs';

const ESTABLISHED = '01';

/** How many established connections a listening port has, from the node's side, by Linux' tables of TCP sockets. */
export function establishedConnections(port: number): number {
  return ['/proc/net/tcp', '/proc/net/tcp6'].reduce(
    (sum, path) => sum + countEstablished(read(path), port),
    0,
  );
}

/** Rows look like `0: 0100007F:2384 0100007F:B9D2 01 …`: local address and port, remote ones, state, all in hex. */
export function countEstablished(table: string, localPort: number): number {
  const wanted = localPort.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) => state === ESTABLISHED && local?.endsWith(`:${wanted}`)).length;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // a machine without IPv6 has no tcp6
  }
}
