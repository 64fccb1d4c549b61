import type { FactBody } from '../env/index.ts';
import type { MetadataDelta, MetadataImage, PartitionImage, TopicImage } from '../metadata/index.ts';

/** What the step from one image to the next means, for the stream of inside facts. */
export function metadataFacts(before: MetadataImage, after: MetadataImage, delta: MetadataDelta): FactBody[] {
  const facts: FactBody[] = [];
  for (const id of delta.changedBrokers) brokerFacts(before, after, id, facts);
  for (const change of delta.changedTopics) topicFacts(change, facts);
  for (const { type, name } of delta.changedConfigs) {
    // A topic's settings go with it; its deletion says so.
    if (type === 'topic' && !after.topicsByName.has(name)) continue;
    const old = before.configs(type, name);
    const current = after.configs(type, name);
    for (const key of new Set([...old.keys(), ...current.keys()])) {
      const value = current.get(key) ?? null;
      if (value !== (old.get(key) ?? null))
        facts.push({ kind: 'config-changed', resource: type, name, key, value });
    }
  }
  return facts;
}

function brokerFacts(before: MetadataImage, after: MetadataImage, brokerId: number, facts: FactBody[]): void {
  const old = before.brokers.get(brokerId);
  const current = after.brokers.get(brokerId);
  if (current === undefined) return;
  const { epoch: brokerEpoch, fenced } = current;
  if (old?.epoch !== brokerEpoch) facts.push({ kind: 'broker-registered', brokerId, brokerEpoch });
  const wasFenced = old?.epoch === brokerEpoch ? old.fenced : true;
  if (wasFenced === fenced) return;
  facts.push({ kind: fenced ? 'broker-fenced' : 'broker-unfenced', brokerId, brokerEpoch });
}

function topicFacts(
  { before, after, changedPartitions }: MetadataDelta['changedTopics'][number],
  facts: FactBody[],
): void {
  if (after === undefined) {
    if (before !== undefined) facts.push({ kind: 'topic-deleted', ...topicOf(before) });
    return;
  }
  if (before === undefined) facts.push({ kind: 'topic-created', ...topicOf(after) });
  for (const number of changedPartitions) {
    const old = before?.partitions[number];
    // A partition begins with a leader; that is part of its creation, not an election.
    if (old !== undefined) partitionFacts(after.name, old, after.partitions[number], facts);
  }
}

function topicOf({ name, id, partitions }: TopicImage) {
  return { topic: name, topicId: id, partitions: partitions.length };
}

function partitionFacts(
  topic: string,
  old: PartitionImage,
  current: PartitionImage,
  facts: FactBody[],
): void {
  const { partition, leader, leaderEpoch, isr, elr } = current;
  if (leaderEpoch !== old.leaderEpoch) {
    facts.push({ kind: 'leader-elected', topic, partition, leader, leaderEpoch, previousLeader: old.leader });
  }
  if (!sameIds(isr, old.isr) || !sameIds(elr, old.elr)) {
    facts.push({
      kind: 'isr-changed',
      topic,
      partition,
      isr: [...isr],
      elr: [...elr],
      previousIsr: [...old.isr],
    });
  }
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
