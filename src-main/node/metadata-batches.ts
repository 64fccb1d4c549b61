/** Batches of the metadata log and of snapshots: encoding for writers, decoding for replay. */
import {
  decodeMetadataRecord,
  encodeMetadataRecord,
  type MetadataRecord,
  type MetadataRecordInput,
  recordVersionAt,
} from '../metadata/index.ts';
import {
  ControlRecordType,
  KRaftVersionRecord,
  LeaderChangeMessage,
  SnapshotFooterRecord,
  SnapshotHeaderRecord,
  VotersRecord,
} from '../protocol/index.ts';
import {
  KRAFT_VERSIONS,
  RECONFIGURABLE,
  type ReplicaKey,
  type Voter,
  type VoterSetEntry,
} from '../raft/index.ts';
import {
  batchIsControl,
  batchLastOffset,
  batchLeaderEpoch,
  batchBaseOffset,
  buildBatch,
  controlRecordKey,
  controlRecordType,
  type InputMessage,
  type Message,
  Reader,
  readRecords,
  type RecordInput,
  Writer,
} from '../wire/index.ts';

/** One batch of the log, decoded. */
export interface MetadataBatch {
  readonly baseOffset: number;
  /** Offset after its last record. */
  readonly endOffset: number;
  readonly epoch: number;
  readonly sizeBytes: number;
  /** Newest timestamp in it. */
  readonly timestampMs: number;
  /** None in a control batch. */
  readonly records: readonly MetadataRecord[];
  /** The VotersRecord in it. */
  readonly voters: VoterSetEntry | undefined;
}

/** The value of each record, at the record versions of this metadata.version. */
export function encodeRecords(records: readonly MetadataRecordInput[], metadataVersion: number): Buffer[] {
  return records.map((record) => encodeMetadataRecord(record, recordVersionAt(metadataVersion, record.type)));
}

export function dataBatch(
  values: readonly Buffer[],
  options: { readonly timestamp: number; readonly baseOffset?: number; readonly leaderEpoch?: number },
): Buffer {
  return buildBatch(
    values.map((value) => ({ key: null, value })),
    options,
  );
}

function controlRecord<M extends Message<any>>(
  type: number,
  schema: M,
  version: number,
  value: InputMessage<M>,
): RecordInput {
  const writer = new Writer();
  schema.codec(version).encode(writer, value);
  return { key: controlRecordKey(type), value: writer.toBuffer() };
}

/** Kafka 4.3 writes and reads this version on disk whatever kraft.version is (ControlRecordUtils). */
const LEADER_CHANGE_VERSION = 0;

/** The batch that opens an epoch. */
export function leaderChangeBatch(
  change: {
    readonly leaderId: number;
    readonly voters: readonly ReplicaKey[];
    readonly grantingVoters: readonly ReplicaKey[];
    readonly votersRecord: readonly Voter[] | null;
  },
  options: { readonly timestamp: number; readonly leaderEpoch: number },
): Buffer {
  const keys = (list: readonly ReplicaKey[]) => list.map(({ id }) => ({ voterId: id }));
  const record = controlRecord(ControlRecordType.LEADER_CHANGE, LeaderChangeMessage, LEADER_CHANGE_VERSION, {
    version: LEADER_CHANGE_VERSION,
    leaderId: change.leaderId,
    voters: keys(change.voters),
    grantingVoters: keys(change.grantingVoters),
  });
  const { votersRecord } = change;
  const quorum =
    votersRecord === null ? [] : [kraftVersionControl(RECONFIGURABLE), votersControl(votersRecord)];
  return buildBatch([record, ...quorum], { ...options, control: true });
}

/** The batch that changes the voters. */
export function votersBatch(
  voters: readonly Voter[],
  options: { readonly timestamp: number; readonly leaderEpoch: number },
): Buffer {
  return buildBatch([votersControl(voters)], { ...options, control: true });
}

export function votersControl(voters: readonly Voter[]): RecordInput {
  return controlRecord(ControlRecordType.KRAFT_VOTERS, VotersRecord, 0, {
    version: 0,
    voters: voters.map(({ id, directoryId, endpoints, kraftVersions = KRAFT_VERSIONS }) => ({
      voterId: id,
      voterDirectoryId: directoryId,
      endpoints,
      kRaftVersionFeature: {
        minSupportedVersion: kraftVersions.min,
        maxSupportedVersion: kraftVersions.max,
      },
    })),
  });
}

export function kraftVersionControl(kRaftVersion: number): RecordInput {
  return controlRecord(ControlRecordType.KRAFT_VERSION, KRaftVersionRecord, 0, { version: 0, kRaftVersion });
}

export function snapshotHeaderControl(lastContainedLogTimestamp: number): RecordInput {
  return controlRecord(ControlRecordType.SNAPSHOT_HEADER, SnapshotHeaderRecord, 0, {
    version: 0,
    lastContainedLogTimestamp,
  });
}

export function snapshotFooterControl(): RecordInput {
  return controlRecord(ControlRecordType.SNAPSHOT_FOOTER, SnapshotFooterRecord, 0, { version: 0 });
}

/**
 * Decodes the batch at `at`. The caller has checked that it is whole (batchFault).
 * @throws MalformedError for records that this release does not know: it must not run on such a log.
 */
export function decodeBatch(buffer: Buffer, at: number, sizeBytes: number): MetadataBatch {
  const records: MetadataRecord[] = [];
  let voters: VoterSetEntry | undefined;
  let timestampMs = -1;
  const isControl = batchIsControl(buffer, at);
  for (const { key, value, timestamp, offset } of readRecords(buffer, at)) {
    timestampMs = Math.max(timestampMs, Number(timestamp));
    if (value === null) continue;
    if (!isControl) {
      records.push(decodeMetadataRecord(value));
      continue;
    }
    if (controlRecordType(key) === ControlRecordType.KRAFT_VOTERS)
      voters = { offset: Number(offset), voters: decodeVoters(value) };
  }
  return {
    baseOffset: batchBaseOffset(buffer, at),
    endOffset: batchLastOffset(buffer, at) + 1,
    epoch: batchLeaderEpoch(buffer, at),
    sizeBytes,
    timestampMs,
    records,
    voters,
  };
}

function decodeVoters(value: Buffer): Voter[] {
  return VotersRecord.codec(0)
    .decode(new Reader(value))
    .voters.map(({ voterId, voterDirectoryId, endpoints, kRaftVersionFeature }) => ({
      id: voterId,
      directoryId: voterDirectoryId,
      endpoints,
      kraftVersions: {
        min: kRaftVersionFeature.minSupportedVersion,
        max: kRaftVersionFeature.maxSupportedVersion,
      },
    }));
}
