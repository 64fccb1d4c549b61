// What DescribeConfigs says about each key, in our words. Reached only through `loadDocumentation`: a node that
// nobody asks never loads these texts.
import { brokerGroupsDocumentation } from './broker-groups.ts';
import { brokerLogDocumentation } from './broker-log.ts';
import { brokerMetricsDocumentation } from './broker-metrics.ts';
import { brokerNetworkDocumentation } from './broker-network.ts';
import { brokerQuorumDocumentation } from './broker-quorum.ts';
import { brokerQuotasDocumentation } from './broker-quotas.ts';
import { brokerReplicationDocumentation } from './broker-replication.ts';
import { brokerSecurityDocumentation } from './broker-security.ts';
import { brokerShareDocumentation } from './broker-share.ts';
import { brokerTieredDocumentation } from './broker-tiered.ts';
import { brokerTransactionsDocumentation } from './broker-transactions.ts';
import { clientMetricsDocumentation } from './client-metrics.ts';
import { groupDocumentation } from './group.ts';
import { topicDocumentation } from './topic.ts';
import type { ConfigKind } from '../tables.ts';

export type Documentation = Readonly<Record<ConfigKind, Readonly<Record<string, string>>>>;

export const documentation: Documentation = {
  topic: topicDocumentation,
  group: groupDocumentation,
  'client-metrics': clientMetricsDocumentation,
  broker: {
    ...brokerQuorumDocumentation,
    ...brokerNetworkDocumentation,
    ...brokerLogDocumentation,
    ...brokerReplicationDocumentation,
    ...brokerGroupsDocumentation,
    ...brokerShareDocumentation,
    ...brokerTransactionsDocumentation,
    ...brokerTieredDocumentation,
    ...brokerSecurityDocumentation,
    ...brokerQuotasDocumentation,
    ...brokerMetricsDocumentation,
  },
};
