// The tables by resource, built on first use: a node start touches only what it reads.
import { clientMetricsConfigs } from './tables/client-metrics.ts';
import { brokerGroupsConfigs } from './tables/broker-groups.ts';
import { brokerLogConfigs } from './tables/broker-log.ts';
import { brokerMetricsConfigs } from './tables/broker-metrics.ts';
import { brokerNetworkConfigs } from './tables/broker-network.ts';
import { brokerQuorumConfigs } from './tables/broker-quorum.ts';
import { brokerQuotasConfigs } from './tables/broker-quotas.ts';
import { brokerReplicationConfigs } from './tables/broker-replication.ts';
import { brokerSecurityConfigs } from './tables/broker-security.ts';
import { brokerShareConfigs } from './tables/broker-share.ts';
import { brokerTieredConfigs } from './tables/broker-tiered.ts';
import { brokerTransactionsConfigs } from './tables/broker-transactions.ts';
import { groupConfigs } from './tables/group.ts';
import { topicConfigs } from './tables/topic.ts';
import type { ConfigDef } from './types.ts';

export type ConfigKind = 'topic' | 'broker' | 'group' | 'client-metrics';
export type ConfigTable = ReadonlyMap<string, ConfigDef>;

const built = new Map<ConfigKind, ConfigTable>();

/** Every key of a kind of resource, in Kafka's order, by name. */
export function configTable(kind: ConfigKind): ConfigTable {
  let table = built.get(kind);
  if (!table) {
    table = new Map(rows(kind).map((def) => [def.name, def]));
    built.set(kind, table);
  }
  return table;
}

/** The definition of one key, or undefined for a key that Kafka does not know. */
export function configDef(kind: ConfigKind, name: string): ConfigDef | undefined {
  return configTable(kind).get(name);
}

/** Kafka treats a key of unknown type as sensitive, to be safe. */
export function isSensitive(def: ConfigDef | undefined): boolean {
  return def === undefined || def.type === 'password';
}

function rows(kind: ConfigKind): ConfigDef[] {
  switch (kind) {
    case 'topic':
      return topicConfigs().map(alterable);
    case 'group':
      return groupConfigs().map(alterable);
    case 'client-metrics':
      return clientMetricsConfigs().map(alterable);
    case 'broker':
      return [
        ...brokerQuorumConfigs(),
        ...brokerNetworkConfigs(),
        ...brokerLogConfigs(),
        ...brokerReplicationConfigs(),
        ...brokerGroupsConfigs(),
        ...brokerShareConfigs(),
        ...brokerTransactionsConfigs(),
        ...brokerTieredConfigs(),
        ...brokerSecurityConfigs(),
        ...brokerQuotasConfigs(),
        ...brokerMetricsConfigs(),
      ];
  }
}

/** Only broker keys can be read-only. */
function alterable(def: ConfigDef): ConfigDef {
  return { ...def, update: 'cluster-wide' };
}
