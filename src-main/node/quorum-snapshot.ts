import type { Uuid } from '../base/index.ts';
import { METADATA_TOPIC } from '../log/index.ts';
import { ErrorCode, FetchSnapshot, type RequestOf, type ResponseInput } from '../protocol/index.ts';
import type { Raft, ReplicaKey, SnapshotId } from '../raft/index.ts';
import type { MetadataLog } from './metadata-log.ts';
import type { QuorumPeers } from './quorum-peers.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

export interface SnapshotRequest {
  readonly from: number;
  readonly id: SnapshotId;
  readonly self: ReplicaKey;
  readonly clusterId: Uuid;
  readonly leaderEpoch: number;
  /** A piece has come. */
  onProgress(): void;
}

/** Downloads a snapshot from the leader, piece by piece. Rejects when it cannot be had whole. */
export async function fetchSnapshot(
  peers: QuorumPeers,
  { from, id, self, clusterId, leaderEpoch, onProgress }: SnapshotRequest,
  timeoutMs: number,
): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let position = 0; ;) {
    const partition = {
      partition: 0,
      currentLeaderEpoch: leaderEpoch,
      snapshotId: id,
      position,
      replicaDirectoryId: self.directoryId,
    };
    const topics = [{ name: METADATA_TOPIC, partitions: [partition] }];
    const body = { clusterId, replicaId: self.id, maxBytes: PIECE_BYTES, topics };
    const answer = await peers.request(from, 'fetch', FetchSnapshot, body, { timeoutMs });
    const piece = answer.topics[0]?.partitions[0];
    const errorCode = answer.errorCode !== ErrorCode.NONE ? answer.errorCode : piece?.errorCode;
    if (errorCode !== ErrorCode.NONE) throw new Error(`FetchSnapshot: error ${errorCode}`);
    const size = Number(piece.size);
    if (Number(piece.position) !== position || piece.unalignedRecords.length === 0)
      throw new Error(`FetchSnapshot: nothing at ${position} of ${size}`);
    pieces.push(piece.unalignedRecords);
    onProgress();
    position += piece.unalignedRecords.length;
    if (position > size) throw new Error(`FetchSnapshot: ${position} bytes of ${size}`);
    if (position === size) return Buffer.concat(pieces);
  }
}

export interface SnapshotParts {
  readonly raft: Raft;
  readonly log: MetadataLog;
  readonly clusterId: Uuid;
  /** Whoever downloads a snapshot is alive. */
  onServed(replica: ReplicaKey): void;
}

/** The leader's side. */
export function serveSnapshot(
  request: RequestOf<typeof FetchSnapshot>,
  { raft, log, clusterId, onServed }: SnapshotParts,
): ResponseInput<typeof FetchSnapshot> {
  if (request.clusterId !== null && request.clusterId !== clusterId)
    return { errorCode: ErrorCode.INCONSISTENT_CLUSTER_ID, topics: [] };
  const asked = request.topics[0]?.partitions[0];
  if (request.topics[0]?.name !== METADATA_TOPIC || asked === undefined)
    return { errorCode: ErrorCode.INVALID_REQUEST, topics: [] };
  const { epoch: leaderEpoch, leaderId } = raft;
  const id = { endOffset: Number(asked.snapshotId.endOffset), epoch: asked.snapshotId.epoch };
  const answer = (errorCode: number, size = 0, unalignedRecords: Buffer = Buffer.alloc(0)) => {
    const currentLeader = { leaderId, leaderEpoch };
    const partition = { index: asked.partition, errorCode, snapshotId: id, currentLeader, size };
    const partitions = [{ ...partition, position: asked.position, unalignedRecords }];
    return { errorCode: ErrorCode.NONE, topics: [{ name: METADATA_TOPIC, partitions }] };
  };
  if (asked.currentLeaderEpoch < leaderEpoch) return answer(ErrorCode.FENCED_LEADER_EPOCH);
  if (asked.currentLeaderEpoch > leaderEpoch) return answer(ErrorCode.UNKNOWN_LEADER_EPOCH);
  if (raft.role !== 'leader') return answer(ErrorCode.NOT_LEADER_OR_FOLLOWER);
  const position = Number(asked.position);
  const found = log.readSnapshot(id, position, Math.min(request.maxBytes, PIECE_BYTES));
  if (found === undefined) return answer(ErrorCode.SNAPSHOT_NOT_FOUND);
  if (position < 0 || position >= found.sizeBytes)
    return answer(ErrorCode.POSITION_OUT_OF_RANGE, found.sizeBytes);
  onServed({ id: request.replicaId, directoryId: asked.replicaDirectoryId });
  return answer(ErrorCode.NONE, found.sizeBytes, found.bytes);
}
