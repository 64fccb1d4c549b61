/** Favourites, hidden topics, labels and notes: a person's own, kept by the workbench. */
import { useEffect } from 'react';
import { create } from 'zustand';
import { NO_MARK, type ClusterId, type TopicMark } from '../../../src-main/contract/index.ts';
import { client, failureOf, useLinkState } from '../../lib/client.ts';
import { useClusterId } from '../../lib/cluster.ts';
import type { Failure } from '../../lib/failure.ts';
import { t } from '../../lib/i18n/index.ts';

export type Marks = Readonly<Record<string, TopicMark>>;
const NONE: Marks = {};

interface MarksState {
  byCluster: Readonly<Record<ClusterId, Marks>>;
  /** Why the last change was not kept. */
  failure: Failure | null;
}
const useState = create<MarksState>(() => ({ byCluster: {}, failure: null }));

/**
 * All marks of the cluster that the place speaks of; asked for again when the link comes back and when somebody turns to
 * this window, since another one may have made some.
 */
export function useMarks(): Marks {
  const cluster = useClusterId();
  const link = useLinkState();
  useEffect(() => {
    if (link !== 'open') return undefined;
    const ask = (): void =>
      void client()
        .call('topics.marks', { cluster })
        .then((marks) => keep(cluster, marks))
        .catch(() => {}); // without them the list is only less tidy
    ask();
    addEventListener('focus', ask);
    return () => removeEventListener('focus', ask);
  }, [cluster, link]);
  return useState((state) => state.byCluster[cluster] ?? NONE);
}

export function useMarkFailure(): Failure | null {
  return useState((state) => state.failure);
}

export function markOf(marks: Marks, topic: string): TopicMark {
  return marks[topic] ?? NO_MARK;
}

/** Shows the change at once and takes it back when it was not kept. */
export async function markTopic(
  cluster: ClusterId,
  topic: string,
  change: Partial<TopicMark>,
): Promise<void> {
  const before = useState.getState().byCluster[cluster] ?? NONE;
  keep(cluster, { ...before, [topic]: { ...markOf(before, topic), ...change } });
  try {
    const kept = await client().call('topics.mark', { cluster, topic, change });
    keep(cluster, { ...useState.getState().byCluster[cluster], [topic]: kept });
    useState.setState({ failure: null });
  } catch (error) {
    keep(cluster, before);
    useState.setState({ failure: failureOf(t('mark.failed', { topic }), error) });
  }
}

function keep(cluster: ClusterId, marks: Marks): void {
  useState.setState(({ byCluster }) => ({ byCluster: { ...byCluster, [cluster]: marks } }));
}
