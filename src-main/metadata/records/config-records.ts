/** Metadata records about configs, features, quotas and producer ids, and those that hold the log together. */
import {
  array,
  bool,
  float64,
  int16,
  int32,
  int64,
  int8,
  message,
  nullable,
  string,
} from '../../wire/index.ts';

export const ConfigRecord = message('ConfigRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  resourceType: int8(),
  resourceName: string(),
  name: string(),
  value: nullable(string, { note: 'Null deletes the config.' }),
}));

/** Finalizes a feature level; 0 removes it. kraft.version is never one of these: it is a control record. */
export const FeatureLevelRecord = message(
  'FeatureLevelRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    name: string(),
    featureLevel: int16(),
  }),
);

export const ClientQuotaRecord = message('ClientQuotaRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  entity: array({
    entityType: string(),
    entityName: nullable(string),
  }),
  key: string(),
  value: float64(),
  remove: bool(),
}));

/** A broker took a block of producer ids that ends before `nextProducerId`. */
export const ProducerIdsRecord = message('ProducerIdsRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  brokerId: int32(),
  brokerEpoch: int64({ default: -1 }),
  nextProducerId: int64({ note: 'The first id that no broker has been given.' }),
}));

/** Shows that the leader lives when nothing else happens. */
export const NoOpRecord = message('NoOpRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({}));

/** The records up to EndTransactionRecord count together or not at all (metadata.version 13 on). */
export const BeginTransactionRecord = message(
  'BeginTransactionRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    name: nullable(string, { tag: 0, default: null }),
  }),
);

export const EndTransactionRecord = message(
  'EndTransactionRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({}),
);

/** Drops the records since BeginTransactionRecord. */
export const AbortTransactionRecord = message(
  'AbortTransactionRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    reason: nullable(string, { tag: 0, default: null }),
  }),
);

/** Left over from the migration off ZooKeeper. */
export const ZkMigrationStateRecord = message(
  'ZkMigrationStateRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({
    zkMigrationState: int8(),
  }),
);
