export { Cluster } from './cluster.ts';
export { groupPartitions, totalLag } from './lag.ts';
export { overview } from './overview.ts';
export type { FacetName } from './state.ts';
export { groupDetail, groupRows, topicDetail, topicRows } from './views.ts';
