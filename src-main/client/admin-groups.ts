import {
  ConsumerGroupDescribe,
  ConsumerProtocolAssignment,
  decodeConsumerProtocol,
  DeleteGroups,
  DescribeGroups,
  ErrorCode,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetDelete,
  OffsetFetch,
} from '../protocol/index.ts';
import { groupByTopic, type TopicPartition } from './by-leader.ts';
import type { KafkaClient, Target } from './client.ts';
import { check, errorOf, type KafkaError } from './errors.ts';

export interface ListedGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly state: string;
  /** 'classic' where the broker does not tell. */
  readonly type: string;
  /** The broker that listed it: brokers list the groups they coordinate. */
  readonly coordinator: number;
}

/** The groups that a broker coordinates. */
export async function listGroups(client: KafkaClient, broker: number): Promise<ListedGroup[]> {
  const response = await client.request(
    ListGroups,
    {},
    { to: { broker }, deadlineMs: 3_000, errorCode: (answer) => answer.errorCode },
  );
  return response.groups.map(({ groupId, protocolType, groupState: state, groupType }) => ({
    groupId,
    protocolType,
    state,
    type: groupType.toLowerCase() || 'classic',
    coordinator: broker,
  }));
}

export interface GroupMember {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly assignment: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface DescribedGroup {
  readonly groupId: string;
  readonly state: string;
  /** The assignor. */
  readonly protocol: string;
  readonly members: readonly GroupMember[];
  readonly error: KafkaError | null;
}

/** Groups of one coordinator, one request for the classic ones and one for those of KIP-848. */
export async function describeGroups(
  client: KafkaClient,
  broker: number,
  groups: readonly { readonly groupId: string; readonly type: string }[],
): Promise<DescribedGroup[]> {
  const modern = groups.filter(({ type }) => type === 'consumer').map(({ groupId }) => groupId);
  const classic = groups.filter(({ type }) => type === 'classic').map(({ groupId }) => groupId);
  const [fromClassic, fromModern] = await Promise.all([
    classic.length === 0 ? [] : describeClassic(client, broker, classic),
    modern.length === 0 ? [] : describeModern(client, broker, modern),
  ]);
  return [...fromClassic, ...fromModern];
}

async function describeClassic(
  client: KafkaClient,
  broker: number,
  groups: string[],
): Promise<DescribedGroup[]> {
  const response = await client.request(DescribeGroups, { groups }, { to: { broker }, deadlineMs: 5_000 });
  return response.groups.map(({ groupId, groupState, protocolData, members, errorCode, errorMessage }) => ({
    groupId,
    state: groupState,
    protocol: protocolData,
    error: errorOf(errorCode, groupId, errorMessage),
    members: members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.groupInstanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: readAssignment(member.memberAssignment),
    })),
  }));
}

async function describeModern(
  client: KafkaClient,
  broker: number,
  groupIds: string[],
): Promise<DescribedGroup[]> {
  const response = await client.request(
    ConsumerGroupDescribe,
    { groupIds, includeAuthorizedOperations: false },
    { to: { broker }, deadlineMs: 5_000 },
  );
  return response.groups.map(({ groupId, groupState, assignorName, members, errorCode, errorMessage }) => ({
    groupId,
    state: groupState,
    protocol: assignorName,
    error: errorOf(errorCode, groupId, errorMessage),
    members: members.map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      clientId: member.clientId,
      host: member.clientHost,
      assignment: member.assignment.topicPartitions.map(({ topicName, partitions }) => ({
        topic: topicName,
        partitions,
      })),
    })),
  }));
}

/** Empty between rebalances, and for groups of other protocols (Connect), whose bytes mean something else. */
function readAssignment(bytes: Buffer): GroupMember['assignment'] {
  if (bytes.length === 0) return [];
  try {
    return decodeConsumerProtocol(ConsumerProtocolAssignment, bytes).assignedPartitions;
  } catch {
    return [];
  }
}

export interface CommittedOffset extends TopicPartition {
  readonly offset: number;
  readonly metadata: string | null;
  readonly errorCode: number;
}

/** All that the groups have committed, with one request to the coordinator that they share. */
export async function fetchCommitted(
  client: KafkaClient,
  to: Target,
  groupIds: readonly string[],
): Promise<Map<string, { offsets: CommittedOffset[]; error: KafkaError | null }>> {
  const response = await client.request(
    OffsetFetch,
    // Version 7 and older take one group; they are asked group by group below.
    { groupId: groupIds[0], topics: null, groups: groupIds.map((groupId) => ({ groupId, topics: null })) },
    { to, deadlineMs: 5_000 },
  );
  const answers =
    response.groups.length > 0
      ? response.groups
      : [{ groupId: groupIds[0], topics: response.topics, errorCode: response.errorCode }];
  const committed = new Map<string, { offsets: CommittedOffset[]; error: KafkaError | null }>();
  const topicNames = new Map([...client.metadata.topics.values()].map(({ id, name }) => [id, name]));
  for (const { groupId, topics, errorCode } of answers) {
    const offsets = topics.flatMap((topic) =>
      topic.partitions
        .filter(({ committedOffset }) => committedOffset >= 0)
        .map((partition) => ({
          topic:
            topic.name !== ''
              ? topic.name
              : (topicNames.get((topic as { topicId?: string }).topicId ?? '') ?? ''),
          partition: partition.partitionIndex,
          offset: partition.committedOffset,
          metadata: partition.metadata,
          errorCode: partition.errorCode,
        })),
    );
    committed.set(groupId, { offsets, error: errorOf(errorCode, groupId) });
  }
  if (response.groups.length === 0 && groupIds.length > 1)
    for (const [groupId, answer] of await fetchCommitted(client, to, groupIds.slice(1)))
      committed.set(groupId, answer);
  return committed;
}

export interface OffsetToCommit extends TopicPartition {
  readonly offset: number;
  readonly metadata?: string | null;
}

/** Without `member` as an outsider, which only works while the group has no members. */
export async function commitOffsets(
  client: KafkaClient,
  groupId: string,
  offsets: readonly OffsetToCommit[],
  member: { readonly memberId: string; readonly generation: number } = { memberId: '', generation: -1 },
  lane?: string,
): Promise<void> {
  const what = `committing offsets of ${groupId}`;
  // Brokers know topics by their id from version 10 on.
  if (offsets.some(({ topic }) => !client.metadata.topics.has(topic))) await client.refreshMetadata();
  const response = await client.request(
    OffsetCommit,
    {
      groupId,
      generationIdOrMemberEpoch: member.generation,
      memberId: member.memberId,
      topics: groupByTopic(offsets).map(({ topic, items }) => ({
        name: topic,
        topicId: client.metadata.topics.get(topic)?.id,
        partitions: items.map(({ partition, offset, metadata = '' }) => ({
          partitionIndex: partition,
          committedOffset: offset,
          committedMetadata: metadata,
        })),
      })),
    },
    {
      to: { coordinatorOf: groupId },
      what,
      lane,
      // One code for all partitions is what groups answer with; the first speaks for them.
      errorCode: (answer) =>
        answer.topics.flatMap(({ partitions }) => partitions).find(({ errorCode }) => errorCode !== 0)
          ?.errorCode ?? 0,
    },
  );
  for (const { partitions } of response.topics)
    for (const { errorCode } of partitions) check(errorCode, what);
}

/** Takes back commits of topics that no member subscribes to. */
export async function deleteOffsets(
  client: KafkaClient,
  groupId: string,
  partitions: readonly TopicPartition[],
): Promise<void> {
  const what = `deleting offsets of ${groupId}`;
  const response = await client.request(
    OffsetDelete,
    {
      groupId,
      topics: groupByTopic(partitions).map(({ topic, items }) => ({
        name: topic,
        partitions: items.map(({ partition }) => ({ partitionIndex: partition })),
      })),
    },
    { to: { coordinatorOf: groupId }, what, errorCode: (answer) => answer.errorCode },
  );
  for (const topic of response.topics) for (const { errorCode } of topic.partitions) check(errorCode, what);
}

/** Refused (NON_EMPTY_GROUP) while the group has members. A group that does not exist any more is fine. */
export async function deleteGroup(client: KafkaClient, groupId: string): Promise<void> {
  const response = await client.request(
    DeleteGroups,
    { groupsNames: [groupId] },
    { to: { coordinatorOf: groupId }, what: `deleting ${groupId}`, errorCode: deletionError },
  );
  check(deletionError(response), `deleting ${groupId}`);
}

function deletionError(answer: { results: readonly { errorCode: number }[] }): number {
  const code = answer.results[0]?.errorCode ?? 0;
  return code === ErrorCode.GROUP_ID_NOT_FOUND ? 0 : code;
}

/** Has one member leave (KIP-345): a static one by its instance, whoever has it now. */
export async function removeMember(
  client: KafkaClient,
  groupId: string,
  { memberId, instanceId }: { readonly memberId: string; readonly instanceId: string | null },
): Promise<void> {
  const what = `removing a member of ${groupId}`;
  const response = await client.request(
    LeaveGroup,
    {
      groupId,
      memberId,
      members: [
        {
          memberId: instanceId === null ? memberId : '',
          groupInstanceId: instanceId,
          reason: 'removed from the workbench',
        },
      ],
    },
    {
      to: { coordinatorOf: groupId },
      what,
      errorCode: (answer) => answer.errorCode,
      // The second time there would be no such member.
      repeatable: false,
    },
  );
  for (const { errorCode } of response.members) check(errorCode, what);
}
