import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { cpuTimeMs, memoryOf, parseStat, processTree } from './process-tree.ts';
import { exited } from './processes.ts';

test('a command name with blanks and parentheses does not shift the fields', () => {
  const line = '77 (a (b) c) S 12 77 77 0 -1 4194304 900 0 0 0 250 31 0 0 20 0 11 0 9000 1 2';
  expect(parseStat(line)).toEqual({ pid: 77, parentPid: 12, state: 'S', cpuTicks: 281 });
});

const linux = process.platform === 'linux';

test.runIf(linux)('the tree of a process holds its children and leaves out strangers', async () => {
  const child = spawn('sleep', ['30']);
  try {
    const tree = processTree(process.pid);
    expect(tree[0]).toBe(process.pid);
    expect(tree).toContain(child.pid);
    expect(tree).not.toContain(process.ppid);
    const both = memoryOf([process.pid, child.pid!]);
    expect(both.rssBytes).toBeGreaterThan(memoryOf([process.pid]).rssBytes);
    expect(both.pssBytes).toBeLessThanOrEqual(both.rssBytes);
    expect(cpuTimeMs([process.pid])).toBeGreaterThan(0);
  } finally {
    child.kill('SIGKILL');
    await exited(child);
  }
  expect(processTree(process.pid)).not.toContain(child.pid);
});
