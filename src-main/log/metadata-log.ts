import { METADATA_TOPIC_ID } from '../base/index.ts';
import type { Disk, Env } from '../env/index.ts';
import { BufferPool } from './buffer-pool.ts';
import { MalformedFileError } from './checkpoint-file.ts';
import { METADATA_TOPIC, partitionFolderName } from './file-names.ts';
import { loadPartition } from './load-partition.ts';
import { DEFAULT_LOG_CONFIG, type LogConfig } from './log-config.ts';
import { OpenFiles } from './open-files.ts';
import { readTopicId, writeTopicId } from './partition-files.ts';
import type { PartitionLog } from './partition-log.ts';
import { RecentTime } from './recent-time.ts';

/** Metadata records come in batches of up to 8 MiB; snapshots, not time or size, let old segments go (KafkaRaftLog). */
const METADATA_LOG_CONFIG: LogConfig = {
  ...DEFAULT_LOG_CONFIG,
  retentionMs: -1,
  retentionBytes: -1,
  maxMessageBytes: 8 * 1024 * 1024,
  timestampAfterMaxMs: Infinity,
};

/** A power loss may leave the file empty or cut; what it has to say is known, so that is no reason not to start. */
function saysTopicId(disk: Disk, folder: string): boolean {
  try {
    return readTopicId(disk, folder) === METADATA_TOPIC_ID;
  } catch (error) {
    if (error instanceof MalformedFileError) return false;
    throw error;
  }
}

/**
 * Opens or creates `__cluster_metadata-0` in a log dir. The whole log is looked through at every start, as the
 * raft layer must trust each batch of it. Flushing, the high watermark and the log start are the caller's business.
 * `onFailure` hears of a write-back that failed in the background.
 */
export function openMetadataLog(
  env: Env,
  directory: string,
  options: { readonly config?: Partial<LogConfig>; readonly onFailure?: (error: Error) => void } = {},
): PartitionLog {
  const { disk } = env;
  const folder = `${directory}/${partitionFolderName(METADATA_TOPIC, 0)}`;
  disk.makeDirectory(folder);
  if (!saysTopicId(disk, folder)) writeTopicId(disk, folder, METADATA_TOPIC_ID);
  const context = {
    env,
    files: new OpenFiles(disk, 16),
    pool: new BufferPool(8 * 1024 * 1024),
    recentTime: new RecentTime(env.clock),
    removeLater: (paths: readonly string[]) => {
      for (const path of paths) disk.remove(path);
    },
    offsetsMoved: () => {},
    storeRecoveryPoint: () => {},
    storeCleaned: () => {},
    syncFolders: () => disk.syncDirectoryLater(directory),
    failed: (error: Error) =>
      (options.onFailure ?? ((failure) => env.log.error('metadata log', failure)))(error),
  };
  const log = loadPartition(context, {
    topic: METADATA_TOPIC,
    partition: 0,
    topicId: METADATA_TOPIC_ID,
    directory: folder,
    config: { ...METADATA_LOG_CONFIG, ...options.config },
    clean: false,
    recoveryPoint: 0,
    startOffset: 0,
    highWatermark: 0,
    // Snapshots take the place of its beginning. A base offset that changed on disk would hide records: CRCs leave it out.
    isGapless: true,
  });
  // A process that was killed may have written more than it flushed. What is there counts for the quorum from now on.
  log.flush();
  return log;
}
