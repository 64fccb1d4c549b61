import { expect, test } from 'vitest';
import { parseClusterFile } from './cluster-file.ts';

const good = {
  formatVersion: 1,
  clusterId: 'AAAAAAAAAAAAAAAAAAAAAA',
  port: 9092,
  restartDeadNodes: true,
  supervisor: null,
  nodes: [{ id: 1, port: 9092, controllerPort: 19_092, process: { pid: 4, startedAt: 'x:1' } }],
};
const parse = (value: unknown) => parseClusterFile(JSON.stringify(value), 'cluster.json');

test('a file of ours is taken as it is', () => {
  expect(parse(good)).toEqual(good);
  expect(parse({ ...good, port: null }).port).toBe(null);
  const properties = [{ node: 2, name: 'broker.rack', value: 'b' }];
  expect(parse({ ...good, properties }).properties).toEqual(properties);
});

test.each([
  [
    'no JSON',
    () => parseClusterFile('{"formatVersion":', 'cluster.json'),
    /^cluster.json is damaged \(.*: restore it/,
  ],
  ['a newer format', () => parse({ ...good, formatVersion: 2 }), /newer Sluice \(format 2/],
  ['nothing', () => parse(null), /damaged/],
  ['no nodes', () => parse({ ...good, nodes: [] }), /damaged/],
  ['a port that is none', () => parse({ ...good, port: 99_999 }), /damaged/],
  ['a gap in the ids', () => parse({ ...good, nodes: [{ ...good.nodes[0], id: 2 }] }), /damaged/],
  [
    'a property without a value',
    () => parse({ ...good, properties: [{ node: null, name: 'a' }] }),
    /damaged/,
  ],
  ['a pid as text', () => parse({ ...good, supervisor: { pid: '4', startedAt: null } }), /damaged/],
])('%s is refused with a sentence', (_case, act, message) => {
  expect(act).toThrow(message);
});
