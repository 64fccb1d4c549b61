/** What configurations are for, in Korean; a broker's may be called as a topic's are. Each has its English beside its table. */
import { brokerGroupsInKorean } from './broker-groups.ts';
import { brokerLogInKorean } from './broker-log.ts';
import { brokerMetricsInKorean } from './broker-metrics.ts';
import { brokerNetworkInKorean } from './broker-network.ts';
import { brokerQuorumInKorean } from './broker-quorum.ts';
import { brokerQuotasInKorean } from './broker-quotas.ts';
import { brokerReplicationInKorean } from './broker-replication.ts';
import { brokerSecurityInKorean } from './broker-security.ts';
import { brokerShareInKorean } from './broker-share.ts';
import { brokerTieredInKorean } from './broker-tiered.ts';
import { brokerTransactionsInKorean } from './broker-transactions.ts';
import { topicInKorean } from './topic.ts';

export const koreanConfigDocs: Readonly<Record<'topic' | 'broker', Readonly<Record<string, string>>>> = {
  topic: topicInKorean,
  broker: {
    ...brokerQuorumInKorean,
    ...brokerNetworkInKorean,
    ...brokerLogInKorean,
    ...brokerReplicationInKorean,
    ...brokerGroupsInKorean,
    ...brokerShareInKorean,
    ...brokerTransactionsInKorean,
    ...brokerTieredInKorean,
    ...brokerSecurityInKorean,
    ...brokerQuotasInKorean,
    ...brokerMetricsInKorean,
  },
};
