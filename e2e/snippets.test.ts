/** The beginnings that the welcome page hands out, run to the letter against a node where their topic does not exist yet. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { startTestNode } from '../src-main/node/in-process.ts';
import { snippetsFor } from '../src-renderer/features/welcome/snippets.ts';

const ROOT = join(import.meta.dirname, '..');

test.each(['kafkajs', 'platformatic'])('%s sends a record and reads it', async (id) => {
  await using node = await startTestNode();
  const { code } = snippetsFor(`${node.host}:${node.port}`, `first-${id}`).find(
    (snippet) => snippet.id === id,
  )!;
  // They go on reading until they are ended.
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen: string[] = [];
  try {
    const wanted = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr])
      createInterface(stream).on('line', (line) => {
        seen.push(line);
        if (/^0 0n? \{"hello":"world"\}$/.test(line)) wanted.resolve();
      });
    const gone = once(child, 'exit').then(() => Promise.reject(new Error(seen.join('\n'))));
    await Promise.race([wanted.promise, gone]);
  } finally {
    child.kill('SIGKILL');
  }
  expect(seen.join('\n')).toContain('hello');
});
