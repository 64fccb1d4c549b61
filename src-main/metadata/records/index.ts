/** The records of `__cluster_metadata`: everything a cluster knows about itself, as facts to replay. */
export { decodeMetadataRecord, encodeMetadataRecord } from './frame.ts';
export {
  type MetadataRecord,
  type MetadataRecordInput,
  type MetadataRecordName,
  type MetadataRecordOf,
  metadataRecords,
} from './table.ts';
export { recordVersionAt } from './versions.ts';
