import type { MetadataRecordInput } from '../metadata/index.ts';

/** metadata.version from which on records may be bracketed by a transaction (KIP-868). */
const TRANSACTION_LEVEL = 13;

/**
 * What a new leader writes before it takes requests (ActivationRecordsGenerator): the bootstrap records into an empty
 * log, in a transaction where the level has them; else the end of a transaction that its predecessor left open.
 */
export function activationRecords(log: {
  /** No metadata record has been written yet. */
  readonly isEmpty: boolean;
  readonly inTransaction: boolean;
  /** What `bootstrap.checkpoint` holds. */
  readonly bootstrap: readonly MetadataRecordInput[];
  readonly bootstrapMetadataVersion: number;
}): MetadataRecordInput[] {
  if (log.isEmpty) {
    if (log.bootstrapMetadataVersion < TRANSACTION_LEVEL) return [...log.bootstrap];
    return [
      { type: 'BeginTransactionRecord', name: 'Bootstrap records' },
      ...log.bootstrap,
      { type: 'EndTransactionRecord' },
    ];
  }
  if (!log.inTransaction) return [];
  return [{ type: 'AbortTransactionRecord', reason: 'The controller that began it is gone.' }];
}
