// The small files beside the segments of one partition: partition.metadata, the leader epochs, producer snapshots.
import { isUuid, type Uuid } from '../base/index.ts';
import type { Disk } from '../env/index.ts';
import { MalformedFileError, replaceFileUnsynced, syncFile, syncFileLater } from './checkpoint-file.ts';
import { segmentFileName } from './file-names.ts';
import { LeaderEpochs } from './leader-epochs.ts';
import { decodeProducerSnapshot, encodeProducerSnapshot } from './producer-snapshot.ts';
import { ProducerStates } from './producer-state.ts';

export const PARTITION_METADATA = 'partition.metadata';
export const LEADER_EPOCH_CHECKPOINT = 'leader-epoch-checkpoint';

/** Undefined when there is no such file. Throws MalformedFileError. */
export function readTopicId(disk: Disk, directory: string): Uuid | undefined {
  const text = disk.readFile(`${directory}/${PARTITION_METADATA}`)?.toString();
  if (text === undefined) return undefined;
  const topicId = /^version: 0\r?\ntopic_id: (\S+)\s*$/.exec(text)?.[1];
  if (topicId === undefined || !isUuid(topicId)) {
    throw new MalformedFileError(`${directory}/${PARTITION_METADATA} reads ${JSON.stringify(text)}`);
  }
  return topicId;
}

export function writeTopicId(disk: Disk, directory: string, topicId: Uuid): void {
  replaceFileUnsynced(disk, `${directory}/${PARTITION_METADATA}`, `version: 0\ntopic_id: ${topicId}\n`);
}

/** Makes the file's content survive a power loss. */
export function syncTopicId(disk: Disk, directory: string): void {
  syncFile(disk, `${directory}/${PARTITION_METADATA}`);
}

/** The same off the thread. */
export function syncTopicIdLater(disk: Disk, directory: string): Promise<void> {
  return syncFileLater(disk, `${directory}/${PARTITION_METADATA}`);
}

/** Throws MalformedFileError. */
export function readLeaderEpochs(disk: Disk, directory: string): LeaderEpochs {
  const text = disk.readFile(`${directory}/${LEADER_EPOCH_CHECKPOINT}`)?.toString();
  return text === undefined ? new LeaderEpochs() : LeaderEpochs.parse(text);
}

export function snapshotPath(directory: string, offset: number): string {
  return `${directory}/${segmentFileName(offset, 'snapshot')}`;
}

export function writeProducerSnapshot(disk: Disk, directory: string, states: ProducerStates): void {
  const file = disk.open(snapshotPath(directory, states.endOffset), 'create');
  try {
    file.write([encodeProducerSnapshot(states.entries())], 0);
  } finally {
    file.close();
  }
}

/** The state at a snapshot; undefined when the file is missing or damaged. */
export function readProducerSnapshot(
  disk: Disk,
  directory: string,
  offset: number,
): ProducerStates | undefined {
  const bytes = disk.readFile(snapshotPath(directory, offset));
  if (bytes === undefined) return undefined;
  try {
    const states = new ProducerStates(offset);
    for (const entry of decodeProducerSnapshot(bytes)) states.load(entry);
    return states;
  } catch (error) {
    if (error instanceof MalformedFileError) return undefined;
    throw error;
  }
}
