import { expect, test } from 'vitest';
import { piecesOf, rangeAt, rangesOf } from './byte-ranges.ts';
import { isOutlookShown, reasonText, shownFaults } from './outlook.ts';
import { filesAddress, folderOf, holdsBatches, nameOf, placeOf } from './place.ts';
import { byteAtX, fitted, revealed, visibleBatches, xOfByte, zoomed } from './strip-geometry.ts';

test('bytes and pixels of the strip mean each other', () => {
  const view = { from: 1000, to: 2000 };
  expect(xOfByte(1500, view, 800)).toBe(400);
  expect(byteAtX(400, view, 800)).toBe(1500);
});

test('the strip stays within the file and shows no less than a header', () => {
  expect(fitted({ from: -50, to: 50 }, 1000)).toEqual({ from: 0, to: 100 });
  expect(fitted({ from: 950, to: 1050 }, 1000)).toEqual({ from: 900, to: 1000 });
  expect(fitted({ from: 10, to: 11 }, 1000)).toEqual({ from: 10, to: 74 });
  expect(fitted({ from: 0, to: 5000 }, 1000)).toEqual({ from: 0, to: 1000 });
  expect(fitted({ from: 0, to: 5000 }, 0)).toEqual({ from: 0, to: 64 });
});

test('zooming keeps the byte under the pointer, and what was chosen is brought into view', () => {
  const view = zoomed({ from: 0, to: 1000 }, 750, 0.5, 1000);
  expect(view).toEqual({ from: 375, to: 875 });
  expect(revealed(view, 400, 500, 1000)).toBe(view);
  expect(revealed(view, 0, 100, 1000)).toEqual({ from: 0, to: 500 });
});

test('batches smaller than a pixel are drawn as one', () => {
  const batches = [
    { position: 0, sizeBytes: 10 },
    { position: 10, sizeBytes: 500 },
    { position: 5000, sizeBytes: 10 },
  ];
  const shown = visibleBatches(batches, { from: 0, to: 1000 }, 50);
  expect(shown.map(({ x, width }) => [x, width])).toEqual([
    [0, 1],
    [0.5, 25],
  ]);
});

test('a row of bytes is cut at its fields', () => {
  const ranges = rangesOf([
    { name: 'a', start: 0, sizeBytes: 3, value: '1' },
    { name: 'b', start: 3, sizeBytes: 20, value: '2' },
    { name: 'c', start: 40, sizeBytes: 2, value: '3' },
  ]);
  expect(rangeAt(ranges, 2)?.name).toBe('a');
  expect(rangeAt(ranges, 23)).toBeUndefined();
  const row = (start: number) =>
    piecesOf(ranges, start, start + 16).map(({ range, from, to }) => [range?.name ?? null, from, to]);
  expect(row(0)).toEqual([
    ['a', 0, 3],
    ['b', 3, 16],
  ]);
  expect(row(16)).toEqual([
    ['b', 0, 7],
    [null, 7, 16],
  ]);
  expect(row(32)).toEqual([
    [null, 0, 8],
    ['c', 8, 10],
    [null, 10, 16],
  ]);
});

test('places are addresses, and broken ones are none', () => {
  expect(filesAddress('/data/orders-0', 'partition')).toBe('/files?path=%2Fdata%2Forders-0&kind=partition');
  expect(placeOf({ path: '/d/x.log', at: '17', record: 'x' })).toEqual({
    path: '/d/x.log',
    kind: 'file',
    at: 17,
    record: null,
  });
  expect(placeOf({})).toMatchObject({ path: null });
  expect([nameOf('/d/x.log'), folderOf('/d/x.log'), folderOf('/x')]).toEqual(['x.log', '/d', '/']);
  expect(
    ['00000000000000000000.log', '00000000000000000000.log.deleted', '00000000000000000000.index'].map(
      holdsBatches,
    ),
  ).toEqual([true, true, false]);
});

test('an outlook that stands above the batches is not said again beside one', () => {
  const outlook = { kind: 'clean' } as const;
  const crc = (position: number) => ({ position, sizeBytes: 100, kind: 'crc', reason: '', outlook }) as const;
  const faults = [0, 1, 2, 3, 4, 5, 6].map((index) => crc(index * 100));
  expect(shownFaults(faults).at(-1)!.position).toBe(400);
  expect(isOutlookShown(faults, crc(400))).toBe(true);
  // Only so many are listed; of the others the detail is the only one to say it.
  expect(isOutlookShown(faults, crc(500))).toBe(false);
  // Another damage at the same place has another outlook, and that of a file that recovery does not read none.
  expect(isOutlookShown([{ ...crc(0), kind: 'overflow' }], crc(0))).toBe(false);
  expect(isOutlookShown([{ ...crc(0), outlook: null }], crc(0))).toBe(false);
});

test('the numbers of a reason have separators, and what is in hex has none', () => {
  expect(reasonText({ reason: 'the batch says it has 250336 bytes, 250329 are there' })).toBe(
    'The batch says it has 250,336 bytes, 250,329 are there.',
  );
  const crc = 'CRC is 0x12345678, the header says 0x10000000.';
  expect(reasonText({ reason: crc })).toBe(crc);
});
