import { METADATA_VERSION, type MetadataRecordInput } from '../metadata/index.ts';
import { clusterMinIsr } from './elr-safety.ts';
import { ELR_VERSION } from './features.ts';

/** metadata.version from which on records may be bracketed by a transaction (KIP-868). */
const TRANSACTION_LEVEL = 13;

/**
 * What a new leader writes before it takes requests (ActivationRecordsGenerator): the bootstrap records into an empty
 * log, in a transaction where the level has them; and the end of a transaction that its predecessor left open. Where
 * eligible leader replicas are kept, all brokers must agree on min.insync.replicas: it becomes a cluster setting.
 */
export function activationRecords(log: {
  /** No metadata record has been written yet, apart from those of an open transaction. */
  readonly isEmpty: boolean;
  readonly inTransaction: boolean;
  /** What `bootstrap.checkpoint` holds. */
  readonly bootstrap: readonly MetadataRecordInput[];
  /** min.insync.replicas in this node's server.properties. */
  readonly minInsyncReplicas: number;
}): MetadataRecordInput[] {
  const records: MetadataRecordInput[] = [];
  if (log.inTransaction)
    records.push({ type: 'AbortTransactionRecord', reason: 'The controller that began it is gone.' });
  if (!log.isEmpty) return records;
  const levels = new Map(
    log.bootstrap.map((record) =>
      record.type === 'FeatureLevelRecord' ? [record.name, record.featureLevel] : ['', 0],
    ),
  );
  const inTransaction = (levels.get(METADATA_VERSION) ?? 0) >= TRANSACTION_LEVEL;
  if (inTransaction) records.push({ type: 'BeginTransactionRecord', name: 'Bootstrap records' });
  records.push(...log.bootstrap);
  if ((levels.get(ELR_VERSION) ?? 0) > 0) records.push(clusterMinIsr(log.minInsyncReplicas));
  if (inTransaction) records.push({ type: 'EndTransactionRecord' });
  return records;
}
