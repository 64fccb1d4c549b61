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
  const failure = await installDebianPackage(debianPackage);
  if (failure === null && (await onPath(program))) return null;
  return `${program} is not on the PATH; ${failure ?? `the package ${debianPackage} does not have it`}`;
}

/** Installs a package where we are root on Debian or Ubuntu. Returns null, or why it is not installed. */
export async function installDebianPackage(name: string): Promise<string | null> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return `install the package ${name}`;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runCommand('apt-get', ['-q', 'update'], { env, timeoutMs: INSTALL_TIMEOUT_MS });
    const install = ['-q', '-y', '--no-install-recommends', 'install', name];
    await runCommand('apt-get', install, { env, timeoutMs: INSTALL_TIMEOUT_MS });
    return null;
  } catch (error) {
    return `apt-get could not install ${name}: ${(error as Error).message.slice(0, 200)}`;
  }
}
