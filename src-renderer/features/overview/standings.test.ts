import { expect, test } from 'vitest';
import type { GroupRow, TopicRow } from '../../../src-main/contract/index.ts';
import { busiestTopics, furthestBehind } from './standings.ts';

const topic = (name: string, rate: number | null, records: number, internal = false) =>
  ({ name, internal, recordsInPerSecond: rate, records }) as TopicRow;
const group = (groupId: string, lag: number | null) => ({ groupId, lag }) as GroupRow;

test('busy topics come first, then full ones; internal ones never', () => {
  const topics = [
    topic('full', 0, 900),
    topic('busy', 7, 10),
    topic('new', null, 5),
    topic('__consumer_offsets', 50, 9, true),
  ];
  expect(busiestTopics(topics).map(({ name }) => name)).toEqual(['busy', 'full', 'new']);
});

test('groups by lag, unknown lag last, eight at most', () => {
  const groups = [group('unknown', null), group('near', 1), group('far', 99)];
  expect(furthestBehind(groups).map(({ groupId }) => groupId)).toEqual(['far', 'near', 'unknown']);
  expect(furthestBehind(Array.from({ length: 20 }, (_, index) => group(`g${index}`, index)))).toHaveLength(8);
});
