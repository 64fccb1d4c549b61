import { ZERO_UUID } from '../base/index.ts';
import type { Disk } from '../env/index.ts';
import type { QuorumState } from '../raft/index.ts';
import { replaceDurablyLater } from './durable-file.ts';

/** Kafka's file of that name in the metadata folder: epoch, leader and vote (FileQuorumStateStore). */
const QUORUM_STATE = 'quorum-state';

/** What a reader checks; anything else may be in the file. */
interface StoredState {
  readonly leaderId?: number;
  readonly leaderEpoch?: number;
  readonly votedId?: number;
  readonly votedDirectoryId?: string;
  readonly data_version?: number;
}

/**
 * Undefined when there is none. Reads version 0 (static quorums; its vote names no directory) and 1.
 * @throws Error for a file that is there and cannot be read: forgetting a vote would allow a second one.
 */
export function readQuorumState(disk: Disk, folder: string): QuorumState | undefined {
  const path = `${folder}/${QUORUM_STATE}`;
  const bytes = disk.readFile(path);
  if (bytes === undefined) return undefined;
  try {
    const data = JSON.parse(bytes.toString('utf8')) as StoredState;
    if (data.data_version !== 0 && data.data_version !== 1) throw new Error(`version ${data.data_version}`);
    const votedId = numberOf(data.votedId ?? -1);
    return {
      leaderId: numberOf(data.leaderId ?? -1),
      leaderEpoch: numberOf(data.leaderEpoch),
      voted: votedId < 0 ? null : { id: votedId, directoryId: data.votedDirectoryId ?? ZERO_UUID },
    };
  } catch (error) {
    throw new Error(`${path} cannot be read, and a vote must not be forgotten`, { cause: error });
  }
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new Error(`${String(value)} is not a number`);
  return value;
}

/**
 * Replaces the file off the node's thread: an fsync may take seconds on a busy disk, and clients need not wait for it.
 * Resolves when the state is durable.
 */
export function writeQuorumState(
  disk: Disk,
  folder: string,
  state: QuorumState,
  version: 0 | 1,
): Promise<void> {
  return replaceDurablyLater(disk, `${folder}/${QUORUM_STATE}`, [format(state, version)]);
}

function format({ leaderId, leaderEpoch, voted }: QuorumState, version: 0 | 1): Buffer {
  const common = { leaderId, leaderEpoch, votedId: voted?.id ?? -1 };
  const data =
    version === 0
      ? { clusterId: '', ...common, appliedOffset: 0, currentVoters: [], data_version: 0 }
      : { ...common, votedDirectoryId: voted?.directoryId ?? ZERO_UUID, data_version: 1 };
  return Buffer.from(JSON.stringify(data));
}
