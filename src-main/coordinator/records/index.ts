/** The records in which coordinators keep their state. */
export { type EncodedRecord } from './codec.ts';
export * from './group.ts';
export * from './share-state.ts';
export * from './transaction.ts';
