import type { Fact } from '../../env/index.ts';
import type { FactView } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { processFacts } from '../model/index.ts';
import { localOnly, onCluster, stream, z } from '../router/index.ts';
import { untilLeft } from './watch.ts';

/** Facts kept in memory, of all nodes together. */
const KEPT = 5_000;
/** How long facts are gathered before they leave as one event. */
const GATHER_MS = 100;
/** Facts about processes are numbered beside the nodes' own. */
const PROCESS_SEQUENCE = 1e12;
/** A slow screen is told the newest of what it missed. */
const UNSENT_MAX = 1_000;

const watchInput = z.extend(onCluster, {
  count: z.int().check(z.minimum(0), z.maximum(KEPT)),
  exclude: z.optional(z.array(z.string())),
});

const trafficInput = z.extend(onCluster, { sinceMs: z.number() });

/**
 * Facts of the local cluster's nodes, and what became of their processes. Nodes report while somebody watches, a
 * backlog first.
 */
export function factsService(bench: Bench) {
  const kept: FactView[] = [];
  const seen = new Set<string>();
  const listeners = new Set<(facts: readonly FactView[]) => void>();
  const take = (facts: readonly FactView[]) => {
    const fresh = facts.filter((fact) => !seen.has(identity(fact)));
    if (fresh.length === 0) return;
    for (const fact of fresh) seen.add(identity(fact));
    kept.push(...fresh);
    for (const old of kept.splice(0, Math.max(0, kept.length - KEPT))) seen.delete(identity(old));
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
      if (bench.cluster(id).host === null)
        throw localOnly('Only the nodes of the local cluster tell what happens inside them.');
      const excluded = new Set(exclude);
      const wanted = (facts: readonly FactView[]) => facts.filter(({ kind }) => !excluded.has(kind));
      const backlog = wanted(kept).toSorted((a, b) => a.wallMs - b.wallMs);
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
        waiting.push(...wanted(facts));
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
      if (cluster.host === null)
        throw localOnly('Only the nodes of the local cluster tell of their traffic.');
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

/** A node that starts anew counts from the beginning again, but not at the same moment. */
function identity(fact: Pick<Fact, 'node' | 'sequence' | 'wallMs'> | FactView): string {
  return `${fact.node} ${fact.sequence} ${fact.wallMs}`;
}
