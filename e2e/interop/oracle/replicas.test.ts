import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectEqualReplicas } from './replicas.ts';
import type { LogDir } from './replicas.ts';

/** `a: 0=one 5=two` is a broker `a` with the segments of base offsets 0 and 5. */
function logDirs(...brokers: string[]): LogDir[] {
  const dir = mkdtempSync(join(tmpdir(), 'replicas-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return brokers.map((broker) => {
    const [owner, segments] = broker.split(': ') as [string, string];
    const folder = join(dir, owner, 't-0');
    mkdirSync(folder, { recursive: true });
    for (const segment of segments.split(' ')) {
      const [baseOffset, bytes] = segment.split('=') as [string, string];
      writeFileSync(join(folder, `${baseOffset.padStart(20, '0')}.log`), bytes);
    }
    return { owner, path: join(dir, owner) };
  });
}

const compare = (...brokers: string[]) =>
  expectEqualReplicas(logDirs(...brokers), 't', { partitions: 1, replicas: 2 });

test('segments may be cut at other places, as long as the bytes are the same', () => {
  expect(compare('a: 0=one 5=two', 'b: 0=onetwo')).toBe('1 partitions, 6 bytes on each of 2 replicas');
});

test('a byte that differs, a replica that is missing and replicas without records are told', () => {
  expect(() => compare('a: 0=one', 'b: 0=onf')).toThrow(/t-0: expected 2 equal replicas, found a 3 .*, b 3 /);
  expect(() => compare('a: 0=one')).toThrow(/found a 3/);
  expect(() => compare('a: 0=', 'b: 0=')).toThrow(/found a 0/);
});
