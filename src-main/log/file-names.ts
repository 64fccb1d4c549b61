// Names of files and folders in a log dir (LogFileUtils, LocalLog), and back.

export const METADATA_TOPIC = '__cluster_metadata';

export type SegmentFileKind = 'log' | 'index' | 'timeindex' | 'txnindex' | 'snapshot';

/** `00000000000000000042.log` and its like. */
export function segmentFileName(baseOffset: number, kind: SegmentFileKind): string {
  return `${String(baseOffset).padStart(20, '0')}.${kind}`;
}

export interface SegmentFileName {
  readonly baseOffset: number;
  readonly kind: SegmentFileKind;
  /** What stands behind the kind: a file that is going, coming or being made. */
  readonly state: 'live' | 'deleted' | 'cleaned' | 'swap';
}

const SEGMENT_FILE = /^(\d{20})\.(log|index|timeindex|txnindex|snapshot)(?:\.(deleted|cleaned|swap))?$/;

/** Undefined for files that belong to no segment (checkpoints, partition.metadata, quorum-state, …). */
export function parseSegmentFileName(name: string): SegmentFileName | undefined {
  const match = SEGMENT_FILE.exec(name);
  if (match === null) return undefined;
  return {
    baseOffset: Number(match[1]),
    kind: match[2] as SegmentFileKind,
    state: (match[3] ?? 'live') as SegmentFileName['state'],
  };
}

export type PartitionFolderName =
  | { readonly kind: 'live'; readonly topic: string; readonly partition: number }
  | {
      readonly kind: 'deleted' | 'future' | 'stray';
      /** Cut where it is long, but for a future replica's. */
      readonly topic: string;
      readonly partition: number;
      readonly uniqueHex: string;
    };

/** Undefined for a folder that is no partition's; Kafka refuses to start over one. */
export function parsePartitionFolderName(name: string): PartitionFolderName | undefined {
  const suffixed = /^([a-zA-Z0-9._-]+)-(\d+)\.([0-9a-f]{32})-(delete|future|stray)$/.exec(name);
  if (suffixed !== null) {
    const [, topic, partition, uniqueHex, suffix] = suffixed;
    const kind = suffix === 'delete' ? 'deleted' : (suffix as 'future' | 'stray');
    return { kind, topic, partition: Number(partition), uniqueHex };
  }
  const match = /^([a-zA-Z0-9._-]{1,249})-(\d+)$/.exec(name);
  return match === null ? undefined : { kind: 'live', topic: match[1], partition: Number(match[2]) };
}

export function partitionFolderName(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

const FOLDER_NAME_MAX = 255;

/**
 * The name of a folder that waits for its removal, or that no image knows: `topic-partition.<32 hex>-delete`.
 * A long topic name is cut so that the whole fits a file system.
 */
export function suffixedFolderName(
  topic: string,
  partition: number,
  suffix: 'delete' | 'stray' | 'future',
  uniqueHex: string,
): string {
  const tail = `-${partition}.${uniqueHex}-${suffix}`;
  return topic.slice(0, FOLDER_NAME_MAX - tail.length) + tail;
}
