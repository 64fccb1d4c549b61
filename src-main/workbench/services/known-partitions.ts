import { say } from '../../contract/index.ts';
import type { Cluster } from '../model/index.ts';
import { invalidInput, notFound } from '../router/index.ts';

/** Partitions of a topic as the cluster has them now; `wanted` empty means all. Throws when one does not exist. */
export async function knownPartitions(
  { client }: Cluster,
  topic: string,
  wanted: readonly number[],
): Promise<readonly number[]> {
  const found = (await client.describeTopics([topic])).topics.get(topic);
  if (found === undefined || found.errorCode !== 0) throw notFound(say('topic.none', { topic }));
  const all = found.partitions.map(({ partition: index }) => index);
  const missing = wanted.find((index) => !all.includes(index));
  if (missing !== undefined)
    throw invalidInput(say('partitions.missing', { partition: missing, topic, last: all.length - 1 }));
  return wanted.length === 0 ? all : wanted;
}
