import { expect, test } from 'vitest';
import { MemoryDisk } from '../../sim/memory-disk.ts';
import { buildBatch } from '../../wire/index.ts';
import type { Failure } from '../router/index.ts';
import { dump, type DumpOptions } from './dump.ts';

const FOLDER = '/data/orders-0';
const ALL: DumpOptions = { deep: false, fromOffset: undefined, count: 1000, json: false };

function plant(files: Readonly<Record<string, Uint8Array | string>>): MemoryDisk {
  const disk = new MemoryDisk();
  disk.makeDirectory(FOLDER);
  for (const [path, content] of Object.entries(files)) {
    disk.makeDirectory(path.slice(0, path.lastIndexOf('/')));
    const file = disk.open(path, 'create');
    file.write([Buffer.from(content as string)], 0);
    file.close();
  }
  return disk;
}

const batch = (baseOffset: number, key: string) =>
  buildBatch([{ key: Buffer.from(key), value: Buffer.from('v') }], { timestamp: 7, baseOffset });

function lines(disk: MemoryDisk, path: string, options: Partial<DumpOptions> = {}) {
  const out: string[] = [];
  const { damaged } = dump(disk, path, { ...ALL, ...options }, (line) => out.push(line));
  return { out, damaged };
}

test('a segment is told batch by batch, with its records, from an offset on', () => {
  const path = `${FOLDER}/00000000000000000000.log`;
  const disk = plant({ [path]: Buffer.concat([batch(0, 'a'), batch(1, 'b'), batch(2, 'c')]) });
  const { out, damaged } = lines(disk, path, { deep: true, fromOffset: 1, count: 1, json: true });
  expect(damaged).toBe(false);
  const [segment, one, record] = out.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(out.length).toBe(3);
  expect(segment).toMatchObject({ kind: 'segment', batches: 3, lastOffset: 2 });
  expect(one).toMatchObject({ kind: 'batch', index: 1, baseOffset: 1, crcValid: true });
  expect(one.crc).toBe(one.computedCrc);
  expect(record).toMatchObject({ kind: 'record', offset: 1, key: 'b', value: 'v' });
});

test('damage is told, and is the result', () => {
  const path = `${FOLDER}/00000000000000000000.log`;
  const bad = batch(1, 'b');
  bad[65] ^= 1;
  const disk = plant({ [path]: Buffer.concat([batch(0, 'a'), bad, Buffer.alloc(5)]) });
  const { out, damaged } = lines(disk, path);
  expect(damaged).toBe(true);
  expect(
    out.filter((line) => line.startsWith('damage')).map((line) => line.replace(/CRC is .*? says \S+/, 'CRC')),
  ).toEqual([
    `damage position=${batch(0, 'a').length} sizeBytes=${bad.length} kind=crc reason=CRC recovery={"kind":"cut","position":70,"lostBytes":75,"laterSegments":0}`,
    'damage position=140 sizeBytes=5 kind=torn reason=5 bytes are too few for a batch recovery={"kind":"cut","position":140,"lostBytes":5,"laterSegments":0}',
  ]);
});

test('folders are listed, other files are told entry by entry, and anything else is refused', () => {
  const epochs = `${FOLDER}/leader-epoch-checkpoint`;
  const disk = plant({
    [`${FOLDER}/00000000000000000000.log`]: batch(0, 'a'),
    [epochs]: '0\n2\n0 0\n3 17\n',
    '/data/meta.properties': 'version=1\nnode.id=4\ncluster.id=abc\n',
  });
  expect(lines(disk, epochs).out.slice(-2)).toEqual([
    'entry epoch=0 startOffset=0',
    'entry epoch=3 startOffset=17',
  ]);
  expect(lines(disk, '/data').out.slice(0, 2)).toEqual([
    'log-dir path=/data clusterId=abc nodeId=4',
    'partition name=orders-0 state=live files=2 sizeBytes=83',
  ]);
  expect(lines(disk, FOLDER).out.length).toBe(2);
  disk.makeDirectory('/etc');
  expect(() => lines(disk, '/etc')).toThrow(/no Kafka log folder/);
  expect(() => lines(disk, '/data/meta.txt')).toThrow('There is no file or folder /data/meta.txt');
  expect(() => lines(plant({ '/etc/passwd': 'x' }), '/etc/passwd')).toThrow(/none of Kafka's files/);
});

test('a folder above log dirs names them; one that is named like a partition is taken for none', () => {
  const disk = plant({
    '/cluster/cluster.json': '{}',
    '/cluster/node-1/data-1/meta.properties': 'version=1\nnode.id=1\ncluster.id=abc\n',
    '/cluster/node-1/data-1/bootstrap.checkpoint': batch(0, 'a'),
    '/cluster/node-1/data-1/orders-0/00000000000000000000.log': batch(0, 'a'),
    '/cluster/node-1/server.properties': 'node.id=1\n',
    '/cluster/node-2/data-1/meta.properties': 'version=1\nnode.id=2\ncluster.id=abc\n',
  });
  const nextStep = (path: string) => {
    try {
      return lines(disk, path).out;
    } catch (error) {
      return (error as Failure).error.nextStep;
    }
  };
  expect(nextStep('/cluster')).toBe('Choose one below it: /cluster/node-1/data-1, /cluster/node-2/data-1');
  expect(nextStep('/cluster/node-1')).toBe('Choose one below it: /cluster/node-1/data-1');
  expect(lines(disk, '/cluster/node-1/data-1').out.slice(0, 2)).toEqual([
    'log-dir path=/cluster/node-1/data-1 clusterId=abc nodeId=1',
    `partition name=orders-0 state=live files=1 sizeBytes=${batch(0, 'a').length}`,
  ]);
});
