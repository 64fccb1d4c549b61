import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../support/processes.ts';
import { cacheDir } from './cache.ts';
import type { Tool } from './cache.ts';
import { onPath } from './system-packages.ts';

/** The newest that runs on Java 17 and is whole on Maven Central. */
const VERSION = '2.6.13.Final';
const ARTIFACT = 'apicurio-registry-app';
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** What Java needs to run a registry in memory. */
export interface ApicurioJar {
  readonly java: string;
  readonly jar: string;
}

/**
 * Apicurio Registry, which speaks Confluent's REST interface as well, where this machine has it or can fetch it without
 * installing anything.
 */
export async function apicurioIfHere(): Promise<Tool<ApicurioJar>> {
  for (const program of ['java', 'tar'])
    if (!(await onPath(program))) return { missing: `${program} is not on the PATH` };
  const dir = cacheDir(`${ARTIFACT}-${VERSION}`);
  const complete = join(dir, 'complete');
  if (!existsSync(complete)) {
    if (!(await onPath('mvn'))) return { missing: 'mvn is not on the PATH' };
    try {
      const artifact = `io.apicurio:${ARTIFACT}:${VERSION}:tar.gz:all`;
      const goal = ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${dir}`];
      await runCommand('mvn', goal, { cwd: dir, timeoutMs: DOWNLOAD_TIMEOUT_MS });
      const archive = join(dir, `${ARTIFACT}-${VERSION}-all.tar.gz`);
      await runCommand('tar', ['-xzf', archive, '-C', dir], { timeoutMs: DOWNLOAD_TIMEOUT_MS });
      await writeFile(complete, '');
    } catch (error) {
      return { missing: `Maven could not fetch Apicurio: ${(error as Error).message.slice(0, 300)}` };
    }
  }
  const jar = (await readdir(dir)).find((name) => name.endsWith('-runner.jar'));
  if (jar === undefined) return { missing: `${dir} has no runner` };
  return { found: { java: 'java', jar: join(dir, jar) }, version: VERSION };
}
