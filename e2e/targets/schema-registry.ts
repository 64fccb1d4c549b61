/** A schema registry for a spec: Apicurio where Java is, else a small one in this process, with the reason. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { startTestRegistry } from '../../src-main/workbench/registry/test-kit.ts';
import { freePorts } from '../support/ports.ts';
import { waitUntil } from '../support/processes.ts';
import { apicurioIfHere } from '../tools/index.ts';
import type { ApicurioJar } from '../tools/index.ts';

export interface SchemaRegistry {
  /** What it is, for the report. */
  readonly name: string;
  readonly url: string;
  /** Nobody answers any more, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const READY_MS = 120_000;
const JAVA_OPTIONS = ['-Xmx384M', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

export async function startSchemaRegistry(): Promise<SchemaRegistry> {
  const apicurio = await apicurioIfHere();
  if ('found' in apicurio) return startApicurio(apicurio.found, apicurio.version);
  const small = await startTestRegistry();
  return { ...small, name: `a registry in memory (no Apicurio: ${apicurio.missing})` };
}

async function startApicurio({ java, jar }: ApicurioJar, version: string): Promise<SchemaRegistry> {
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`;
  const options = [`-Dquarkus.http.port=${port}`, '-Dquarkus.http.host=127.0.0.1'];
  const child = spawn(java, [...JAVA_OPTIONS, ...options, '-jar', jar], { cwd: tmpdir(), stdio: 'ignore' });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  try {
    const answers = async () => {
      if (child.exitCode !== null) throw new Error(`Apicurio ended with ${child.exitCode}`);
      return fetch(`${url}/subjects`).then(
        ({ ok }) => ok,
        () => false,
      );
    };
    await waitUntil('Apicurio to answer', answers, { timeoutMs: READY_MS, everyMs: 100 });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: `Apicurio ${version}`,
    url,
    // Its memory is all it has: it is frozen, and not ended.
    pause: async () => void child.kill('SIGSTOP'),
    resume: async () => void child.kill('SIGCONT'),
    [Symbol.asyncDispose]: stop,
  };
}
