import {
  describeGroups,
  fetchCommitted,
  type KafkaClient,
  type ListedGroup,
  listGroups,
  listOffsets,
  OffsetSpec,
} from '../../client/index.ts';
import { errorName } from '../../protocol/index.ts';
import { compareText } from './lag.ts';
import type { CommittedState, GroupsFacet, GroupState, OffsetsFacet } from './state.ts';

/**
 * All groups with members and commits: three requests per broker, whatever the number of groups. A broker that fails
 * leaves its groups as they were known before, with the problem said. Where a commit lies beyond the end that is known
 * by then, the end is asked for once more: only one that is younger than the commit can tell that it stands beyond.
 */
export async function pollGroups(
  client: KafkaClient,
  before: GroupsFacet,
  offsets: () => OffsetsFacet = () => new Map(),
): Promise<GroupsFacet> {
  const { groups, failed } = await listGroups(client);
  const byBroker = Map.groupBy(groups, ({ coordinator }) => coordinator);
  const found = await Promise.all([...byBroker].map(([broker, listed]) => groupsOf(client, broker, listed)));
  const states = await withEnds(client, found.flat(), offsets());
  for (const { broker, error } of failed)
    for (const group of before.values())
      if (group.coordinator === broker) states.push({ ...group, problem: error.message });
  return new Map(
    states.toSorted((a, b) => compareText(a.groupId, b.groupId)).map((state) => [state.groupId, state]),
  );
}

async function groupsOf(
  client: KafkaClient,
  broker: number,
  listed: readonly ListedGroup[],
): Promise<GroupState[]> {
  const ids = listed.map(({ groupId }) => groupId);
  const failures: string[] = [];
  const note = (error: unknown) => {
    failures.push((error as Error).message);
    return undefined;
  };
  const [described, committed] = await Promise.all([
    describeGroups(client, broker, listed).catch(note),
    fetchCommitted(client, { broker }, ids).catch(note),
  ]);
  const byId = new Map(described?.map((group) => [group.groupId, group]));
  return listed.map(({ groupId, state, type, protocolType, coordinator }) => {
    const detail = byId.get(groupId);
    const commits = committed?.get(groupId);
    return {
      groupId,
      state: detail?.state || state,
      type,
      protocolType,
      protocol: detail?.protocol ?? '',
      coordinator,
      members: detail?.members ?? null,
      committed: (commits?.offsets ?? []).map(({ topic, partition, offset, metadata, errorCode }) => ({
        topic,
        partition,
        offset,
        metadata,
        problem: errorCode === 0 ? null : errorName(errorCode),
      })),
      problem: failures[0] ?? detail?.error?.message ?? commits?.error?.message ?? null,
    };
  });
}

async function withEnds(
  client: KafkaClient,
  groups: readonly GroupState[],
  offsets: OffsetsFacet,
): Promise<GroupState[]> {
  const isSuspect = ({ topic, partition, offset }: CommittedState) => {
    const end = offsets.get(topic)?.[partition]?.highWatermark ?? null;
    return end !== null && offset > end;
  };
  const nameOf = ({ topic, partition }: CommittedState) => `${topic}-${partition}`;
  const suspects = new Map(
    groups.flatMap(({ committed }) => committed.filter(isSuspect)).map((one) => [nameOf(one), one]),
  );
  if (suspects.size === 0) return [...groups];
  const places = [...suspects.values()].map(({ topic, partition }) => ({ topic, partition }));
  const ends = await listOffsets(
    client,
    places.map((place) => ({ ...place, timestamp: OffsetSpec.latest })),
    { isolation: 'read_uncommitted' },
  );
  const known = new Map(
    [...suspects.keys()].map((name, index) => {
      const end = ends[index];
      return [name, 'value' in end ? end.value.offset : null];
    }),
  );
  return groups.map((group) => ({
    ...group,
    committed: group.committed.map((one) =>
      isSuspect(one) ? { ...one, endOffset: known.get(nameOf(one)) ?? null } : one,
    ),
  }));
}
