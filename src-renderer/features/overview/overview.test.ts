import { expect, test } from 'vitest';
import { cellsOf } from './components/node-columns.tsx';

const placement = [
  { topic: 'a', partition: 0, leader: 1, replicas: [1, 2], isr: [1, 2] },
  { topic: 'a', partition: 1, leader: 2, replicas: [2, 3], isr: [2] },
  { topic: 'b', partition: 0, leader: -1, replicas: [3], isr: [] },
];

test.each([
  [1, 'a-0 leader'],
  [2, 'a-0 follower, a-1 leader'],
  [3, 'a-1 out, b-0 out'],
  [4, ''],
])('node %i holds %j', (nodeId, cells) => {
  expect(
    cellsOf(nodeId, placement)
      .map((cell) => `${cell.key} ${cell.kind}`)
      .join(', '),
  ).toBe(cells);
});
