export { type Codec } from './codec.ts';
export * from './compression.ts';
export { MalformedError, Reader } from './reader.ts';
export * from './record-batch.ts';
export * from './record-builder.ts';
export * from './record-check.ts';
export * from './record-reader.ts';
export * from './schema.ts';
export { Writer } from './writer.ts';
