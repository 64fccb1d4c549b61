import { expect, test } from 'vitest';
import { MemoryDisk, type MemoryFile } from './memory-disk.ts';

function fileWith(disk: MemoryDisk, text: string): MemoryFile {
  disk.makeDirectory('/d');
  disk.syncDirectory('/');
  const file = disk.open('/d/f', 'write') as MemoryFile;
  file.write([Buffer.from(text)], 0);
  disk.syncDirectory('/d');
  return file;
}

const content = (disk: MemoryDisk) => disk.readFile('/d/f')?.toString();

test('a power loss leaves what was synced, whatever was written in which order since', () => {
  const disk = new MemoryDisk();
  const file = fileWith(disk, 'abcdef');
  file.sync();
  file.write([Buffer.from('X')], 2);
  file.write([Buffer.from('gh')], 6);
  disk.losePower();
  expect(content(disk)).toBe('abcdef');

  const again = disk.open('/d/f', 'write') as MemoryFile;
  again.write([Buffer.from('Y')], 1);
  again.truncate(3);
  again.sync();
  again.write([Buffer.from('zz')], 3);
  disk.losePower((bytes) => bytes - 1);
  expect(content(disk)).toBe('aYcz');
});

test('a crash of the process leaves everything that was written', () => {
  const disk = new MemoryDisk();
  const file = fileWith(disk, 'abc');
  disk.crashProcess();
  expect(content(disk)).toBe('abc');
  expect(() => file.write([Buffer.from('d')], 3)).toThrow('EBADF');
});

test('syncs that take their time cover what was written before they began, in whatever order they end', () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const disk = new MemoryDisk();
    const file = fileWith(disk, 'aaaa');
    const finish = [file.beginSync()];
    file.write([Buffer.from('bb')], 2);
    finish.push(file.beginSync());
    file.write([Buffer.from('c')], 0);
    finish[order[0]]();
    const copy = disk.clone();
    copy.losePower();
    expect(content(copy)).toBe(order[0] === 0 ? 'aaaa' : 'aabb');
    finish[order[1]]();
    disk.losePower();
    expect(content(disk)).toBe('aabb');
  }
});

test('names that no syncDirectory covers are lost, unless the disk kept them by chance', () => {
  for (const kept of [false, true]) {
    const disk = new MemoryDisk();
    const file = fileWith(disk, 'abc');
    file.sync();
    file.close();
    disk.rename('/d/f', '/d/g');
    disk.losePower(undefined, () => kept);
    expect(disk.list('/d')!.map(({ name }) => name)).toEqual([kept ? 'g' : 'f']);
  }
});

test('what is open is neither renamed, replaced nor removed, as on Windows', () => {
  const disk = new MemoryDisk();
  const file = fileWith(disk, 'abc');
  const refused = /EBUSY/;
  expect(() => disk.rename('/d/f', '/d/g')).toThrow(refused);
  expect(() => disk.rename('/d', '/e')).toThrow(refused);
  expect(() => disk.remove('/d/f')).toThrow(refused);
  expect(() => disk.removeDirectory('/d')).toThrow(refused);
  disk.open('/d/g', 'create').close();
  expect(() => disk.rename('/d/g', '/d/f')).toThrow(refused);
  disk.remove('/d/g');
  file.close();
  disk.rename('/d', '/e');
  disk.rename('/e/f', '/e/g');
  expect(disk.readFile('/e/g')?.toString()).toBe('abc');
  disk.removeDirectory('/e');
  expect(disk.list('/e')).toBeUndefined();
});
