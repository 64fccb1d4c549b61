/** Topics: the list, one topic, its configuration and files, and what can be done to them. */
import type { ConfigView, SegmentFileView, TopicDetail, TopicRow } from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { useAsked, type Asked } from '../../lib/asked.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

const cluster = LOCAL_CLUSTER;

export function useTopics(): Snapshot<readonly TopicRow[]> {
  return useSnapshot(useStream('topics.watch', { cluster }));
}

/** `value` null with `gone`: the cluster says there is no such topic. */
export function useTopic(topic: string): Snapshot<TopicDetail> & { gone: boolean } {
  const stream = useStream('topic.watch', { cluster, topic });
  const snapshot = useSnapshot(stream) as Snapshot<TopicDetail>;
  return { ...snapshot, gone: stream.event !== null && stream.event.value === null };
}

export interface NewTopic {
  name: string;
  /** -1: the broker's default. */
  partitions: number;
  replicationFactor: number;
  configs: Readonly<Record<string, string>>;
}

export function createTopic(topic: NewTopic): Promise<null> {
  return client().call('topics.create', { cluster, ...topic });
}

export function deleteTopic(topic: string): Promise<null> {
  return client().call('topics.delete', { cluster, topic });
}

export function addPartitions(topic: string, totalPartitions: number): Promise<null> {
  return client().call('topics.addPartitions', { cluster, topic, totalPartitions });
}

export function purgeTopic(topic: string): Promise<null> {
  return client().call('topics.purge', { cluster, topic, partitions: [] });
}

export function alterConfig(topic: string, name: string, value: string | null): Promise<null> {
  return client().call('topics.alterConfigs', { cluster, topic, changes: { [name]: value } });
}

export function useTopicConfigs(topic: string): Asked<readonly ConfigView[]> {
  return useAsked('topics.configs', { cluster, topic }, t('configs.failed'));
}

export function useTopicFiles(topic: string): Asked<readonly SegmentFileView[]> {
  return useAsked('topics.files', { cluster, topic }, t('files.failed'));
}
