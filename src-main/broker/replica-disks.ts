import { isReservedDirectory } from '../base/index.ts';
import { DiskError, type Env } from '../env/index.ts';
import type { LogManager, PartitionLog } from '../log/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { Partition } from './partition.ts';
import type { PartitionTable } from './partition-table.ts';

export interface ReplicaDisksOptions {
  readonly nodeId: number;
  readonly logs: LogManager;
  readonly partitions: PartitionTable;
  /** A partition has lost its log. */
  resign(partition: Partition, errorCode: ErrorCode): void;
  /** A directory is out of service; its partitions are gone already. */
  onDirectoryOffline(directory: string, reason: string): void;
}

/** Where replicas lie: finds or makes their logs, and takes log dirs out of service whose disk fails. */
export class ReplicaDisks {
  readonly #env: Env;
  readonly #options: ReplicaDisksOptions;

  constructor(env: Env, options: ReplicaDisksOptions) {
    this.#env = env;
    this.#options = options;
  }

  /** The partition's log, which is made when it is missing; undefined while its log dir is offline. */
  open(partition: Partition): PartitionLog | undefined {
    const { nodeId, logs } = this.#options;
    const { topic, index, topicId, config } = partition;
    const there = logs.get(topic, index);
    if (there?.topicId === topicId) {
      there.updateConfig(config);
      return there;
    }
    if (there !== undefined) {
      // A topic of this name was deleted and made anew while the node was away; or partition.metadata was changed.
      this.#env.log.warn(
        `${there.directory} is of topic ${there.topicId}, the metadata says ${topicId}: set aside as stray`,
      );
      this.attempt(there, () => logs.markStray(topic, index));
    }
    const assigned = partition.image.directories.at(partition.image.replicas.indexOf(nodeId));
    const directories = logs.directories();
    const path = directories.find(
      ({ directoryId, offline }) => directoryId === assigned && offline === undefined,
    )?.path;
    // It lies, or may lie, in a log dir that is offline: another replica elsewhere would be there twice one day.
    const hasOffline = path === undefined && directories.some(({ offline }) => offline !== undefined);
    if (hasOffline && assigned !== undefined && !isReservedDirectory(assigned)) {
      this.#env.log.warn(`${topic}-${index} is not made anew: its log dir ${assigned} is not online`);
      return undefined;
    }
    try {
      return logs.create(topic, index, topicId, config, path);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      const failed = path ?? directories.find((directory) => error.path.startsWith(directory.path))?.path;
      if (failed === undefined) throw error;
      this.directoryFailed(failed, error.message);
      return undefined;
    }
  }

  /** True when the action went well; else the log's directory is out of service. */
  attempt(log: PartitionLog, action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.failed(log, error);
      return false;
    }
  }

  /** An operation on this log failed: its whole directory goes out of service. */
  failed(log: PartitionLog, error: DiskError): void {
    const directory = this.#options.logs.directoryOf(log)?.path;
    if (directory !== undefined) this.directoryFailed(directory, error.message);
  }

  directoryFailed(directory: string, reason: string): void {
    this.directoryGone(directory, this.#options.logs.takeOffline(directory, reason), reason);
  }

  /** A directory is out of service: its replicas are gone until the node starts again. */
  directoryGone(directory: string, logs: readonly PartitionLog[], reason: string): void {
    for (const { topic, partition: index } of logs) {
      const partition = this.#options.partitions.get(topic, index);
      if (partition === undefined) continue;
      partition.log = undefined;
      this.#options.resign(partition, ErrorCode.KAFKA_STORAGE_ERROR);
    }
    this.#options.onDirectoryOffline(directory, reason);
  }
}
