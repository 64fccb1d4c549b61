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
import type { Parts } from './parted-facet.ts';
import type { CommittedState, GroupsFacet, GroupState, OffsetsFacet } from './state.ts';

/** How long the ends are waited for of what was committed beyond them: they may be on a broker that is silent. */
const ENDS_PATIENCE_MS = 500;

/**
 * All groups with members and commits: three requests per broker, whatever the number of groups. A broker that fails
 * leaves its groups as they were known before, with the problem said. Where a commit lies beyond the end that is known
 * by then, the end is asked for once more: only one that is younger than the commit can tell that it stands beyond.
 * `offsets` are asked for at the same time.
 */
export function groupParts(client: KafkaClient, offsets: () => OffsetsFacet): Parts<'groups', GroupState[]> {
  return {
    name: 'groups',
    nodesOf: ({ metadata }) => metadata.brokers.map(({ id }) => id),
    ask: async (broker) => {
      const listed = await listGroups(client, broker);
      if (listed.length === 0) return [];
      return withEnds(client, await groupsOf(client, broker, listed), offsets());
    },
    join: (said, { groups }) => groupsFrom(said, groups),
  };
}

/** Where two brokers name a group, it has moved to the one that answered later. Pure. */
export function groupsFrom(
  said: ReadonlyMap<number, readonly GroupState[] | Error>,
  before: GroupsFacet,
): GroupsFacet {
  const known = new Map<string, GroupState>();
  for (const group of before.values()) {
    const answer = said.get(group.coordinator);
    if (answer instanceof Error) known.set(group.groupId, { ...group, problem: answer.message });
  }
  for (const answer of said.values())
    if (!(answer instanceof Error)) for (const group of answer) known.set(group.groupId, group);
  return new Map([...known].toSorted(([a], [b]) => compareText(a, b)));
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
    const { highWatermark: end = null, problem = null } = offsets.get(topic)?.[partition] ?? {};
    // Whoever cannot be asked for the end will not tell it now.
    return end !== null && problem === null && offset > end;
  };
  const nameOf = ({ topic, partition }: CommittedState) => `${topic}-${partition}`;
  const suspects = new Map(
    groups.flatMap(({ committed }) => committed.filter(isSuspect)).map((one) => [nameOf(one), one]),
  );
  if (suspects.size === 0) return [...groups];
  const places = [...suspects.values()].map(({ topic, partition }) => ({ topic, partition }));
  const queries = places.map((place) => ({ ...place, timestamp: OffsetSpec.latest }));
  const patience = new AbortController();
  const ends = await Promise.race([
    listOffsets(client, queries, { isolation: 'read_uncommitted' }),
    client.pause(ENDS_PATIENCE_MS, patience.signal),
  ]).catch(() => {});
  patience.abort();
  const known = new Map(
    [...suspects.keys()].map((name, index) => {
      const end = ends?.[index];
      return [name, end !== undefined && 'value' in end ? end.value.offset : null];
    }),
  );
  return groups.map((group) => ({
    ...group,
    committed: group.committed.map((one) =>
      isSuspect(one) ? { ...one, endOffset: known.get(nameOf(one)) ?? null } : one,
    ),
  }));
}
