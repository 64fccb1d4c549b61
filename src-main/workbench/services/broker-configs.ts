/** What brokers run with, and changes of it while they run. */
import { alterConfigs } from '../../client/index.ts';
import { type BrokerConfigScope, type ConfigView, say } from '../../contract/index.ts';
import type { Cluster } from '../model/index.ts';
import { changing } from './changing.ts';
import { configViews, holds } from './configs.ts';

const TAKE_UP_MS = 5_000;
const TAKE_UP_LOOK_MS = 100;

export interface BrokerConfigChange {
  readonly scope: BrokerConfigScope;
  /** Null resets one. */
  readonly changes: Readonly<Record<string, string | null>>;
}

export function brokerConfigs({ client }: Cluster, nodeId: number): Promise<ConfigView[]> {
  return configViews(client, { type: 'broker', name: String(nodeId), keys: null }, nodeId);
}

/**
 * Changes them for one broker or for all. A change is a record of the metadata log, which each broker gets to in its own
 * time: this one is asked until it tells it, or for a few seconds.
 */
export async function alterBrokerConfigs(
  cluster: Cluster,
  nodeId: number,
  { scope, changes }: BrokerConfigChange,
  signal: AbortSignal,
): Promise<void> {
  const { client } = cluster;
  const { clock } = client.env;
  await client.refreshMetadata();
  const isTold = async () => holds(await brokerConfigs(cluster, nodeId), scope, changes);
  // Of a secret nobody is told which one is there.
  const isDone = async () =>
    holds(
      (await brokerConfigs(cluster, nodeId)).filter(({ sensitive }) => !sensitive),
      scope,
      changes,
    );
  await changing(cluster, { facets: ['settings'], see: say('see.nodeConfigs'), isDone }, () =>
    alterConfigs(client, [{ type: 'broker', name: scope === 'broker' ? String(nodeId) : '', changes }]),
  );
  const deadlineMs = clock.monotonicMs() + TAKE_UP_MS;
  // A broker that does not tell has the change all the same.
  while (!signal.aborted && clock.monotonicMs() <= deadlineMs && !(await isTold().catch(() => true)))
    await client.pause(TAKE_UP_LOOK_MS);
}
