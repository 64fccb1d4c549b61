export type { DirectoryLocks } from './directory-locks.ts';
export { openDirectories } from './open-directories.ts';
export * from './log-config.ts';
export type { MoveOutcome } from './directory-moves.ts';
export type { HousekeepingIntervals } from './housekeeping-schedule.ts';
export { LogManager, type LogDirectoryInfo, type LogManagerOptions } from './log-manager.ts';
export type { ScrubSettings } from './log-scrubber.ts';
export * from './log-types.ts';
export {
  formatDirectory,
  LogDirectoryError,
  readMetaProperties,
  type MetaProperties,
} from './meta-properties.ts';
export { ProbeSchedule, worksAgain } from './directory-probe.ts';
export { METADATA_TOPIC } from './file-names.ts';
export { openMetadataLog } from './metadata-log.ts';
export { PartitionLog } from './partition-log.ts';
export { CorruptSegmentError } from './corrupt-segment.ts';
export { formatCheckpoint, MalformedFileError, parseCheckpoint, replaceFile } from './checkpoint-file.ts';
