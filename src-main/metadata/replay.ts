/** From records to the values of an image, one at a time. Semantics: Kafka's PartitionRegistration.merge and siblings. */
import type { MetadataRecordInput, MetadataRecordOf } from './records/index.ts';
import type { BrokerImage, ControllerImage, FeatureRange, PartitionImage } from './types.ts';

/** PartitionChangeRecord: the leader stays, and so does its epoch. */
export const NO_LEADER_CHANGE = -2;

export function partitionFrom(record: MetadataRecordOf<'PartitionRecord'>): PartitionImage {
  return {
    partition: record.partitionId,
    replicas: record.replicas,
    isr: record.isr,
    removingReplicas: record.removingReplicas,
    addingReplicas: record.addingReplicas,
    leader: record.leader,
    leaderRecoveryState: record.leaderRecoveryState,
    leaderEpoch: record.leaderEpoch,
    partitionEpoch: record.partitionEpoch,
    directories: record.directories,
    elr: record.eligibleLeaderReplicas ?? [],
    lastKnownElr: record.lastKnownElr ?? [],
  };
}

/** Naming a leader raises the leader epoch even if it is the one before; every change raises the partition epoch. */
export function partitionWith(
  before: PartitionImage,
  record: Extract<MetadataRecordInput, { type: 'PartitionChangeRecord' }>,
): PartitionImage {
  const { leader = NO_LEADER_CHANGE, leaderRecoveryState = -1 } = record;
  const leaderStays = leader === NO_LEADER_CHANGE;
  return {
    partition: before.partition,
    replicas: record.replicas ?? before.replicas,
    isr: record.isr ?? before.isr,
    removingReplicas: record.removingReplicas ?? before.removingReplicas,
    addingReplicas: record.addingReplicas ?? before.addingReplicas,
    leader: leaderStays ? before.leader : leader,
    leaderRecoveryState: leaderRecoveryState < 0 ? before.leaderRecoveryState : leaderRecoveryState,
    leaderEpoch: leaderStays ? before.leaderEpoch : before.leaderEpoch + 1,
    partitionEpoch: before.partitionEpoch + 1,
    directories: record.directories ?? before.directories,
    elr: record.eligibleLeaderReplicas ?? before.elr,
    lastKnownElr: record.lastKnownElr ?? before.lastKnownElr,
  };
}

export function brokerFrom(record: MetadataRecordOf<'RegisterBrokerRecord'>): BrokerImage {
  return {
    id: record.brokerId,
    epoch: record.brokerEpoch,
    incarnationId: record.incarnationId,
    endpoints: record.endPoints,
    rack: record.rack,
    fenced: record.fenced,
    inControlledShutdown: record.inControlledShutdown,
    directories: record.logDirs,
    cordonedDirectories: record.cordonedLogDirs,
    features: featureRanges(record.features),
  };
}

export function brokerWith(
  before: BrokerImage,
  record: MetadataRecordOf<'BrokerRegistrationChangeRecord'>,
): BrokerImage {
  return {
    ...before,
    fenced: record.fenced === 0 ? before.fenced : record.fenced > 0,
    inControlledShutdown: before.inControlledShutdown || record.inControlledShutdown > 0,
    directories: record.logDirs.length > 0 ? record.logDirs : before.directories,
    cordonedDirectories: record.cordonedLogDirs ?? before.cordonedDirectories,
  };
}

export function controllerFrom(record: MetadataRecordOf<'RegisterControllerRecord'>): ControllerImage {
  return {
    id: record.controllerId,
    incarnationId: record.incarnationId,
    endpoints: record.endPoints,
    features: featureRanges(record.features),
  };
}

function featureRanges(
  features: readonly { name: string; minSupportedVersion: number; maxSupportedVersion: number }[],
): ReadonlyMap<string, FeatureRange> {
  return new Map(
    features.map((range) => [range.name, { min: range.minSupportedVersion, max: range.maxSupportedVersion }]),
  );
}

type KeptRecord =
  | MetadataRecordOf<'AccessControlEntryRecord'>
  | MetadataRecordOf<'RemoveAccessControlEntryRecord'>
  | MetadataRecordOf<'UserScramCredentialRecord'>
  | MetadataRecordOf<'RemoveUserScramCredentialRecord'>
  | MetadataRecordOf<'DelegationTokenRecord'>
  | MetadataRecordOf<'RemoveDelegationTokenRecord'>
  | MetadataRecordOf<'ClientQuotaRecord'>;

/** What makes a record replace or remove an earlier one. */
export function keptRecordKey(record: KeptRecord): string {
  switch (record.type) {
    case 'AccessControlEntryRecord':
    case 'RemoveAccessControlEntryRecord':
      return `acl/${record.id}`;
    case 'UserScramCredentialRecord':
    case 'RemoveUserScramCredentialRecord':
      return `scram/${record.mechanism}/${record.name}`;
    case 'DelegationTokenRecord':
    case 'RemoveDelegationTokenRecord':
      return `token/${record.tokenId}`;
    case 'ClientQuotaRecord': {
      const entity = record.entity.map(({ entityType, entityName }) =>
        JSON.stringify([entityType, entityName]),
      );
      entity.sort((a, b) => (a < b ? -1 : 1));
      return `quota/${entity.join('')}/${record.key}`;
    }
  }
}
