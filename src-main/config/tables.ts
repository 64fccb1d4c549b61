// The tables by resource, built part by part as keys are asked for: a node start touches what it reads.
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

/** The parts of each table. A broker's start needs the first ones only, so those come first. */
const PARTS: Readonly<Record<ConfigKind, readonly (() => ConfigDef[])[]>> = {
  topic: [topicConfigs],
  group: [groupConfigs],
  'client-metrics': [clientMetricsConfigs],
  broker: [
    brokerQuorumConfigs,
    brokerNetworkConfigs,
    brokerLogConfigs,
    brokerReplicationConfigs,
    brokerGroupsConfigs,
    brokerTransactionsConfigs,
    brokerShareConfigs,
    brokerQuotasConfigs,
    brokerMetricsConfigs,
    brokerSecurityConfigs,
    brokerTieredConfigs,
  ],
};

const built = new Map<ConfigKind, { readonly table: Map<string, ConfigDef>; parts: number }>();

/** Every key of a kind of resource, by name. */
export function configTable(kind: ConfigKind): ConfigTable {
  const state = tableOf(kind);
  while (state.parts < PARTS[kind].length) buildPart(kind, state);
  return state.table;
}

/** The definition of one key, or undefined for a key that Kafka does not know. */
export function configDef(kind: ConfigKind, name: string): ConfigDef | undefined {
  const state = tableOf(kind);
  let def = state.table.get(name);
  while (!def && state.parts < PARTS[kind].length) {
    buildPart(kind, state);
    def = state.table.get(name);
  }
  return def;
}

/** Kafka treats a key of unknown type as sensitive, to be safe. */
export function isSensitive(def: ConfigDef | undefined): boolean {
  return def === undefined || def.type === 'password';
}

function tableOf(kind: ConfigKind) {
  let state = built.get(kind);
  if (!state) {
    state = { table: new Map(), parts: 0 };
    built.set(kind, state);
  }
  return state;
}

function buildPart(kind: ConfigKind, state: { readonly table: Map<string, ConfigDef>; parts: number }): void {
  for (const def of PARTS[kind][state.parts]!()) {
    // Only broker keys can be read-only.
    state.table.set(def.name, kind === 'broker' ? def : { ...def, update: 'cluster-wide' });
  }
  state.parts++;
}
