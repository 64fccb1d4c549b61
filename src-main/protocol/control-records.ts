/**
 * Control records: records in control batches, which consumers never see. Transaction markers stand in any
 * log, the others in the metadata log and its snapshots. Key: ControlRecordKey; value: as the type says.
 */
import { array, int16, int32, int64, message, string, struct, uint16, uuid } from '../wire/index.ts';

/** `type` in the key of a control record. */
export { ControlRecordType } from '../wire/index.ts';

/** The key of a control record: an int16 version (0) comes before it. */
export const ControlRecordTypeSchema = message('ControlRecordTypeSchema', { versions: [0, 0] }, () => ({
  type: int16(),
}));

/** Value of a transaction marker (COMMIT, ABORT). An int16 version (0) comes before it. */
export const EndTxnMarker = message('EndTxnMarker', { versions: [0, 0] }, () => ({
  coordinatorEpoch: int32(),
}));

const voter = () => ({ voterId: int32(), voterDirectoryId: uuid({ since: 1 }) });

/** The first record of every KRaft epoch. */
export const LeaderChangeMessage = message(
  'LeaderChangeMessage',
  { versions: [0, 1], flexibleSince: 0 },
  () => ({ version: int16(), leaderId: int32(), voters: array(voter()), grantingVoters: array(voter()) }),
);

/** The first record of a snapshot. */
export const SnapshotHeaderRecord = message(
  'SnapshotHeaderRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({ version: int16(), lastContainedLogTimestamp: int64() }),
);

/** The last record of a snapshot; without it the file is not whole. */
export const SnapshotFooterRecord = message(
  'SnapshotFooterRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({ version: int16() }),
);

/** The finalized kraft.version. */
export const KRaftVersionRecord = message(
  'KRaftVersionRecord',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({ version: int16(), kRaftVersion: int16() }),
);

/** The voters of the quorum with their endpoints (KIP-853). */
export const VotersRecord = message('VotersRecord', { versions: [0, 0], flexibleSince: 0 }, () => ({
  version: int16(),
  voters: array({
    voterId: int32(),
    voterDirectoryId: uuid(),
    endpoints: array({ name: string(), host: string(), port: uint16() }),
    kRaftVersionFeature: struct(
      { minSupportedVersion: int16(), maxSupportedVersion: int16() },
      { note: 'The range of kraft.version that the voter supports.' },
    ),
  }),
}));
