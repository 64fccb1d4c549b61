/** Topics: the list, one topic, its configuration and files, and what can be done to them. */
import { useCallback, useEffect, useState } from 'react';
import type {
  ConfigView,
  ProcedureName,
  Procedures,
  SegmentFileView,
  TopicDetail,
  TopicRow,
} from '../../../src-main/contract/index.ts';
import { client, failureOf, useLinkState } from '../../lib/client.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';
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

export interface Asked<T> {
  value: T | null;
  failure: Failure | null;
  loading: boolean;
  refresh: () => void;
}

/** Asks once, again on `refresh`, and when the link comes back; the last answer stays while the next is on its way. */
function useAsked<N extends ProcedureName>(
  name: N,
  input: Procedures[N]['input'],
  what: string,
): Asked<Procedures[N]['output']> {
  const [state, setState] = useState<{
    value: Procedures[N]['output'] | null;
    failure: Failure | null;
    asked: string;
  }>({
    value: null,
    failure: null,
    asked: '',
  });
  const [round, setRound] = useState(0);
  const link = useLinkState();
  const key = JSON.stringify(input);
  const asked = `${key} ${round}`;
  useEffect(() => {
    if (link !== 'open') return undefined;
    const abort = new AbortController();
    client()
      .call(name, JSON.parse(key) as Procedures[N]['input'], { signal: abort.signal })
      .then((value) => setState({ value, failure: null, asked }))
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setState((before) => ({ ...before, failure: failureOf(what, error), asked }));
      });
    return () => abort.abort();
  }, [name, key, asked, link, what]);
  const refresh = useCallback(() => setRound((before) => before + 1), []);
  return { value: state.value, failure: state.failure, loading: state.asked !== asked, refresh };
}

export function useTopicConfigs(topic: string): Asked<readonly ConfigView[]> {
  return useAsked('topics.configs', { cluster, topic }, t('configs.failed'));
}

export function useTopicFiles(topic: string): Asked<readonly SegmentFileView[]> {
  return useAsked('topics.files', { cluster, topic }, t('files.failed'));
}
