import type { TopicConfig } from '../config/index.ts';

/** The settings of one topic that its log needs (Kafka's LogConfig); a TopicConfig is one. */
export type LogConfig = Pick<
  TopicConfig,
  | 'segmentBytes'
  | 'segmentMs'
  | 'segmentJitterMs'
  | 'segmentIndexBytes'
  | 'indexIntervalBytes'
  | 'retentionMs'
  | 'retentionBytes'
  | 'fileDeleteDelayMs'
  | 'maxMessageBytes'
  | 'cleanupPolicy'
  | 'compressionType'
  | 'compressionGzipLevel'
  | 'compressionZstdLevel'
  | 'timestampType'
  | 'timestampBeforeMaxMs'
  | 'timestampAfterMaxMs'
  | 'deleteRetentionMs'
  | 'minCompactionLagMs'
  | 'maxCompactionLagMs'
  | 'minCleanableDirtyRatio'
  | 'flushMessages'
  | 'flushMs'
  | 'preallocate'
>;

/** Kafka 4.3's defaults. */
export const DEFAULT_LOG_CONFIG: LogConfig = {
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  segmentJitterMs: 0,
  segmentIndexBytes: 10_485_760,
  indexIntervalBytes: 4096,
  retentionMs: 604_800_000,
  retentionBytes: -1,
  fileDeleteDelayMs: 60_000,
  maxMessageBytes: 1_048_588,
  cleanupPolicy: { delete: true, compact: false },
  compressionType: 'producer',
  compressionGzipLevel: -1,
  compressionZstdLevel: 3,
  timestampType: 'CreateTime',
  timestampBeforeMaxMs: Infinity,
  timestampAfterMaxMs: 3_600_000,
  deleteRetentionMs: 86_400_000,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Infinity,
  minCleanableDirtyRatio: 0.5,
  flushMessages: Infinity,
  flushMs: Infinity,
  preallocate: false,
};
