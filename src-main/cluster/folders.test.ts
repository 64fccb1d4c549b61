import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clusterFilePath, writeClusterFile } from './cluster-file.ts';
import {
  createEphemeralDirectory,
  defaultDataDirectory,
  openDataDirectory,
  sweepEphemeralDirectories,
} from './folders.ts';
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

test('DIR must be ours, new or empty', () => {
  const parent = mkdtempSync(join(tmpdir(), 'sluice-folders-test-'));
  const made = (name: string, ...files: string[]) => {
    const directory = join(parent, name);
    mkdirSync(directory);
    for (const file of files) writeFileSync(join(directory, file), '{}');
    return directory;
  };
  try {
    for (const directory of [
      join(parent, 'new', 'below'),
      made('empty'),
      made('hidden', '.DS_Store'),
      made('ours', 'cluster.json', 'notes.txt'),
      made('interrupted', 'node-1', 'node-2'),
    ]) {
      openDataDirectory(directory);
      expect(existsSync(directory)).toBe(true);
    }
    const project = made('project', 'package.json');
    expect(() => openDataDirectory(project)).toThrow(
      `${project} holds no cluster of Sluice, but something else (package.json); name a new or empty folder`,
    );
    expect(() => openDataDirectory(made('kafka', 'meta.properties', '.lock'))).toThrow(
      'but a log dir of Kafka; name a new or empty folder with --data',
    );
    const file = join(project, 'package.json');
    expect(() => openDataDirectory(file)).toThrow(
      `${file} cannot hold a cluster: it is a file; name another`,
    );
    expect(() => openDataDirectory(join(file, 'below'))).toThrow('part of its path is a file');
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});
