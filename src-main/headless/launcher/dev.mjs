import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { HERE, OUT, ROOT, pinnedNode } from './places.mjs';

/**
 * The verb: the headless host as built, and the renderer from its sources with hot reload. The development server
 * hands `/session` and `/contract` on to the host, so the page works as it does for a user.
 */
export async function dev(args) {
  await ensureBuilt(['hosts', 'node', 'workbench']);
  const host = spawn(pinnedNode(), [join(OUT, 'main', 'headless.js'), ...args, '--json', '--no-open'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, SLUICE_LAUNCHER: 'stdin' },
  });
  const [line] = await Promise.race([
    once(createInterface(host.stdout), 'line'),
    once(host, 'exit').then(() => []),
  ]);
  if (line === undefined) return 1;
  const address = new URL(JSON.parse(line).workbenchUrl);
  const vite = fork(join(HERE, 'dev-server.mjs'), [], {
    cwd: ROOT,
    execPath: pinnedNode(),
    stdio: ['ignore', 2, 2, 'ipc'],
    env: {
      ...process.env,
      SLUICE_BUILD: 'renderer',
      SLUICE_HOST: address.origin,
      SLUICE_CODE: address.hash.slice('#code='.length),
    },
  });
  const stop = () => {
    vite.kill();
    host.stdin.end();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  host.on('exit', () => vite.kill());
  const [code] = await once(host, 'exit');
  return code ?? 1;
}
