/** Forgets a group's offsets of topics that its members do not read. */
import { ErrorCode, OffsetDelete } from '../../protocol/index.ts';
import { defineHandler } from '../handler.ts';

export const offsetDelete = defineHandler(OffsetDelete, async (request, _context, broker) => {
  const image = broker.image();
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    known: partitions.map(
      ({ partitionIndex }) => image.topicsByName.get(name)?.partitions[partitionIndex] !== undefined,
    ),
    partitions: partitions.map(({ partitionIndex }) => partitionIndex),
  }));
  const deleted = await broker.groups.deleteOffsets(
    request.groupId,
    topics.map(({ name, known, partitions }) => ({
      name,
      partitions: partitions.filter((_partition, index) => known[index]),
    })),
  );
  if (deleted.errorCode !== ErrorCode.NONE) return { errorCode: deleted.errorCode, topics: [] };
  return {
    errorCode: ErrorCode.NONE,
    topics: topics.map(({ name, known, partitions }, at) => ({
      name,
      partitions: partitions.map((partitionIndex, index) => ({
        partitionIndex,
        errorCode: known[index] ? deleted.topics[at] : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      })),
    })),
  };
});
