/**
 * Stores a group's offsets. Offsets of unknown partitions and oversized metadata are refused one by one, the rest is
 * stored together. v2-4 may set how long (retentionTimeMs); v10 names topics by id.
 */
import { ZERO_UUID } from '../../base/index.ts';
import { ErrorCode, OffsetCommit, type RequestOf } from '../../protocol/index.ts';
import type { Broker } from '../broker.ts';
import { defineHandler } from '../handler.ts';

type Request = RequestOf<typeof OffsetCommit>;
type Topic = Request['topics'][number];

function check(broker: Broker, byId: boolean, topic: Topic, partition: Topic['partitions'][number]): number {
  const image = broker.image();
  const known = byId ? image.topicsById.get(topic.topicId) : image.topicsByName.get(topic.name);
  if (known === undefined && byId) return ErrorCode.UNKNOWN_TOPIC_ID;
  if (known?.partitions[partition.partitionIndex] === undefined) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
  const metadataBytes =
    partition.committedMetadata === null ? 0 : Buffer.byteLength(partition.committedMetadata);
  return metadataBytes > broker.config.offsetMetadataMaxBytes
    ? ErrorCode.OFFSET_METADATA_TOO_LARGE
    : ErrorCode.NONE;
}

/** Later than any clock shows; what a client asks for beyond it makes no difference. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

export const offsetCommit = defineHandler(OffsetCommit, async (request, context, broker) => {
  const byId = context.apiVersion >= 10;
  const nowMs = broker.env.clock.wallMs();
  const retentionMs = Number(request.retentionTimeMs);
  const image = broker.image();
  const commits = [];
  const topics = request.topics.map((topic) => ({
    name: topic.name,
    topicId: topic.topicId,
    partitions: topic.partitions.map((partition) => ({
      partitionIndex: partition.partitionIndex,
      errorCode: check(broker, byId, topic, partition),
    })),
  }));
  for (const [at, topic] of request.topics.entries()) {
    const name = byId ? image.topicsById.get(topic.topicId)?.name : topic.name;
    for (const [index, partition] of topic.partitions.entries()) {
      if (topics[at].partitions[index].errorCode !== ErrorCode.NONE) continue;
      commits.push({
        topic: name!,
        partition: partition.partitionIndex,
        offset: {
          offset: partition.committedOffset,
          leaderEpoch: partition.committedLeaderEpoch,
          metadata: partition.committedMetadata ?? '',
          commitTimestampMs: nowMs,
          expireTimestampMs: retentionMs >= 0 ? Math.min(nowMs + retentionMs, NEVER_MS) : -1,
          topicId: byId ? topic.topicId : (image.topicsByName.get(topic.name)?.id ?? ZERO_UUID),
        },
      });
    }
  }
  const identity = { memberId: request.memberId, instanceId: request.groupInstanceId };
  const errorCode = await broker.groups.commit(
    request.groupId,
    request.generationIdOrMemberEpoch,
    identity,
    commits,
  );
  if (errorCode !== ErrorCode.NONE) {
    for (const { partitions } of topics) {
      for (const partition of partitions)
        if (partition.errorCode === ErrorCode.NONE) partition.errorCode = errorCode;
    }
  }
  return { topics };
});
