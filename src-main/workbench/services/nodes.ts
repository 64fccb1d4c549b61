import type { Bench } from '../bench.ts';
import { onNode, procedure } from '../router/index.ts';
import { configViews } from './configs.ts';

type NodeVerb = 'start' | 'stop' | 'kill' | 'pause' | 'resume';

export function nodesService(bench: Bench) {
  const act = async (kind: `${NodeVerb}-node`, node: number) => {
    await bench.host.control({ kind, node });
    return null;
  };
  return {
    'nodes.start': procedure<'nodes.start'>(onNode, ({ nodeId }) => act('start-node', nodeId)),
    'nodes.stop': procedure<'nodes.stop'>(onNode, ({ nodeId }) => act('stop-node', nodeId)),
    'nodes.kill': procedure<'nodes.kill'>(onNode, ({ nodeId }) => act('kill-node', nodeId)),
    'nodes.pause': procedure<'nodes.pause'>(onNode, ({ nodeId }) => act('pause-node', nodeId)),
    'nodes.resume': procedure<'nodes.resume'>(onNode, ({ nodeId }) => act('resume-node', nodeId)),
    'brokers.configs': procedure<'brokers.configs'>(onNode, ({ cluster, nodeId }) =>
      configViews(
        bench.cluster(cluster).client,
        { type: 'broker', name: String(nodeId), keys: null },
        nodeId,
      ),
    ),
  };
}
