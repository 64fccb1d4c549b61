import { execFile } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** Who listens on a TCP port of this machine, as far as we may see: "java (pid 4711)". Null when we cannot tell. */
export async function portHolder(port: number): Promise<string | null> {
  if (process.platform === 'linux') return holderLinux(port);
  if (process.platform === 'darwin') return holderDarwin(port);
  return null;
}

function holderLinux(port: number): string | null {
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const inode of listeningInodes(readText(table) ?? '', port)) inodes.add(inode);
  }
  if (inodes.size === 0) return null;
  for (const entry of readdirSync('/proc')) {
    if (/^\d+$/.test(entry) && holdsSocket(entry, inodes)) {
      return `${programName(entry)} (pid ${entry})`;
    }
  }
  return null;
}

/** From the command line, because /proc/<pid>/comm names the main thread. */
function programName(pid: string): string {
  const [program] = (readText(`/proc/${pid}/cmdline`) ?? '').split('\0');
  return program === '' ? 'a process' : basename(program);
}

/** Inodes of the sockets that listen on `port`, from the text of /proc/net/tcp or tcp6 (proc_net_tcp(5)). */
export function listeningInodes(table: string, port: number): string[] {
  const LISTEN = '0A';
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN && fields[1].endsWith(`:${hexPort}`))
    .map((fields) => fields[9]);
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
      return target.startsWith('socket:[') && inodes.has(target.slice(8, -1));
    });
  } catch {
    return false; // gone meanwhile, or another user's
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function holderDarwin(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
    execFile('lsof', args, { timeout: 2_000 }, (_error, stdout) => {
      const match = /^p(\d+)\nc(.+)$/m.exec(stdout);
      resolve(match === null ? null : `${match[2]} (pid ${match[1]})`);
    });
  });
}
