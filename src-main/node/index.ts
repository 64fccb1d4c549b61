export type { ListenerConfig, NodeConfig } from './config.ts';
export { dataBatch, decodeBatch, encodeRecords, type MetadataBatch } from './metadata-batches.ts';
export { formatMetadata, METADATA_FOLDER } from './metadata-format.ts';
export { MetadataLog } from './metadata-log.ts';
export { readQuorumState, writeQuorumState } from './quorum-state.ts';
export { type NodeOptions, type RunningNode, startNode } from './start-node.ts';
export { listSnapshots, readSnapshot, snapshotBatches, snapshotName } from './snapshot-file.ts';
