/** Topics: the list, one topic, its configuration and files, and what can be done to them. */
import { useMemo } from 'react';
import type {
  ConfigView,
  ProducersView,
  PurgeTo,
  SegmentFileView,
  TopicDetail,
  TopicRow,
} from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import { t } from '../../lib/i18n/index.ts';
import { useAsked, type Asked } from '../../lib/asked.ts';
import { useRows, useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

export function useTopics(): Snapshot<readonly TopicRow[]> {
  return useRows('topics.list', { cluster: useClusterId() });
}

/** `value` null with `gone`: the cluster says there is no such topic. */
export function useTopic(topic: string): Snapshot<TopicDetail> & { gone: boolean } {
  const stream = useStream('topic.watch', { cluster: useClusterId(), topic });
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

/** What can be done to the topics of the cluster that the place speaks of. */
export function useTopicActions() {
  const cluster = useClusterId();
  return useMemo(
    () => ({
      createTopic: (topic: NewTopic) => client().call('topics.create', { cluster, ...topic }),
      deleteTopic: (topic: string) => client().call('topics.delete', { cluster, topic }),
      addPartitions: (topic: string, totalPartitions: number) =>
        client().call('topics.addPartitions', { cluster, topic, totalPartitions }),
      deleteTopics: (topics: readonly string[]) => client().call('topics.deleteMany', { cluster, topics }),
      recreateTopic: (topic: string) => client().call('topics.recreate', { cluster, topic }),
      planPurge: (topic: string, to: PurgeTo) =>
        client().call('topics.purgePlan', { cluster, topic, partitions: [], to }),
      /** `partitions` empty: all of them. */
      purgeTopic: (topic: string, partitions: readonly number[], to: PurgeTo) =>
        client().call('topics.purge', { cluster, topic, partitions, to }),
      alterConfig: (topic: string, name: string, value: string | null) =>
        client().call('topics.alterConfigs', { cluster, topic, changes: { [name]: value } }),
    }),
    [cluster],
  );
}

export function useTopicConfigs(topic: string): Asked<readonly ConfigView[]> {
  return useAsked('topics.configs', { cluster: useClusterId(), topic }, t('configs.failed'));
}

export function useProducers(topic: string): Asked<ProducersView> {
  return useAsked('transactions.producers', { cluster: useClusterId(), topic }, t('producers.failed'));
}

export function useTopicFiles(topic: string): Asked<readonly SegmentFileView[]> {
  return useAsked('topics.files', { cluster: useClusterId(), topic }, t('files.failed'));
}
