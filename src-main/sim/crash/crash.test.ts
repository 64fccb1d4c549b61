import { expect, test } from 'vitest';
import { seededRandom } from '../../base/index.ts';
import { MemoryDisk } from '../memory-disk.ts';
import { occurrences } from '../planted/plant.ts';
import { CRASH_BUGS } from './bugs.ts';
import { choices, DiskStates } from './disk-states.ts';
import { exploreLife } from './lives.ts';
import { RecordingDisk } from './recording-disk.ts';

// 100,000 states are `npm run crash`; that each planted bug is found is `npm run crash -- --planted`.

test('there are at least five planted bugs, and each fits the source in one place', () => {
  expect(CRASH_BUGS.length).toBeGreaterThanOrEqual(5);
  const moved = CRASH_BUGS.filter((bug) => occurrences(bug) !== 1).map(
    ({ file, find }) => `${file}: ${find}`,
  );
  expect(moved, 'plant these anew').toEqual([]);
});

/** Every disk that a crash after some work may leave, as text. */
function states(work: (disk: RecordingDisk) => void): string[] {
  const disk = new RecordingDisk(new MemoryDisk());
  work(disk);
  const model = new DiskStates();
  for (const change of disk.changes) model.apply(change);
  const found = new Set<string>();
  for (const parts of choices(model.pending(), seededRandom(1), 50)) {
    const { files } = model.state(parts);
    const texts = Array.from(files, ([path, bytes]) => `${path}=${bytes.toString().replaceAll('\0', '0')}`);
    found.add(texts.join(' '));
  }
  return [...found].sort();
}

function write(disk: RecordingDisk, path: string, text: string, { sync }: { sync: boolean }): void {
  const file = disk.open(path, 'create');
  file.write([Buffer.from(text)], 0);
  if (sync) file.sync();
  file.close();
}

test('what was synced is there; of the rest each change may be, with names in order and content before or after them', () => {
  expect(
    states((disk) => {
      disk.makeDirectory('/d');
      disk.syncDirectory('/');
      write(disk, '/d/a', 'ab', { sync: true });
    }),
  ).toEqual(['', '/d/a=ab']);
  const replaced = states((disk) => {
    disk.makeDirectory('/d');
    disk.syncDirectory('/');
    write(disk, '/d/a', 'old', { sync: true });
    disk.syncDirectory('/d');
    write(disk, '/d/a.tmp', 'new', { sync: true });
    disk.rename('/d/a.tmp', '/d/a');
  });
  expect(replaced).toEqual(['/d/a=new', '/d/a=old', '/d/a=old /d/a.tmp=new']);
  const careless = states((disk) => {
    disk.makeDirectory('/d');
    disk.syncDirectory('/');
    write(disk, '/d/a.tmp', 'new', { sync: false });
    disk.rename('/d/a.tmp', '/d/a');
    disk.syncDirectory('/d');
  });
  expect(careless).toContain('/d/a=');
  expect(careless).toContain('/d/a=000');
  expect(careless).toContain('/d/a=new');
});

test('writes are torn at sectors, and come in any order', () => {
  const torn = states((disk) => {
    write(disk, '/a', 'x'.repeat(510), { sync: true });
    disk.syncDirectory('/');
    const file = disk.open('/a', 'write');
    file.write([Buffer.from('abcd')], 510);
    file.write([Buffer.from('ef')], 514);
  }).map((text) => text.slice('/a='.length + 510));
  for (const tail of ['', 'ab', 'ab00', 'abcd', 'abcdef', '0000ef', '00cd', 'ab00ef'])
    expect(torn).toContain(tail);
});

test('a slice of the lives: a start makes good of every state', { timeout: 120_000 }, async () => {
  const logs = await exploreLife({ kind: 'logs', seed: 3, steps: 8, atRandom: 2 });
  const metadata = await exploreLife({ kind: 'metadata', seed: 2, steps: 12, atRandom: 2 });
  const splits = await exploreLife({ kind: 'splits', seed: 0, steps: 3, atRandom: 2 });
  expect([...logs.violations, ...metadata.violations, ...splits.violations]).toEqual([]);
  expect(logs.states).toBeGreaterThan(300);
  expect(splits.states).toBeGreaterThan(200);
  expect(metadata.states).toBeGreaterThan(100);
});
