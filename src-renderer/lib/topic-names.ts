/** The topics of a cluster, for choosing one; null while they are not known. */
import { useMemo } from 'react';
import type { ClusterId } from './cluster.ts';
import { useRows } from './live.ts';

export function useTopicNames(cluster: ClusterId): readonly string[] | null {
  const { value } = useRows('topics.list', { cluster });
  return useMemo(() => value?.filter(({ internal }) => !internal).map(({ name }) => name) ?? null, [value]);
}
