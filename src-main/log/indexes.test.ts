import { expect, test } from 'vitest';
import { LogScript } from '../sim/log-script.ts';
import { MemoryDisk } from '../sim/memory-disk.ts';
import { CorruptIndexError } from './index-file.ts';
import { OffsetIndex } from './offset-index.ts';
import { OpenFiles } from './open-files.ts';
import { TimeIndex } from './time-index.ts';
import { TransactionIndex } from './transaction-index.ts';

function files(): { disk: MemoryDisk; files: OpenFiles } {
  const disk = new MemoryDisk();
  return { disk, files: new OpenFiles(disk) };
}

test('the offset index finds the last entry that is not behind the offset', () => {
  const world = files();
  const index = new OffsetIndex(world.files, '/00000000000000000100.index', 100);
  expect(index.lookup(105)).toBe(0);
  index.append(104, 0);
  index.append(109, 5000);
  index.append(150, 9000);
  expect([100, 103, 104, 108, 109, 149, 150, 9999].map((offset) => index.lookup(offset))).toEqual([
    0, 0, 0, 0, 5000, 5000, 9000, 9000,
  ]);
  index.save();
  expect(world.disk.readFile('/00000000000000000100.index')?.toString('hex')).toBe(
    '0000000400000000000000090000138800000032' + '00002328',
  );
  index.unload();
  expect(index.lookup(149)).toBe(5000);
  index.truncateTo(150);
  expect(index.entries()).toEqual([
    { offset: 104, position: 0 },
    { offset: 109, position: 5000 },
  ]);
  index.append(200, 7000);
  index.unload();
  expect(index.entries().at(-1)).toEqual({ offset: 200, position: 7000 });
});

test('the time index takes rising timestamps only and finds where a search may begin', () => {
  const world = files();
  const index = new TimeIndex(world.files, '/00000000000000000000.timeindex', 0);
  expect(index.lookup(5)).toBeUndefined();
  index.append(100, 4);
  index.append(100, 9);
  index.append(90, 12);
  index.append(300, 20);
  expect(index.entries()).toEqual([
    { timestampMs: 100, offset: 4 },
    { timestampMs: 300, offset: 20 },
  ]);
  expect([99, 100, 299, 300, 5000].map((time) => index.lookup(time)?.offset)).toEqual([
    undefined,
    4,
    4,
    20,
    20,
  ]);
  index.truncateTo(20);
  index.unload();
  expect(index.last()).toEqual({ timestampMs: 100, offset: 4 });
});

test('the transaction index has a file only when it has an entry', () => {
  const world = files();
  const index = new TransactionIndex(world.files, '/00000000000000000000.txnindex');
  index.save();
  expect(world.disk.readFile('/00000000000000000000.txnindex')).toBeUndefined();
  const entry = { producerId: 2 ** 40, firstOffset: 3, lastOffset: 8, lastStableOffset: 9 };
  index.append(entry);
  index.unload();
  expect(index.entries()).toEqual([entry]);
  expect(world.disk.readFile('/00000000000000000000.txnindex')?.toString('hex')).toBe(
    '0000' + '0000010000000000' + '0000000000000003' + '0000000000000008' + '0000000000000009',
  );
});

test('indexes that contradict themselves are refused, with a running Kafka’s zero tail among them', () => {
  const cases: [string, (files: OpenFiles, path: string) => { count: number }, string][] = [
    [
      'offset not rising',
      (f, p) => new OffsetIndex(f, p, 0),
      '00000005' + '00000010' + '00000005' + '00000020',
    ],
    [
      'position not rising',
      (f, p) => new OffsetIndex(f, p, 0),
      '00000005' + '00000010' + '00000006' + '00000010',
    ],
    ['zero tail', (f, p) => new OffsetIndex(f, p, 0), '00000005' + '00000010' + '0000000000000000'],
    ['half an entry', (f, p) => new OffsetIndex(f, p, 0), '00000005' + '00'],
    [
      'time not rising',
      (f, p) => new TimeIndex(f, p, 0),
      '0000000000000005' + '00000001' + '0000000000000005' + '00000002',
    ],
    ['unknown version', (f, p) => new TransactionIndex(f, p), '0001' + '00'.repeat(32)],
    [
      'ends before it begins',
      (f, p) => new TransactionIndex(f, p),
      '0000' + '00'.repeat(15) + '05' + '00'.repeat(16),
    ],
  ];
  for (const [label, make, hex] of cases) {
    const world = files();
    world.disk.tamper('/index', Buffer.from(hex, 'hex'));
    expect(() => make(world.files, '/index').count, label).toThrow(CorruptIndexError);
  }
});

test('a read looks through one index interval at most', () => {
  const script = new LogScript({ indexIntervalBytes: 4096 });
  for (let count = 0; count < 2000; count++) script.step('append 1 size=400');
  script.step('stop');
  const { disk } = script.world;
  let readBytes = 0;
  const open = disk.open.bind(disk);
  disk.open = (path, mode) => {
    const file = open(path, mode);
    const read = file.read.bind(file);
    if (path.endsWith('.log')) {
      file.read = (target, start, length, position) => {
        readBytes += length;
        return read(target, start, length, position);
      };
    }
    return file;
  };
  script.step('stop');
  script.step('hw end');
  for (const offset of [1999, 1000, 1500, 3, 777]) {
    readBytes = 0;
    expect(script.step(`read ${offset} max=600`)).toBe(`${offset}..${offset}`);
    expect(readBytes, `read ${offset}`).toBeLessThan(25_000);
  }
  readBytes = 0;
  expect(script.step('read 778 max=600')).toBe('778..778');
  expect(readBytes, 'the next offset after a read').toBeLessThanOrEqual(600);
});
