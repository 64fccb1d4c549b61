// Opening a log dir: each partition's folder in it is loaded with what the checkpoint files say.
import { type Uuid, ZERO_UUID } from '../base/index.ts';
import type { Env } from '../env/index.ts';
import { MalformedFileError, offsetCheckpointKey } from './checkpoint-file.ts';
import { METADATA_TOPIC, parsePartitionFolderName } from './file-names.ts';
import { loadPartition } from './load-partition.ts';
import type { LogConfig } from './log-config.ts';
import type { LogContext } from './log-context.ts';
import type { LogDirectory } from './log-directory.ts';
import { PARTITION_METADATA, readTopicId } from './partition-files.ts';
import type { PartitionLog } from './partition-log.ts';

export interface FutureFolder {
  readonly topic: string;
  readonly partition: number;
  readonly uniqueHex: string;
  readonly path: string;
  readonly directory: LogDirectory;
}

export interface DirectoryLoad {
  readonly context: LogContext;
  /** The directory was stopped cleanly. */
  readonly clean: boolean;
  configOf(topic: string): LogConfig;
  /** A folder whose topic was deleted before the stop. */
  foundDeleted(path: string): void;
  /** The unfinished copy of a log that was moving here. */
  foundFuture(future: FutureFolder): void;
  /** Hears of every log before it is loaded; throws when there must not be one. */
  checkUnique(topic: string, partition: number, path: string): void;
  loaded(log: PartitionLog): void;
}

/** Throws a DiskError when the disk fails; the logs loaded before are with their owner already. */
export function loadDirectory(directory: LogDirectory, load: DirectoryLoad): void {
  const { env } = load.context;
  const recoveryPoints = directory.readCheckpoint('recovery-point');
  const startOffsets = directory.readCheckpoint('log-start');
  const highWatermarks = directory.readCheckpoint('high-watermark');
  const cleaned = directory.readCheckpoint('cleaned');
  // A clean stop writes them all.
  if (load.clean) directory.warnOfMissingCheckpoints();
  for (const entry of env.disk.list(directory.path) ?? []) {
    if (entry.kind !== 'directory') continue;
    const name = parsePartitionFolderName(entry.name);
    const path = `${directory.path}/${entry.name}`;
    if (name?.kind === 'deleted') load.foundDeleted(path);
    if (name?.kind === 'future') load.foundFuture({ ...name, path, directory });
    if (name?.kind !== 'live' || name.topic === METADATA_TOPIC) continue;
    load.checkUnique(name.topic, name.partition, path);
    const key = offsetCheckpointKey(name.topic, name.partition);
    load.loaded(
      loadPartition(load.context, {
        topic: name.topic,
        partition: name.partition,
        topicId: topicIdOf(env, directory, path),
        directory: path,
        config: load.configOf(name.topic),
        clean: load.clean,
        onDamage: () => (directory.isDamaged = true),
        recoveryPoint: recoveryPoints?.get(key) ?? 0,
        recoveryPointIsKnown: recoveryPoints !== undefined,
        startOffset: startOffsets?.get(key) ?? 0,
        highWatermark: highWatermarks?.get(key) ?? 0,
        cleanedUpTo: cleaned?.get(key),
      }),
    );
  }
  if (cleaned !== undefined && !directory.hasCleaned(cleaned)) directory.writeCheckpoint('cleaned');
  // Before the first log is made: from now on a log that the file does not name has no recovery point yet, and one
  // without the file has lost it. A new directory gets an empty one, which Apache Kafka writes as well.
  if (recoveryPoints !== undefined) return;
  if (!load.clean && directory.logs.size > 0)
    env.log.warn(`${directory.path} has no checkpoint of recovery points: its logs are looked through whole`);
  directory.writeCheckpoint('recovery-point');
}

/**
 * All zeros where the folder does not say: no image knows such a topic, so it will be found to be stray, and the replica
 * begins anew. Nobody may think then that it has what it had.
 */
function topicIdOf(env: Env, directory: LogDirectory, path: string): Uuid {
  try {
    const topicId = readTopicId(env.disk, path);
    if (topicId !== undefined) return topicId;
    env.log.warn(`${path}/${PARTITION_METADATA} is missing`);
  } catch (error) {
    if (!(error instanceof MalformedFileError)) throw error;
    env.log.warn(error.message);
  }
  directory.isDamaged = true;
  return ZERO_UUID;
}
