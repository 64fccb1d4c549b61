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
    tell();
  });
  const stateNow = (): SampleState => ({
    ...sample.state,
    exists: sample.state.running || cluster.facets.metadata.topics.has(sample.state.topic),
  });
  const tell = () => {
    for (const listener of listeners) listener(stateNow());
  };
  return {
    'sample.start': procedure<'sample.start'>(onCluster, async ({ cluster: id }) => {
      refuseRemote(id);
      await sample.start();
      cluster.poke(['metadata', 'offsets', 'groups']);
      return stateNow();
    }),
    'sample.stop': procedure<'sample.stop'>(onCluster, async ({ cluster: id }) => {
      refuseRemote(id);
      await sample.stop();
      return stateNow();
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
      listener(stateNow());
      let existed = stateNow().exists;
      const unwatch = cluster.watch(['metadata'], () => {
        if (existed === stateNow().exists) return;
        existed = !existed;
        listener(stateNow());
      });
      await untilLeft(outlet.signal, () => {
        unwatch();
        listeners.delete(listener);
      });
    }),
  };
}
