import type { SampleStream as SampleState } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { onCluster, procedure, stream } from '../router/index.ts';
import { SampleStream } from '../sample/sample-stream.ts';
import { untilLeft } from './watch.ts';

/** The sample stream; while it runs the host keeps this process. */
export function sampleService(bench: Bench) {
  const listeners = new Set<(state: SampleState) => void>();
  const cluster = bench.cluster('local');
  const clients = { shop: bench.connect('sample-shop'), consumer: bench.connect('sample-consumer') };
  const sample = new SampleStream(clients, (state) => {
    bench.keepAlive('sample stream', state.running);
    for (const listener of listeners) listener(state);
  });
  return {
    'sample.start': procedure<'sample.start'>(onCluster, async () => {
      await sample.start();
      cluster.poke(['metadata', 'offsets', 'groups']);
      return sample.state;
    }),
    'sample.stop': procedure<'sample.stop'>(onCluster, async () => {
      await sample.stop();
      return sample.state;
    }),
    'sample.remove': procedure<'sample.remove'>(onCluster, async () => {
      await sample.remove();
      cluster.poke(['metadata', 'offsets', 'groups']);
      return null;
    }),
    'sample.watch': stream<'sample.watch'>(onCluster, (_input, outlet) => {
      const listener = (state: SampleState) => outlet.latest(state);
      listeners.add(listener);
      listener(sample.state);
      return untilLeft(outlet.signal, () => listeners.delete(listener));
    }),
  };
}
