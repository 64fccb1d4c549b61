// What became different in a cluster between two moments. Pure.
import type { Change } from '../../contract/index.ts';
import type { Facets, GroupState, PartitionOffsets, TopicState } from '../model/index.ts';

/** Changes in the order of what they are about: brokers, topics, partitions, settings, records, groups. */
export function changesBetween(before: Facets, after: Facets): Change[] {
  return [
    ...brokerChanges(before, after),
    ...topicChanges(before, after),
    ...settingChanges(before, after),
    ...recordChanges(before, after),
    ...groupChanges(before, after),
  ];
}

type Value = string | number | readonly number[] | null | undefined;

function change(kind: Change['kind'], subject: string, before: Value, after: Value): Change[] {
  const [was, is] = [textOf(before), textOf(after)];
  return was === is ? [] : [{ kind, subject, before: was, after: is }];
}

function textOf(value: Value): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? `[${value.join(', ')}]` : String(value);
}

/** Calls for every key of either, in order. */
function joined<V, R>(
  before: ReadonlyMap<string, V>,
  after: ReadonlyMap<string, V>,
  each: (key: string, was: V | undefined, is: V | undefined) => readonly R[],
): R[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys.flatMap((key) => each(key, before.get(key), after.get(key)));
}

function brokerChanges(before: Facets, after: Facets): Change[] {
  const addresses = ({ metadata }: Facets) =>
    new Map(metadata.brokers.map(({ id, host, port }) => [String(id), `${host}:${port}`]));
  return [
    ...joined(addresses(before), addresses(after), (id, was, is) => change('broker', id, was, is)),
    // Before and after, one that is not known is none that changed: KRaft's brokers name any broker.
    ...(knowsController(before) && knowsController(after)
      ? change('controller', '', before.metadata.controllerId, after.metadata.controllerId)
      : []),
  ];
}

function knowsController({ metadata }: Facets): boolean {
  return metadata.controllerId >= 0 && !(metadata.metadataVersion > 0);
}

function topicChanges(before: Facets, after: Facets): Change[] {
  return joined(before.metadata.topics, after.metadata.topics, (name, was, is) => {
    // A topic that was deleted and made anew is two topics.
    if (was === undefined || is === undefined || was.id !== is.id)
      return change('topic', name, was && summary(was), is && summary(is)).concat(
        was !== undefined && is !== undefined && summary(was) === summary(is)
          ? [{ kind: 'topic', subject: name, before: was.id, after: is.id }]
          : [],
      );
    return [
      ...change('partitions', name, was.partitions.length, is.partitions.length),
      ...is.partitions.flatMap((partition, index) => {
        const old = was.partitions[index];
        const place = `${name}-${index}`;
        if (old === undefined) return [];
        return [
          ...change('leader', place, old.leader, partition.leader),
          // Who left and came back stands at the end: that alone is no change.
          ...(sameMembers(old.isr, partition.isr) ? [] : change('isr', place, old.isr, partition.isr)),
          ...change('replicas', place, old.replicas, partition.replicas),
        ];
      }),
    ];
  });
}

function sameMembers(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}

function summary({ partitions }: TopicState): string {
  return `${partitions.length} × ${partitions[0]?.replicas.length ?? 0}`;
}

function settingChanges(before: Facets, after: Facets): Change[] {
  return joined(before.settings, after.settings, (topic, was, is) =>
    was === undefined || is === undefined
      ? []
      : [
          ...change('setting', `${topic} retention.ms`, was.retentionMs, is.retentionMs),
          ...change('setting', `${topic} cleanup.policy`, was.cleanupPolicy, is.cleanupPolicy),
          ...change('setting', `${topic} min.insync.replicas`, was.minInSyncReplicas, is.minInSyncReplicas),
        ],
  );
}

function recordChanges(before: Facets, after: Facets): Change[] {
  const sum = (partitions: readonly PartitionOffsets[], of: 'endOffset' | 'startOffset') =>
    partitions.some((partition) => partition[of] === null)
      ? null
      : partitions.reduce((total, partition) => total + partition[of]!, 0);
  // The records of a topic that was made anew are other records.
  const sameTopic = (topic: string) =>
    before.metadata.topics.get(topic)?.id === after.metadata.topics.get(topic)?.id;
  return joined(before.offsets, after.offsets, (topic, was, is) =>
    was === undefined || is === undefined || !sameTopic(topic)
      ? []
      : [
          ...change('end', topic, sum(was, 'endOffset'), sum(is, 'endOffset')),
          ...change('start', topic, sum(was, 'startOffset'), sum(is, 'startOffset')),
        ],
  );
}

function groupChanges(before: Facets, after: Facets): Change[] {
  return joined(before.groups, after.groups, (id, was, is) => {
    if (was === undefined || is === undefined) return change('group', id, was?.state, is?.state);
    return [
      ...change('group', id, was.state, is.state),
      ...change('members', id, was.members?.length, is.members?.length),
      ...joined(committedByTopic(was), committedByTopic(is), (topic, old, now) =>
        change('committed', `${id} ${topic}`, old, now),
      ),
    ];
  });
}

function committedByTopic({ committed }: GroupState): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { topic, offset } of committed) sums.set(topic, (sums.get(topic) ?? 0) + offset);
  return sums;
}
