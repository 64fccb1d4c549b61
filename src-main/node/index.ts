export type { ListenerConfig, NodeConfig } from './config.ts';
export { decodeBatch, type MetadataBatch } from './metadata-batches.ts';
export { METADATA_FOLDER } from './metadata-format.ts';
export { type NodeOptions, type RunningNode, startNode } from './start-node.ts';
export { listSnapshots, readSnapshot, snapshotName } from './snapshot-file.ts';
