import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterFilePath, writeClusterFile } from './cluster-file.ts';
import { createEphemeralDirectory, defaultDataDirectory, sweepEphemeralDirectories } from './folders.ts';
import { identify } from './process-identity.ts';

test.skipIf(process.platform === 'win32').each([
  ['linux', {}, '/home/ada/.local/share/sluice/default'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/sluice/default'],
  ['darwin', {}, '/home/ada/Library/Application Support/Sluice/default'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/Sluice/default'],
] as const)('the default folder on %s with %j', (platform, environment, expected) => {
  expect(defaultDataDirectory(platform, environment, '/home/ada')).toBe(expected);
});

test('what crashed ephemeral clusters left is swept; what runs or is new stays', async () => {
  const [crashed, running, young] = [1, 2, 3].map(createEphemeralDirectory);
  try {
    const cluster = {
      formatVersion: 1,
      clusterId: 'AAAAAAAAAAAAAAAAAAAAAA',
      port: null,
      restartDeadNodes: true,
      nodes: [{ id: 1, port: 1, controllerPort: 2, process: null }],
    } as const;
    writeClusterFile(crashed, { ...cluster, supervisor: { pid: process.pid, startedAt: 'long ago' } });
    writeClusterFile(running, { ...cluster, supervisor: (await identify(process.pid)) ?? null });
    mkdirSync(join(crashed, 'node-1'));
    writeFileSync(join(crashed, 'node-1', 'node.log'), 'x');

    await sweepEphemeralDirectories(Date.now());
    expect([crashed, running, young].map((directory) => existsSync(directory))).toEqual([false, true, true]);
    expect(existsSync(clusterFilePath(running))).toBe(true);

    await sweepEphemeralDirectories(Date.now() + 120_000);
    expect(existsSync(young)).toBe(false);
  } finally {
    for (const directory of [crashed, running, young]) rmSync(directory, { recursive: true, force: true });
  }
});
