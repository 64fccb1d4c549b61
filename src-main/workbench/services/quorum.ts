import type { QuorumView } from '../../contract/index.ts';
import { describeQuorum, UnreachableError } from '../../client/index.ts';
import type { InsideCalls } from '../../node/messages.ts';
import type { Bench } from '../bench.ts';
import { type Cluster, describedQuorum, NodeAnswers, type QuorumAnswer, quorumView } from '../model/index.ts';
import { onCluster, stream } from '../router/index.ts';
import { askRepeatedly } from './repeat.ts';

const INTERVAL_MS = 500;
/** Of a remote cluster the leader alone is asked, over the network. */
const REMOTE_INTERVAL_MS = 2_000;

/** The metadata quorum: as its voters see it themselves, or as the leader of a remote cluster tells it. */
export function quorumService(bench: Bench) {
  return {
    'quorum.watch': stream<'quorum.watch'>(onCluster, async ({ cluster: id }, outlet) => {
      const cluster = bench.cluster(id);
      const intervalMs = cluster.host === null ? REMOTE_INTERVAL_MS : INTERVAL_MS;
      const voters: Voters = new NodeAnswers({ clock: bench.env.clock, duty: 1 });
      let last: QuorumView | null = null;
      await askRepeatedly(bench.env.clock, outlet.signal, intervalMs, async () => {
        const view = await askQuorum(cluster, voters);
        // Without an answer the last one stays, greyed.
        last = view ?? last;
        outlet.latest({ value: last, asOfMs: bench.env.clock.wallMs(), stale: view === null });
      });
    }),
  };
}

type Voters = NodeAnswers<InsideCalls['quorum']['output']>;

/** Null: nobody answers. */
async function askQuorum({ host, client }: Cluster, voters: Voters): Promise<QuorumView | null> {
  if (host === null) {
    try {
      return describedQuorum(await describeQuorum(client));
    } catch (error) {
      if (error instanceof UnreachableError) return null;
      throw error;
    }
  }
  const running = host.nodes.filter(({ status }) => status === 'running').map(({ id }) => id);
  await voters.round(running, (id) => host.inside(id, 'quorum', null));
  // Whoever gave no answer is shown as silent.
  const answers: QuorumAnswer[] = [];
  for (const [nodeId, answer] of voters.said)
    if (!(answer instanceof Error)) answers.push({ nodeId, answer });
  return quorumView(answers);
}
