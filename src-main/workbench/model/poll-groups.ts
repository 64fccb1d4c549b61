import {
  describeGroups,
  fetchCommitted,
  type KafkaClient,
  type ListedGroup,
  listGroups,
} from '../../client/index.ts';
import { errorName } from '../../protocol/index.ts';
import { compareText } from './lag.ts';
import type { GroupsFacet, GroupState } from './state.ts';

/**
 * All groups with members and commits: three requests per broker, whatever the number of groups. A broker that fails
 * leaves its groups as they were known before, with the problem said.
 */
export async function pollGroups(client: KafkaClient, before: GroupsFacet): Promise<GroupsFacet> {
  const { groups, failed } = await listGroups(client);
  const byBroker = Map.groupBy(groups, ({ coordinator }) => coordinator);
  const found = await Promise.all([...byBroker].map(([broker, listed]) => groupsOf(client, broker, listed)));
  const states = found.flat();
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
