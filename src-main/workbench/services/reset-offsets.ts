/** Where a group shall go on: what that means for each partition, and whether it may be done now. */
import {
  type CommittedOffset,
  describeGroups,
  type FoundOffset,
  fetchCommitted,
  type KafkaClient,
  listOffsets,
  OffsetSpec,
  type PartitionResult,
  type TopicPartition,
} from '../../client/index.ts';
import {
  inEnglish,
  type Procedures,
  type ResetPlan,
  type ResetRow,
  type ResetTo,
  say,
  type SaidText,
} from '../../contract/index.ts';
import type { Cluster } from '../model/index.ts';
import { type Failure, failure, notFound } from '../router/index.ts';
import { knownPartitions } from './known-partitions.ts';

type ResetInput = Procedures['groups.resetOffsets']['input'];

/** States in which a group has no members, so that its offsets may be set from outside. */
const IDLE_STATES = new Set(['Empty', 'Dead', '']);

/** A partition that cannot be asked stays as it is, with the reason; the others are planned all the same. */
export async function planReset(cluster: Cluster, input: ResetInput): Promise<ResetPlan> {
  const { client } = cluster;
  const { groupId, to } = input;
  const [committed, blockedBy, others] = await Promise.all([
    committedOffsets(client, groupId),
    membersOf(cluster, groupId),
    to.kind === 'group' ? committedOffsets(client, to.groupId) : new Map<string, CommittedOffset>(),
  ]);
  const places = await placesOf(cluster, input, committed);
  const look = (timestamp: number) =>
    listOffsets(
      client,
      places.map((place) => ({ ...place, timestamp })),
    );
  const timestampMs = timeOf(to, client);
  const [starts, ends, byTime] = await Promise.all([
    look(OffsetSpec.earliest),
    look(OffsetSpec.latest),
    timestampMs === undefined ? undefined : look(timestampMs),
  ]);
  const listed = new Map(
    to.kind === 'list' ? to.offsets.map((one) => [`${one.topic}-${one.partition}`, one.offset]) : [],
  );
  const rows = places.map(({ topic, partition }, index): ResetRow => {
    const name = `${topic}-${partition}`;
    const before = committed.get(name)?.offset ?? null;
    const row = { topic, partition, before };
    const answers = [starts[index], ends[index], byTime?.[index]];
    const failed = answers.find((answer) => answer !== undefined && 'error' in answer);
    if (failed !== undefined && 'error' in failed)
      return { ...row, after: null, problem: failed.error.message };
    const [start, end, found = -1] = answers.map(offsetOf) as [number, number, number?];
    const target = targetOf(to, {
      start,
      end,
      found,
      before,
      other: others.get(name)?.offset,
      listed: listed.get(name),
    });
    if (typeof target === 'string') return { ...row, after: null, problem: target };
    return { ...row, after: Math.min(end, Math.max(start, target)), problem: null };
  });
  return { rows, blockedBy };
}

function offsetOf(answer: PartitionResult<FoundOffset> | undefined): number | undefined {
  return answer !== undefined && 'value' in answer ? answer.value.offset : undefined;
}

function timeOf(to: ResetTo, client: KafkaClient): number | undefined {
  if (to.kind === 'timestamp') return to.timestampMs;
  return to.kind === 'duration' ? Math.max(0, client.env.clock.wallMs() - to.ms) : undefined;
}

interface Known {
  readonly start: number;
  readonly end: number;
  /** By time; -1: no record is that late. */
  readonly found: number;
  readonly before: number | null;
  /** The other group's. */
  readonly other: number | undefined;
  readonly listed: number | undefined;
}

/** An offset, or why the partition stays. Pure. */
export function targetOf(
  to: ResetTo,
  { start, end, found, before, other, listed }: Known,
): number | SaidText {
  switch (to.kind) {
    case 'earliest':
      return start;
    case 'latest':
      return end;
    case 'offset':
      return to.offset;
    case 'timestamp':
    case 'duration':
      return found < 0 ? end : found;
    case 'shift':
      return before === null ? inEnglish(say('reset.nothingToShift')) : before + to.by;
    case 'group':
      return other ?? inEnglish(say('reset.otherNever', { group: to.groupId }));
    case 'list':
      return listed ?? inEnglish(say('reset.notListed'));
  }
}

/** The partitions that are meant: of one topic, of those that a list names, or of those the group has committed. */
async function placesOf(
  cluster: Cluster,
  { topic, partitions, to }: ResetInput,
  committed: ReadonlyMap<string, CommittedOffset>,
): Promise<TopicPartition[]> {
  if (topic !== null) return placesIn(topic, await knownPartitions(cluster, topic, partitions));
  if (to.kind === 'list') {
    for (const one of to.offsets) await knownPartitions(cluster, one.topic, [one.partition]);
    return to.offsets.map((one) => ({ topic: one.topic, partition: one.partition }));
  }
  const topics = [...new Set([...committed.values()].map((one) => one.topic))].toSorted();
  const known = await Promise.all(
    // A topic that is gone has nowhere to reset to.
    topics.map(async (name) => placesIn(name, await knownPartitions(cluster, name, []).catch(() => []))),
  );
  return known.flat();
}

function placesIn(topic: string, partitions: readonly number[]): TopicPartition[] {
  return partitions.map((partition) => ({ topic, partition }));
}

/** By `topic-partition`. Throws a Failure 'not-found' or KafkaError. */
export async function committedOffsets(
  client: KafkaClient,
  groupId: string,
): Promise<Map<string, CommittedOffset>> {
  // Brokers name topics by their id.
  if (client.metadata.topics.size === 0) await client.refreshMetadata();
  const broker = await client.coordinatorOf(groupId);
  const answer = (await fetchCommitted(client, { broker }, [groupId])).get(groupId);
  if (answer === undefined) throw notFound(say('group.none', { group: groupId }));
  if (answer.error !== null) throw answer.error;
  return new Map(answer.offsets.map((one) => [`${one.topic}-${one.partition}`, one]));
}

async function membersOf({ client, facets }: Cluster, groupId: string): Promise<ResetPlan['blockedBy']> {
  const broker = await client.coordinatorOf(groupId);
  const type = facets.groups.get(groupId)?.type ?? 'classic';
  const [group] = await describeGroups(client, broker, [{ groupId, type }]);
  if (group === undefined || IDLE_STATES.has(group.state)) return null;
  return { state: group.state, members: group.members.length };
}

export function activeGroup(
  groupId: string,
  { state, members }: NonNullable<ResetPlan['blockedBy']>,
): Failure {
  const said =
    members === 1
      ? say('group.activeWithOne', { group: groupId, state })
      : say('group.active', { group: groupId, state, members });
  return failure('active-group', said, say('group.active.next'), { kafka: 'NON_EMPTY_GROUP' });
}
