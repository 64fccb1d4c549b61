import { expect, test } from 'vitest';
import { factText, type Fact } from './facts.ts';

const fact = (kind: string, fields: object): Fact => ({ node: 1, sequence: 1, wallMs: 0, kind, ...fields });

test.each([
  [
    fact('leader-elected', { topic: 'orders', partition: 0, leader: 2, leaderEpoch: 6, previousLeader: 1 }),
    'node 2 became leader of orders-0, epoch 6, before it node 1',
  ],
  [
    fact('isr-changed', { topic: 'orders', partition: 1200, isr: [2, 3], previousIsr: [1, 2, 3], elr: [] }),
    'ISR of orders-1200: node 1 left, [1,2,3] → [2,3]',
  ],
  [
    fact('isr-changed', { topic: 'a', partition: 0, isr: [2, 3, 1], previousIsr: [2], elr: [] }),
    'ISR of a-0: node 3, 1 joined, [2] → [2,3,1]',
  ],
  [
    fact('isr-changed', { topic: 'a', partition: 0, isr: [3], previousIsr: [1, 2], elr: [] }),
    'ISR of a-0 [1,2] → [3]',
  ],
  [
    fact('isr-changed', { topic: 'a', partition: 0, isr: [], previousIsr: [], elr: [3] }),
    'ELR of a-0 is [3] now, its ISR stays []',
  ],
  [
    fact('leader-elected', { topic: 'a', partition: 0, leader: 3, leaderEpoch: 7, previousLeader: -1 }),
    'node 3 became leader of a-0, which had none, epoch 7',
  ],
  [
    fact('log-recovered', { topic: 'a', partition: 0, endOffset: 1204, truncatedBytes: 12_400 }),
    'a-0 recovered, ends at 1,204, 12.4 kB cut off',
  ],
  [
    fact('leader-elected', { topic: 'a', partition: 0, leader: -1, leaderEpoch: 6, previousLeader: 1 }),
    'a-0 has no leader any more, epoch 6, before it node 1',
  ],
  [
    fact('quorum-changed', { leaderId: -1, epoch: 9, role: 'candidate' }),
    'quorum: no leader is known in epoch 9, this node is candidate',
  ],
  [fact('config-changed', { resource: 'topic', name: 'a', key: 'k', value: null }), 'topic a: k = –'],
  [fact('something-new', { topic: 'a', list: [1], count: 2 }), 'topic a · list [1] · count 2'],
])('%j reads', (given, text) => expect(factText(given)).toBe(text));
