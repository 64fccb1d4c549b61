import type { Bench } from '../bench.ts';
import type { Procedures } from '../../contract/index.ts';
import { localOnly, onNode, procedure } from '../router/index.ts';
import { configViews } from './configs.ts';

type NodeVerb = 'start' | 'stop' | 'kill' | 'pause' | 'resume';
type OnNode = Procedures['nodes.start']['input'];

export function nodesService(bench: Bench) {
  const act =
    (kind: `${NodeVerb}-node`) =>
    async ({ cluster, nodeId: node }: OnNode) => {
      const { host } = bench.cluster(cluster);
      if (host === null) throw localOnly('Nodes of a remote cluster are run by somebody else.');
      await host.control({ kind, node });
      return null;
    };
  return {
    'nodes.start': procedure<'nodes.start'>(onNode, act('start-node')),
    'nodes.stop': procedure<'nodes.stop'>(onNode, act('stop-node')),
    'nodes.kill': procedure<'nodes.kill'>(onNode, act('kill-node')),
    'nodes.pause': procedure<'nodes.pause'>(onNode, act('pause-node')),
    'nodes.resume': procedure<'nodes.resume'>(onNode, act('resume-node')),
    'brokers.configs': procedure<'brokers.configs'>(onNode, ({ cluster, nodeId }) =>
      configViews(
        bench.cluster(cluster).client,
        { type: 'broker', name: String(nodeId), keys: null },
        nodeId,
      ),
    ),
  };
}
