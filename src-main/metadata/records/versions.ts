import type { MetadataRecordName } from './table.ts';

/** Levels of metadata.version from which on records may carry more (MetadataVersion). */
const MIGRATION = 8;
const DIRECTORIES = 17;
const ELIGIBLE_LEADER_REPLICAS = 23;
const CORDONED_DIRECTORIES = 30;

/** The record version to write while metadata.version is finalized at this level. */
export function recordVersionAt(metadataVersion: number, name: MetadataRecordName): number {
  switch (name) {
    case 'RegisterBrokerRecord':
      if (metadataVersion >= CORDONED_DIRECTORIES) return 4;
      if (metadataVersion >= DIRECTORIES) return 3;
      return metadataVersion >= MIGRATION ? 2 : 1;
    case 'BrokerRegistrationChangeRecord':
      // Kafka takes the lowest version that has the changed field; all fields are tagged, so readers cannot tell.
      if (metadataVersion >= CORDONED_DIRECTORIES) return 3;
      return metadataVersion >= DIRECTORIES ? 2 : 1;
    case 'PartitionRecord':
    case 'PartitionChangeRecord':
      if (metadataVersion >= ELIGIBLE_LEADER_REPLICAS) return 2;
      return metadataVersion >= DIRECTORIES ? 1 : 0;
    default:
      return 0;
  }
}
