// What became of the nodes' processes, as facts beside those of the nodes: the dead tell nothing. Pure.
import type { FactView } from '../../contract/index.ts';
import type { NodeProcess } from '../../cluster/messages.ts';

export type ProcessFact = Omit<FactView, 'sequence' | 'wallMs'> & { readonly node: number };

/** The steps from one description of all processes to the next. */
export function processFacts(
  before: readonly NodeProcess[],
  after: readonly NodeProcess[],
): (Pick<FactView, 'node' | 'kind'> & Readonly<Record<string, unknown>>)[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return after.flatMap((node) => {
    const old = known.get(node.id);
    if (old === undefined || old.status === node.status) return [];
    const fact = stepOf(old, node);
    return fact === null ? [] : [{ node: node.id, ...fact }];
  });
}

function stepOf(old: NodeProcess, node: NodeProcess) {
  const { reason, pid, restartAtMs } = node;
  switch (node.status) {
    case 'starting':
      // Whose back-off had run out started by itself.
      return { kind: 'process-starting', byItself: old.restartAtMs !== null };
    case 'running':
      return old.status === 'paused' ? { kind: 'process-resumed' } : { kind: 'process-serving', pid };
    case 'paused':
      return { kind: 'process-paused' };
    case 'stopping':
      return { kind: 'process-stopping' };
    case 'stopped':
      return { kind: 'process-stopped', reason };
    case 'dead':
      if (node.killedByHand) return { kind: 'process-killed' };
      return restartAtMs === null
        ? { kind: 'process-died', reason }
        : { kind: 'process-died-restarts', reason, restartAtMs };
  }
}
