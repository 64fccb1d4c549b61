import type { Endpoint } from '../env/index.ts';

const PORT_MAX = 65_535;

/** The addresses of a comma-separated list; IPv6 in brackets. Throws an Error that names the one it cannot read. */
export function parseBootstrap(servers: string): Endpoint[] {
  const addresses = servers
    .split(',')
    .map((server) => server.trim())
    .filter((server) => server !== '');
  if (addresses.length === 0) throw new Error('no address is given');
  return addresses.map((address) => {
    // Clients take a protocol before the address, and ignore it.
    const [, bracketed, plain, port] =
      /^(?:\w+:\/\/)?(?:\[([\da-fA-F:.%]+)\]|([^:[\]\s/]+)):(\d+)$/.exec(address) ?? [];
    const host = bracketed ?? plain;
    if (host === undefined || Number(port) < 1 || Number(port) > PORT_MAX)
      throw new Error(`'${address}' is not host:port`);
    return { host, port: Number(port) };
  });
}
