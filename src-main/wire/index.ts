export { type Codec } from './codec.ts';
export { MalformedError, Reader } from './reader.ts';
export * from './schema.ts';
export { Writer } from './writer.ts';
