import { join } from 'node:path';
import { runCommand } from '../support/processes.ts';
import { cacheDir } from './cache.ts';
import type { Tool } from './cache.ts';
import { ensureProgram, installDebianPackage } from './system-packages.ts';

const INSTALL_TIMEOUT_MS = 300_000;

/** A Python with confluent-kafka from PyPI, in a virtual environment of its own. `found` is that Python. */
export async function findConfluentKafka(): Promise<Tool<string>> {
  const venv = join(cacheDir('python'), 'venv');
  const python = join(venv, 'bin', 'python');
  const noPython = await ensureProgram('python3', 'python3');
  if (noPython !== null) return { missing: noPython };
  try {
    // Debian keeps venv in a package of its own, and without it leaves half an environment behind.
    if (!(await canRun(python))) {
      await createVenv(venv).catch(async () => {
        await installDebianPackage('python3-venv');
        await createVenv(venv);
      });
    }
    const version = await installedVersion(python).catch(() => null);
    if (version !== null) return { found: python, version };
    const install = ['-m', 'pip', 'install', '--quiet', 'confluent-kafka'];
    await runCommand(python, install, { timeoutMs: INSTALL_TIMEOUT_MS });
    return { found: python, version: await installedVersion(python) };
  } catch (error) {
    return {
      missing: `confluent-kafka needs python3 with venv and PyPI: ${(error as Error).message.slice(0, 200)}`,
    };
  }
}

async function createVenv(venv: string): Promise<void> {
  await runCommand('python3', ['-m', 'venv', '--clear', venv], { timeoutMs: INSTALL_TIMEOUT_MS });
}

async function canRun(python: string): Promise<boolean> {
  return runCommand(python, ['-m', 'pip', '--version']).then(
    () => true,
    () => false,
  );
}

async function installedVersion(python: string): Promise<string> {
  const program =
    'import confluent_kafka as c; print(c.version()[0] if isinstance(c.version(), tuple) else c.version(), c.libversion()[0])';
  const { stdout } = await runCommand(python, ['-c', program]);
  const [version, library] = stdout.trim().split(' ');
  return `${version} (librdkafka ${library})`;
}
