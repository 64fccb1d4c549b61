import { expect, test } from 'vitest';
import type { Clock } from '../../env/index.ts';
import type { NodeState } from '../../node/messages.ts';
import { Traffic } from './traffic.ts';

function setUp() {
  const clock = { nowMs: 1_000_000, wallMs: () => clock.nowMs };
  const traffic = new Traffic(clock as unknown as Clock);
  const at = (ms: number, node: number, recordsAcked: number, recordsOut = 0, batchesWaiting = 0) => {
    clock.nowMs = 1_000_000 + ms;
    traffic.note(node, { recordsAcked, recordsOut, batchesRefused: 0, batchesWaiting } as NodeState);
  };
  const acked = () => traffic.since(1_000_000).map(({ atMs, acked }) => [atMs - 1_000_000, acked]);
  return { traffic, at, acked };
}

test('a message tells of the interval before it, and what was before the first message has no time', () => {
  const { at, acked } = setUp();
  at(0, 1, 500);
  at(250, 1, 520);
  at(400, 1, 530);
  expect(acked()).toEqual([
    [0, 24],
    [250, 6],
  ]);
});

test('nodes add up, and one that began anew counts from nothing', () => {
  const { at, acked } = setUp();
  at(0, 1, 0);
  at(0, 2, 100);
  at(750, 1, 8);
  at(1_000, 2, 4);
  expect(acked()).toEqual([
    [500, 8],
    [750, 4],
  ]);
});

test('who listens hears of intervals as they grow', () => {
  const { traffic, at } = setUp();
  const heard: unknown[] = [];
  const end = traffic.listen((samples) => heard.push(samples.map(({ delivered }) => delivered)));
  at(0, 1, 0, 0);
  at(375, 1, 0, 10);
  end();
  at(500, 1, 0, 99);
  expect(heard).toEqual([[5, 5]]);
});

test('what is waited for is said with what is counted, when it changes, and not after its node is gone', () => {
  const { traffic, at } = setUp();
  const waiting = () =>
    traffic.since(1_000_000).map(({ atMs, acked, waiting: batches }) => [atMs - 1_000_000, acked, batches]);
  at(0, 1, 0);
  at(0, 2, 0);
  at(375, 1, 8, 0, 2);
  at(800, 2, 0, 0, 1);
  at(1_100, 2, 0, 0, 1);
  expect(waiting()).toEqual([
    [0, 4, 0],
    [250, 4, 2],
    [750, 0, 3],
  ]);
  traffic.forget(1);
  traffic.forget(1);
  expect(waiting().at(-1)).toEqual([1_000, 0, 1]);
});
