import { type FactView, say } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { EVENTS_KEPT, FactBook, processFacts } from '../model/index.ts';
import { localOnly, onCluster, stream, z } from '../router/index.ts';
import { untilLeft } from './watch.ts';

/** How long facts are gathered before they leave as one event. */
const GATHER_MS = 100;
/** Facts about processes are numbered beside the nodes' own. */
const PROCESS_SEQUENCE = 1e12;
/** A slow screen is told the newest of what it missed. */
const UNSENT_MAX = 1_000;

const watchInput = z.extend(onCluster, {
  count: z.int().check(z.minimum(0), z.maximum(EVENTS_KEPT)),
  exclude: z.optional(z.array(z.string())),
});

const trafficInput = z.extend(onCluster, { sinceMs: z.number() });

/**
 * Facts of the local cluster's nodes, and what became of their processes. Nodes report while somebody watches, a
 * backlog first.
 */
export function factsService(bench: Bench) {
  const book = new FactBook();
  const listeners = new Set<(facts: readonly FactView[]) => void>();
  const take = (facts: readonly FactView[]) => {
    const fresh = book.take(facts);
    if (fresh.length === 0) return;
    for (const listener of listeners) listener(fresh);
  };
  let processes = bench.host.nodes;
  let sequence = PROCESS_SEQUENCE;
  bench.host.subscribe({
    onFacts: (_node, facts) => take(facts.map((fact) => ({ ...fact }) as FactView)),
    onNodes(nodes) {
      const wallMs = bench.env.clock.wallMs();
      take(processFacts(processes, nodes).map((fact) => ({ ...fact, sequence: sequence++, wallMs })));
      processes = nodes;
    },
  });
  return {
    'facts.watch': stream<'facts.watch'>(watchInput, async ({ cluster: id, count, exclude = [] }, outlet) => {
      if (bench.cluster(id).host === null) throw localOnly(say('local.facts'));
      const excluded = new Set(exclude);
      const wanted = ({ kind }: FactView) => !excluded.has(kind);
      const backlog = book.facts(wanted);
      outlet.send(count === 0 ? [] : backlog.slice(-count));
      let waiting: FactView[] = [];
      let timer: { cancel(): void } | undefined;
      const flush = () => {
        timer = undefined;
        if (outlet.congested) {
          waiting = waiting.slice(-UNSENT_MAX);
          timer = bench.env.clock.schedule(GATHER_MS, flush);
          return;
        }
        outlet.send(waiting);
        waiting = [];
      };
      const listener = (facts: readonly FactView[]) => {
        waiting.push(...facts.filter(wanted));
        if (waiting.length > 0) timer ??= bench.env.clock.schedule(GATHER_MS, flush);
      };
      listeners.add(listener);
      const unwant = bench.host.want('facts');
      await untilLeft(outlet.signal, () => {
        listeners.delete(listener);
        timer?.cancel();
        unwant();
      });
    }),

    'traffic.watch': stream<'traffic.watch'>(trafficInput, async ({ cluster: id, sinceMs }, outlet) => {
      const cluster = bench.cluster(id);
      if (cluster.host === null) throw localOnly(say('local.traffic'));
      outlet.send(cluster.traffic.since(sinceMs));
      const unlisten = cluster.traffic.listen((samples) => {
        // A slow screen misses intervals; the history it asks for next time has them.
        if (!outlet.congested) outlet.send(samples);
      });
      const unwatch = cluster.watch([], () => {});
      await untilLeft(outlet.signal, () => (unlisten(), unwatch()));
    }),
  };
}
