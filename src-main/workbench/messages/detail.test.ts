import { expect, test } from 'vitest';
import { FakeCluster } from '../../client/test-kit.ts';
import { Failure } from '../router/index.ts';
import { recordAt } from './detail.ts';

test('a record that is not there: why, and where the nearest one is', async () => {
  const kafka = new FakeCluster();
  kafka.topic('t', [
    [3, 10, null, 'a'],
    [6, 20, null, 'b'],
  ]);
  const client = kafka.client();
  const at = async (partition: number, offset: number, topic = 't') => {
    try {
      return (await recordAt(client, { topic, partition, offset })).record.value?.toString();
    } catch (error) {
      return error instanceof Failure ? [error.error.message, error.error.nextStep] : error;
    }
  };
  expect(await at(0, 3)).toBe('a');
  expect(await at(0, 6)).toBe('b');
  expect(await at(0, 2)).toEqual([
    't-0 has no record at offset 2 any more: all before offset 3 were deleted, by retention or by hand.',
    'Begin with the oldest record that is left.',
  ]);
  expect(await at(0, 4)).toEqual([
    't-0 has no record at offset 4: it was compacted away or is a gap.',
    'Read on from there: the next record that is left comes first.',
  ]);
  // The next one to come, and one that is far away: brokers answer these differently.
  for (const offset of [7, 70])
    expect(await at(0, offset)).toEqual([
      `t-0 has no record at offset ${offset} yet: the next one gets offset 7.`,
      'Look at the newest ones. Where a topic was deleted and made anew, its offsets began again.',
    ]);
  expect(await at(1, 0)).toEqual([
    't has no partition 1: the last one is 0.',
    'Look in those: the number is wrong, or the topic was made anew with fewer.',
  ]);
  expect(await at(0, 0, 'gone')).toEqual([
    "There is no topic 'gone'.",
    'It may have been deleted: look at the list of topics.',
  ]);
});

test('who cannot be asked is named, and no record is said to be gone', async () => {
  const kafka = new FakeCluster();
  const [log] = kafka.topic('t', [[0, 10, null, 'a']]);
  log.leader = -1;
  await expect(recordAt(kafka.client(), { topic: 't', partition: 0, offset: 0 })).rejects.toMatchObject({
    kafka: 'LEADER_NOT_AVAILABLE',
  });
});
