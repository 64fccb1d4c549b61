import type { Bench } from '../bench.ts';
import { type QuorumAnswer, quorumView } from '../model/index.ts';
import { localOnly, onCluster, stream } from '../router/index.ts';
import { askRepeatedly } from './repeat.ts';

const INTERVAL_MS = 500;

/** The metadata quorum, as its voters see it themselves. */
export function quorumService(bench: Bench) {
  return {
    'quorum.watch': stream<'quorum.watch'>(onCluster, async ({ cluster: id }, outlet) => {
      const { host } = bench.cluster(id);
      if (host === null) throw localOnly('The quorum is shown for the local cluster only.');
      let last: ReturnType<typeof quorumView> = null;
      await askRepeatedly(bench.env.clock, outlet.signal, INTERVAL_MS, async () => {
        const answers: QuorumAnswer[] = [];
        await Promise.all(
          host.nodes
            .filter(({ status }) => status === 'running')
            .map(async ({ id: nodeId }) => {
              const answer = await host.inside(nodeId, 'quorum', null).catch(() => null); // shown as silent
              if (answer !== null) answers.push({ nodeId, answer });
            }),
        );
        const view = quorumView(answers);
        // Without an answer the last one stays, greyed.
        last = view ?? last;
        outlet.latest({ value: last, asOfMs: bench.env.clock.wallMs(), stale: view === null });
      });
    }),
  };
}
