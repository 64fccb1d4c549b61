/** What brokers run with, and changes of it while they run. */
import { alterConfigs } from '../../client/index.ts';
import type { BrokerConfigScope, ConfigView } from '../../contract/index.ts';
import type { Cluster } from '../model/index.ts';
import { configViews } from './configs.ts';

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
  await alterConfigs(client, [{ type: 'broker', name: scope === 'broker' ? String(nodeId) : '', changes }]);
  const deadlineMs = clock.monotonicMs() + TAKE_UP_MS;
  for (;;) {
    const configs = await brokerConfigs(cluster, nodeId);
    const done = Object.entries(changes).every(([name, value]) => {
      const config = configs.find((one) => one.name === name);
      const own = config?.synonyms.find((one) => one.source === scope && one.name === name);
      if (value === null || own === undefined) return value === null && own === undefined;
      return config!.sensitive || own.value === value;
    });
    if (done || signal.aborted || clock.monotonicMs() > deadlineMs) return;
    await client.pause(TAKE_UP_LOOK_MS);
  }
}
