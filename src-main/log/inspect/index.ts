/**
 * A read-only look into any Kafka log folder, ours or not, while a broker may be writing to it. Nothing is opened for
 * writing, nothing is locked, damage is described and never mended.
 */
export * from './batch-fields.ts';
export * from './crc-scan.ts';
export * from './disk-reader.ts';
export * from './folder.ts';
export * from './index-entries.ts';
export * from './record-fields.ts';
export * from './recovery-outlook.ts';
export * from './segment-map.ts';
export * from './small-files.ts';
