/** What the first-run page needs: the real address. */
import type { Overview } from '../../../src-main/contract/index.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import { useSnapshot, useStream, type Snapshot } from '../../lib/live.ts';

const cluster = LOCAL_CLUSTER;

export function useCluster(): Snapshot<Overview> {
  return useSnapshot(useStream('overview.watch', { cluster }));
}
