/** The built product as scripts see it: ready line, exit codes, signals, and that nothing outlives it. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, test, vi } from 'vitest';

/** Processes and sockets of a busy machine may need longer than the second that is vitest's default. */
const SOON = { timeout: 10_000 };

const ROOT = join(import.meta.dirname, '..', '..');
const HOST = join(ROOT, 'out', 'main', 'headless.js');
const LAUNCHER = join(ROOT, 'src-main', 'headless', 'start.mjs');
const QUIET = ['--headless', '--no-open', '--json', '--port', '0'];

interface Ready {
  bootstrapServers: string;
  workbenchUrl: string;
  dataDir: string;
  supervisorPid: number;
  nodes: { id: number; pid: number; port: number; controllerPort: number }[];
}

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function run(
  program: readonly string[],
  options: { detached?: boolean; env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  const child = spawn(process.execPath, program, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  cleanups.push(() => child.kill('SIGKILL'));
  return child;
}

async function ready(child: ChildProcess): Promise<Ready> {
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`ended with ${code}`)));
  const [line] = (await Promise.race([once(createInterface(child.stdout!), 'line'), ended])) as [string];
  const answer = JSON.parse(line) as Ready;
  cleanups.push(() => [answer.supervisorPid, ...answer.nodes.map(({ pid }) => pid)].forEach(killIfThere));
  return answer;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr!.on('data', (chunk) => (stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \(.*\) Z/.test(existsSync('/proc') ? readFileSync(`/proc/${pid}/stat`, 'latin1') : '');
  } catch {
    return false;
  }
}

function killIfThere(pid: number): void {
  if (isRunning(pid)) process.kill(pid, 'SIGKILL');
}

const allGone = ({ supervisorPid, nodes, dataDir }: Ready) =>
  [supervisorPid, ...nodes.map(({ pid }) => pid)].every((pid) => !isRunning(pid)) && !existsSync(dataDir);

describe.runIf(existsSync(HOST))('the built host', () => {
  test('prints one line when ready, and a TERM stops everything with exit code 0', async () => {
    const child = run([HOST, ...QUIET, '--ephemeral']);
    const lines: string[] = [];
    createInterface(child.stdout!).on('line', (line) => lines.push(line));
    const answer = await ready(child);
    expect(answer).toEqual({
      ready: true,
      bootstrapServers: answer.nodes.map(({ port }) => `127.0.0.1:${port}`).join(','),
      workbenchUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]{32}$/) as string,
      dataDir: expect.stringContaining('sluice-ephemeral-') as string,
      supervisorPid: child.pid,
      nodes: [1, 2, 3].map((id) => ({
        id,
        pid: expect.any(Number) as number,
        port: expect.any(Number) as number,
        controllerPort: expect.any(Number) as number,
      })),
    });
    child.kill('SIGTERM');
    expect((await ended(child)).code).toBe(0);
    expect(lines).toHaveLength(1);
    expect(allGone(answer)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')(
    'Ctrl-C reaches every process of the group and is clean all the same',
    async () => {
      const child = run([HOST, ...QUIET, '--ephemeral'], { detached: true });
      const answer = await ready(child);
      process.kill(-child.pid!, 'SIGINT');
      expect((await ended(child)).code).toBe(0);
      expect(allGone(answer)).toBe(true);
    },
  );

  test('a node killed from a terminal comes back by itself, and a TERM stops all', async () => {
    const child = run([HOST, ...QUIET, '--ephemeral']);
    const answer = await ready(child);
    const [{ pid, port }] = answer.nodes;
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(async () => !(await listens(port)), SOON);
    await vi.waitUntil(() => listens(port), { timeout: 15_000 });
    child.kill('SIGTERM');
    expect((await ended(child)).code).toBe(0);
    expect(allGone(answer)).toBe(true);
  }, 40_000);

  test('a cluster whose six ports are all taken meanwhile starts on others', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-product-test-'));
    cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
    const first = run([HOST, ...QUIET, '--data', directory]);
    const before = await ready(first);
    first.kill('SIGTERM');
    expect((await ended(first)).code).toBe(0);
    for (const port of before.nodes.flatMap((node) => [node.port, node.controllerPort])) {
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      cleanups.push(() => server.close());
    }
    const again = run([HOST, ...QUIET, '--data', directory]);
    const after = await ready(again);
    const portsOf = ({ nodes }: Ready) => nodes.flatMap((node) => [node.port, node.controllerPort]);
    expect(portsOf(after).filter((port) => portsOf(before).includes(port))).toEqual([]);
    again.kill('SIGTERM');
    expect((await ended(again)).code).toBe(0);
  }, 40_000);

  test('an unknown flag exits 2 and a taken port exits 1, each with a sentence', async () => {
    const unknown = await ended(run([HOST, '--prot', '9092']));
    expect([unknown.code, unknown.stdout]).toEqual([2, '']);
    expect(unknown.stderr).toContain('unknown flag --prot');

    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanups.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const taken = await ended(run([HOST, ...QUIET, '--ephemeral', '--port', String(port)]));
    expect([taken.code, taken.stdout]).toEqual([1, '']);
    expect(taken.stderr).toContain(`--port: ${port} is taken by`);
  });

  test('a folder in use is refused; after a kill -9 of everything it starts again', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-product-test-'));
    cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
    const first = run([HOST, ...QUIET, '--data', directory]);
    const before = await ready(first);
    const second = await ended(run([HOST, ...QUIET, '--data', directory]));
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`already runs (supervisor pid ${first.pid})`);

    for (const { pid } of before.nodes) process.kill(pid, 'SIGKILL');
    first.kill('SIGKILL');
    await once(first, 'exit');
    const third = run([HOST, '--headless', '--no-open', '--json', '--data', directory]);
    const after = await ready(third);
    expect(after.bootstrapServers).toBe(before.bootstrapServers);
    third.kill('SIGTERM');
    expect((await ended(third)).code).toBe(0);
  });
});

describe.runIf(existsSync(join(ROOT, 'out', 'main', 'workbench.js')))(
  'the launcher',
  { timeout: 60_000 },
  () => {
    test('knows its verbs', async () => {
      const { code, stderr } = await ended(run([LAUNCHER, 'strat']));
      expect(code).toBe(2);
      expect(stderr).toContain('unknown verb strat');
    });

    test('hands the ready line through, and stops the cluster when whoever started it is gone', async () => {
      // A parent that only starts the launcher, as npm does.
      const script = `require('child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })`;
      const parent = run(['-e', script, LAUNCHER, 'start', ...QUIET, '--ephemeral']);
      const answer = await ready(parent);
      parent.kill('SIGKILL');
      await vi.waitUntil(() => allGone(answer), { timeout: 10_000 });
    });

    test('without a display says so in one line and serves a browser', async () => {
      const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...environment } = process.env;
      const launcher = run(
        [LAUNCHER, 'start', ...QUIET.filter((flag) => flag !== '--headless'), '--ephemeral'],
        {
          env: { ...environment, SSH_CONNECTION: 'here' },
        },
      );
      const lines: string[] = [];
      createInterface(launcher.stderr!).on('line', (line) => lines.push(line));
      const answer = await ready(launcher);
      expect(answer.workbenchUrl).toMatch(/^http:/);
      expect(lines.filter((line) => line.startsWith('No window'))).toEqual([
        'No window (there is no display): serving the workbench to a browser instead.',
      ]);
      launcher.kill('SIGTERM');
      await ended(launcher);
    });

    test('lets a script start hosts of its own', async () => {
      const script = run([LAUNCHER, 'fuzz', '--frames', '20', '--seed', '1']);
      const { code, stdout, stderr } = await ended(script);
      expect(code, `${stdout}\n${stderr}`).toBe(0);
    });

    test('killed itself, it leaves no cluster behind', async () => {
      const launcher = run([LAUNCHER, 'start', ...QUIET, '--ephemeral']);
      const answer = await ready(launcher);
      launcher.kill('SIGKILL');
      await vi.waitUntil(() => allGone(answer), { timeout: 10_000 });
    });

    test('passes a TERM on and exits as the host did', async () => {
      const launcher = run([LAUNCHER, 'start', ...QUIET, '--ephemeral']);
      const answer = await ready(launcher);
      launcher.kill('SIGTERM');
      expect((await ended(launcher)).code).toBe(0);
      expect(allGone(answer)).toBe(true);
    });
  },
);
