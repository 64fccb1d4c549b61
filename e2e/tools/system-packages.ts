import { existsSync } from 'node:fs';
import { runCommand } from '../support/processes.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/** Is this program on the PATH? */
export async function onPath(program: string): Promise<boolean> {
  try {
    await runCommand('sh', ['-c', `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes sure that `program` is on the PATH. Installs the Debian package where we are root on Debian or Ubuntu.
 * Returns null when it is there, else what the user should do.
 */
export async function ensureProgram(program: string, debianPackage: string): Promise<string | null> {
  if (await onPath(program)) return null;
  const advice = `${program} is not on the PATH; install the package ${debianPackage}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return advice;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runCommand('apt-get', ['-q', 'update'], { env, timeoutMs: INSTALL_TIMEOUT_MS });
    const install = ['-q', '-y', '--no-install-recommends', 'install', debianPackage];
    await runCommand('apt-get', install, { env, timeoutMs: INSTALL_TIMEOUT_MS });
  } catch (error) {
    return `${advice} (apt-get failed: ${(error as Error).message.slice(0, 200)})`;
  }
  return (await onPath(program)) ? null : advice;
}
