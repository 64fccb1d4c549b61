/** What the first-run page needs: the real address, and the sample stream. */
import type { Overview, SampleStream } from '../../../src-main/contract/index.ts';
import { client } from '../../lib/client.ts';
import { LOCAL_CLUSTER } from '../../lib/cluster.ts';
import { useSnapshot, useStream, type Live, type Snapshot } from '../../lib/live.ts';

const cluster = LOCAL_CLUSTER;

export function useCluster(): Snapshot<Overview> {
  return useSnapshot(useStream('overview.watch', { cluster }));
}

export function useSample(): Live<SampleStream> {
  return useStream('sample.watch', { cluster });
}

export function startSample(): Promise<unknown> {
  return client().call('sample.start', { cluster });
}

export function stopSample(): Promise<unknown> {
  return client().call('sample.stop', { cluster });
}

export function removeSample(): Promise<unknown> {
  return client().call('sample.remove', { cluster });
}
