export { MetadataBuilder } from './builder.ts';
export { imageDelta } from './delta.ts';
export { emptyImage, Image } from './image.ts';
export { MetadataLoader } from './loader.ts';
export * from './records/index.ts';
export { NO_LEADER_CHANGE, partitionWith } from './replay.ts';
export { featureRecords, imageRecords, METADATA_VERSION, partitionRecord } from './snapshot.ts';
export type * from './types.ts';
