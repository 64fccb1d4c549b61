import type { Uuid } from '../base/index.ts';
import type { TopicConfig } from '../config/index.ts';
import type { PartitionLog } from '../log/index.ts';
import type { PartitionImage } from '../metadata/index.ts';
import { CommitWaiters, type LeaderState } from '../replica/index.ts';

/** Somebody who waits for a partition to have more to read. */
export interface DataWaiter {
  /** Bytes that are still missing; appends count it down. */
  missingBytes: number;
  /** Reads what is not committed yet, and hears of commits soon. */
  readonly follower: boolean;
  /** There is more to read, and nothing is missing any more; or the partition is not what it was. */
  wake(): void;
}

/** A partition that has a replica on this node. */
export class Partition {
  readonly topic: string;
  readonly topicId: Uuid;
  readonly index: number;
  image: PartitionImage;
  config: TopicConfig;
  /** Undefined while its directory is offline. */
  log: PartitionLog | undefined;
  /** While this node leads it. */
  leader: LeaderState | undefined;
  readonly commitWaiters = new CommitWaiters();
  readonly dataWaiters = new Set<DataWaiter>();
  /** Run after a follower has said how far it is. */
  readonly progressListeners = new Set<() => void>();
  /** Wall time of the newest append of this process. */
  lastAppendMs: number | null = null;
  /** What of its bytes on disk was found to be damaged, and reported. */
  damage: string | undefined;
  /** Damaged, and others have what it has: it is not served, and copied anew once the controller counts on it no more. */
  isUnhealthy = false;
  /** When the newest fact about the high watermark was reported; monotonic. */
  highWatermarkReportedMs = -Infinity;

  constructor(topic: string, topicId: Uuid, image: PartitionImage, config: TopicConfig) {
    this.topic = topic;
    this.topicId = topicId;
    this.index = image.partition;
    this.image = image;
    this.config = config;
  }

  /** Sends everybody who waits away: what they wait for does not happen here any more. */
  dismiss(errorCode: number): void {
    for (const waiter of this.commitWaiters.clear()) waiter.done(errorCode);
    for (const waiter of this.dataWaiters) waiter.wake();
    for (const listener of this.progressListeners) listener();
  }
}

/** A partition whose log is there. */
export interface HostedPartition extends Partition {
  log: PartitionLog;
}

/** A partition that this node leads now: `leading` has proved it. */
export interface LedPartition extends HostedPartition {
  leader: LeaderState;
}
