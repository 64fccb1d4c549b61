/** What a person noted of topics, kept with the workbench and for each cluster apart. */
import { NO_MARK, type TopicMark } from '../../contract/index.ts';
import type { Store } from '../store/index.ts';

const keyOf = (cluster: string) => `topic marks/${cluster}`;

export function marksOf(store: Store, cluster: string): Readonly<Record<string, TopicMark>> {
  try {
    return JSON.parse(store.setting(keyOf(cluster)) ?? '{}') as Record<string, TopicMark>;
  } catch {
    return {}; // cut short by something outside: nothing was noted
  }
}

/** Keeps a change; a mark that says nothing is forgotten. */
export function mark(store: Store, cluster: string, topic: string, change: Partial<TopicMark>): TopicMark {
  const { [topic]: before = NO_MARK, ...others } = marksOf(store, cluster);
  const after = { ...before, ...change };
  const saysNothing = !after.favourite && !after.hidden && after.labels.length === 0 && after.note === '';
  store.saveSetting(keyOf(cluster), JSON.stringify(saysNothing ? others : { ...others, [topic]: after }));
  return after;
}
