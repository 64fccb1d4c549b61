export { Cluster, localName } from './cluster.ts';
export { compactionState } from './compaction.ts';
export { groupPartitions, pastEnd, totalLag, unknownLags } from './lag.ts';
export { NodeAnswers } from './node-answers.ts';
export { overview } from './overview.ts';
export { type EligibleLeaders, partitionMap, topicsOutOfSync } from './placement.ts';
export * from './fact-book.ts';
export { processFacts } from './process-facts.ts';
export { describedQuorum, type QuorumAnswer, quorumView } from './quorum.ts';
export { planReassignment } from './reassignment.ts';
export { replicationView } from './replication.ts';
export {
  type FacetName,
  type Facets,
  facetFromJson,
  facetToJson,
  type GroupState,
  NO_FACETS,
  type PartitionOffsets,
  type TopicState,
} from './state.ts';
export { groupDetail, groupRows, topicDetail, topicRows } from './views.ts';
