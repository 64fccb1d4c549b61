import type { Uuid } from '../base/index.ts';
import type { Env } from '../env/index.ts';
import type { LogConfig } from './log-config.ts';
import type { PartitionLog } from './partition-log.ts';

export interface LogManagerOptions {
  /** Absolute paths of the log dirs, formatted before (formatDirectory). */
  readonly directories: readonly string[];
  readonly nodeId: number;
  readonly clusterId: Uuid;
  /** Effective settings of a topic; also asked while its partitions load. */
  configOf(topic: string): LogConfig;
  /** `log.retention.check.interval.ms`, default 300 000. */
  readonly retentionCheckIntervalMs?: number;
  /** `producer.id.expiration.ms`, default 86 400 000. */
  readonly producerIdExpirationMs?: number;
}

export interface LogDirectoryInfo {
  readonly path: string;
  readonly directoryId: Uuid;
  readonly totalBytes: number;
  readonly usableBytes: number;
  /** Why it is offline; undefined while it works. */
  readonly offline?: string;
}

/** Everything below a node's log dirs. `__cluster_metadata-0` is left to `openMetadataLog`. */
export declare class LogManager {
  /** Locks, verifies and loads the directories; recovers what a crash left. Throws when a directory is not ours to open. */
  static open(env: Env, options: LogManagerOptions): LogManager;
  /** What the clean-shutdown marker said; undefined after a crash or in a new directory. */
  readonly cleanShutdown: { readonly brokerEpoch: number } | undefined;
  get(topic: string, partition: number): PartitionLog | undefined;
  all(): Iterable<PartitionLog>;
  /** Makes the folder and its partition.metadata in the directory with the fewest partitions, or in the one given. */
  create(
    topic: string,
    partition: number,
    topicId: Uuid,
    config: LogConfig,
    directory?: string,
  ): PartitionLog;
  /** Renames the folder to `-delete` and removes it after file.delete.delay.ms. */
  scheduleDelete(topic: string, partition: number): void;
  /** Logs that no image knows (other topic id): renamed to `-stray`. */
  markStray(topic: string, partition: number): void;
  directories(): LogDirectoryInfo[];
  /** Takes a directory out of service after a DiskError; its logs are gone from `get`. The logs that went. */
  takeOffline(directory: string, reason: string): PartitionLog[];
  /** Retention, checkpoints, flushes, deletions that are due. Both times are monotonic milliseconds. */
  housekeeping(nowMs: number): { wakeAtMs: number };
  /** Flushes, snapshots, trims, checkpoints, marks the shutdown clean and unlocks, in this order. */
  shutdown(brokerEpoch: number): void;
}

/** Writes meta.properties (version 1) of a new log dir; returns its directory id, the present one when there is one. */
export declare function formatDirectory(
  env: Env,
  directory: string,
  ids: { nodeId: number; clusterId: Uuid },
): Uuid;

/** Opens or creates `__cluster_metadata-0` below `directory`: full scan, no retention, topic id (0, 1). */
export declare function openMetadataLog(
  env: Env,
  directory: string,
  config?: Partial<LogConfig>,
): PartitionLog;
