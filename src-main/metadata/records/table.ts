import type { DecodedMessage, InputMessage, Message } from '../../wire/index.ts';
import * as brokers from './broker-records.ts';
import * as configs from './config-records.ts';
import * as security from './security-records.ts';
import * as topics from './topic-records.ts';

function entry<const S extends Message<any>>(
  id: number,
  schema: S,
): { readonly id: number; readonly schema: S } {
  return { id, schema };
}

/** All metadata records of 4.3 with the id that stands before each in the log. 6, 13 and 16 are not used. */
export const metadataRecords = {
  RegisterBrokerRecord: entry(0, brokers.RegisterBrokerRecord),
  UnregisterBrokerRecord: entry(1, brokers.UnregisterBrokerRecord),
  TopicRecord: entry(2, topics.TopicRecord),
  PartitionRecord: entry(3, topics.PartitionRecord),
  ConfigRecord: entry(4, configs.ConfigRecord),
  PartitionChangeRecord: entry(5, topics.PartitionChangeRecord),
  FenceBrokerRecord: entry(7, brokers.FenceBrokerRecord),
  UnfenceBrokerRecord: entry(8, brokers.UnfenceBrokerRecord),
  RemoveTopicRecord: entry(9, topics.RemoveTopicRecord),
  DelegationTokenRecord: entry(10, security.DelegationTokenRecord),
  UserScramCredentialRecord: entry(11, security.UserScramCredentialRecord),
  FeatureLevelRecord: entry(12, configs.FeatureLevelRecord),
  ClientQuotaRecord: entry(14, configs.ClientQuotaRecord),
  ProducerIdsRecord: entry(15, configs.ProducerIdsRecord),
  BrokerRegistrationChangeRecord: entry(17, brokers.BrokerRegistrationChangeRecord),
  AccessControlEntryRecord: entry(18, security.AccessControlEntryRecord),
  RemoveAccessControlEntryRecord: entry(19, security.RemoveAccessControlEntryRecord),
  NoOpRecord: entry(20, configs.NoOpRecord),
  ZkMigrationStateRecord: entry(21, configs.ZkMigrationStateRecord),
  RemoveUserScramCredentialRecord: entry(22, security.RemoveUserScramCredentialRecord),
  BeginTransactionRecord: entry(23, configs.BeginTransactionRecord),
  EndTransactionRecord: entry(24, configs.EndTransactionRecord),
  AbortTransactionRecord: entry(25, configs.AbortTransactionRecord),
  RemoveDelegationTokenRecord: entry(26, security.RemoveDelegationTokenRecord),
  RegisterControllerRecord: entry(27, brokers.RegisterControllerRecord),
  ClearElrRecord: entry(28, topics.ClearElrRecord),
};

type Records = typeof metadataRecords;
export type MetadataRecordName = keyof Records;

/** A metadata record as replayed: `switch (record.type)` gives its fields. */
export type MetadataRecord = {
  [N in MetadataRecordName]: { type: N } & DecodedMessage<Records[N]['schema']>;
}[MetadataRecordName];

/** A metadata record to write: fields with a default may be left out. */
export type MetadataRecordInput = {
  [N in MetadataRecordName]: { readonly type: N } & InputMessage<Records[N]['schema']>;
}[MetadataRecordName];

/** One kind of metadata record, by name: `MetadataRecordOf<'TopicRecord'>`. */
export type MetadataRecordOf<N extends MetadataRecordName> = Extract<MetadataRecord, { type: N }>;
