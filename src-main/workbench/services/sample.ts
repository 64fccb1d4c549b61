import {
  type ClusterId,
  LOCAL_CLUSTER,
  type SampleStream as SampleState,
  say,
} from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { localOnly, onCluster, procedure, stream } from '../router/index.ts';
import { SampleStream } from '../sample/sample-stream.ts';
import { untilLeft } from './watch.ts';

/** The sample stream; while it runs the host keeps this process. */
export function sampleService(bench: Bench) {
  const listeners = new Set<(state: SampleState) => void>();
  const cluster = bench.cluster(LOCAL_CLUSTER);
  const refuseRemote = (id: ClusterId) => {
    if (id !== LOCAL_CLUSTER) throw localOnly(say('local.sample'));
  };
  const clients = { shop: bench.connect('sample-shop'), consumer: bench.connect('sample-consumer') };
  const sample = new SampleStream(clients, (state) => {
    bench.keepAlive('sample stream', state.running);
    for (const listener of listeners) listener(state);
  });
  return {
    'sample.start': procedure<'sample.start'>(onCluster, async ({ cluster: id }) => {
      refuseRemote(id);
      await sample.start();
      cluster.poke(['metadata', 'offsets', 'groups']);
      return sample.state;
    }),
    'sample.stop': procedure<'sample.stop'>(onCluster, async ({ cluster: id }) => {
      refuseRemote(id);
      await sample.stop();
      return sample.state;
    }),
    'sample.remove': procedure<'sample.remove'>(onCluster, async ({ cluster: id }) => {
      refuseRemote(id);
      await sample.remove();
      cluster.poke(['metadata', 'offsets', 'groups']);
      return null;
    }),
    'sample.watch': stream<'sample.watch'>(onCluster, async ({ cluster: id }, outlet) => {
      refuseRemote(id);
      const listener = (state: SampleState) => outlet.latest(state);
      listeners.add(listener);
      listener(sample.state);
      await untilLeft(outlet.signal, () => listeners.delete(listener));
    }),
  };
}
