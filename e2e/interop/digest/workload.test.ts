import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DigestBuilder } from './digest.ts';
import { readSlice } from './read-workload.ts';
import { writeWorkload } from './workload.ts';
import type { Workload } from './workload.ts';

async function withWorkload(use: (workload: Workload) => Promise<void>, seed = 7): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-workload-'));
  try {
    const codecs = ['none', 'zstd'] as const;
    await use(await writeWorkload({ seed, recordCount: 2_001, partitions: 3, codecs, dir }));
  } finally {
    await rm(dir, { recursive: true });
  }
}

test('the files hold what the expected digests say', async () => {
  await withWorkload(async (workload) => {
    const digests = new DigestBuilder();
    const nextOffset = [0, 0, 0];
    const slices = await Promise.all(workload.slices.map(({ path }) => readSlice(path)));
    for (const record of slices.flat())
      digests.add(record.partition, nextOffset[record.partition]!++, record);
    expect(digests.count).toBe(2_001);
    expect(digests.digests()).toEqual(workload.expected);
  });
});

test('every kind of record occurs: nulls, empty ones, headers, a large value', async () => {
  await withWorkload(async (workload) => {
    const records = (await Promise.all(workload.slices.map(({ path }) => readSlice(path)))).flat();
    const some = (what: (record: (typeof records)[number]) => boolean) => records.some(what);
    expect(some(({ key }) => key === null)).toBe(true);
    expect(some(({ key }) => key?.length === 0)).toBe(true);
    expect(some(({ value }) => value === null)).toBe(true);
    expect(some(({ value }) => value?.length === 0)).toBe(true);
    expect(some(({ value }) => (value?.length ?? 0) > 20_000)).toBe(true);
    expect(some(({ headers }) => headers.length === 5)).toBe(true);
    expect(new Set(records.map(({ partition }) => partition)).size).toBe(3);
  });
});

test('the seed decides the records', async () => {
  const seen: Workload['expected'][] = [];
  for (const seed of [1, 1, 2]) await withWorkload(async ({ expected }) => void seen.push(expected), seed);
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]).not.toEqual(seen[2]);
});
