import { expect, test } from 'vitest';
import { DeleteTopics, ErrorCode, FindCoordinator, OffsetCommit, OffsetFetch } from '../protocol/index.ts';
import { eventually } from './eventually.ts';
import { startTestNode } from './in-process.ts';
import { createTopic } from './test-client.ts';

test.each([2, 3, 4])(
  'OffsetCommit v%i may ask for any retention, the longest of all included',
  async (version) => {
    const node = await startTestNode();
    try {
      const client = await node.connect();
      await createTopic(client, 'kept');
      const groupId = `group-${version}`;
      await eventually(async () => {
        const { errorCode } = await client.request(FindCoordinator, { key: groupId }, { version: 2 });
        return errorCode === ErrorCode.NONE;
      });
      const commit = async () => {
        const request = {
          groupId,
          memberId: '',
          retentionTimeMs: 2n ** 63n - 1n,
          topics: [
            { name: 'kept', partitions: [{ partitionIndex: 0, committedOffset: 7, committedMetadata: '' }] },
          ],
        };
        const { topics } = await client.request(OffsetCommit, request, { version });
        return topics[0].partitions[0].errorCode;
      };
      const errorCode = await eventually(async () => {
        const answered = await commit();
        return answered === ErrorCode.COORDINATOR_LOAD_IN_PROGRESS ? undefined : `${answered}`;
      });
      expect(errorCode).toBe(`${ErrorCode.NONE}`);
      const { topics } = await client.request(
        OffsetFetch,
        { groupId, topics: [{ name: 'kept', partitionIndexes: [0] }] },
        { version: 2 },
      );
      expect(topics[0].partitions[0].committedOffset).toBe(7);
      client.close();
    } finally {
      await node.stop();
    }
  },
);

test('what a group had committed in a topic means nothing in a new one of its name', async () => {
  await using node = await startTestNode();
  const client = await node.connect();
  const groupId = 'group';
  await createTopic(client, 'again');
  await eventually(async () => {
    const { errorCode } = await client.request(FindCoordinator, { key: groupId }, { version: 2 });
    return errorCode === ErrorCode.NONE;
  });
  const partitions = [{ partitionIndex: 0, committedOffset: 7, committedMetadata: '' }];
  const request = { groupId, memberId: '', topics: [{ name: 'again', partitions }] };
  await eventually(async () => {
    const { topics } = await client.request(OffsetCommit, request, { version: 5 });
    return topics[0].partitions[0].errorCode === ErrorCode.NONE;
  });
  const deletion = { topicNames: ['again'], timeoutMs: 5_000 };
  await client.request(DeleteTopics, deletion, { version: 5 });
  const committed = async (topics: { name: string; partitionIndexes: number[] }[] | null) => {
    const answer = await client.request(OffsetFetch, { groupId, topics }, { version: 5 });
    return answer.topics.flatMap((topic) => topic.partitions.map(({ committedOffset }) => committedOffset));
  };
  expect(await committed(null)).toEqual([]);
  await createTopic(client, 'again');
  expect(await committed([{ name: 'again', partitionIndexes: [0] }])).toEqual([-1]);
  client.close();
});
