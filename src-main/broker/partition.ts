import { SmallSet, type Uuid } from '../base/index.ts';
import type { TopicConfig } from '../config/index.ts';
import type { PartitionLog } from '../log/index.ts';
import type { PartitionImage } from '../metadata/index.ts';
import { CommitWaiters, type LeaderState } from '../replica/index.ts';
import type { FetchTarget } from './fetch-sessions.ts';

/** Somebody who waits for a partition to have more to read. */
export interface DataWaiter {
  /** Bytes that are still missing; appends count it down. */
  missingBytes: number;
  /** Reads what is not committed yet. */
  readonly follower: boolean;
  /** A follower that is to hear of commits soon, also without records: one that is about to be answered is not. */
  readonly hearsOfCommits: boolean;
  /** There is more to read, and nothing is missing any more; or the partition is not what it was. */
  wake(): void;
}

/** A reader's place in a fetch session that is not looked at again until the partition stirs it. */
export interface RestingReader {
  /** The follower that reads; -1: a consumer. */
  readonly replicaId: number;
  /** What it has and knows. */
  readonly target: Readonly<FetchTarget>;
  /** What it reads here may be another thing now. Ends the rest. */
  stir(): void;
}

/**
 * A partition that has a replica on this node.
 * Invariant: whatever a fetch is answered by is changed through here, or by the log, and stirs the readers at rest.
 */
export class Partition {
  readonly topic: string;
  readonly topicId: Uuid;
  readonly index: number;
  #image: PartitionImage;
  #config: TopicConfig;
  #log: PartitionLog | undefined;
  #leader: LeaderState | undefined;
  #isUnhealthy = false;
  readonly #resting = new SmallSet<RestingReader>();
  readonly #onLogMoved = () => this.stir();
  readonly commitWaiters = new CommitWaiters();
  readonly dataWaiters = new SmallSet<DataWaiter>();
  readonly #progressListeners = new Set<() => void>();
  /** Wall time of the newest append of this process. */
  lastAppendMs: number | null = null;
  /** What of its bytes on disk was found to be damaged, and reported. */
  damage: string | undefined;
  /** When the newest fact about the high watermark was reported; monotonic. */
  highWatermarkReportedMs = -Infinity;

  constructor(topic: string, topicId: Uuid, image: PartitionImage, config: TopicConfig) {
    this.topic = topic;
    this.topicId = topicId;
    this.index = image.partition;
    this.#image = image;
    this.#config = config;
  }

  get image(): PartitionImage {
    return this.#image;
  }

  set image(image: PartitionImage) {
    this.#image = image;
    this.stir();
  }

  get config(): TopicConfig {
    return this.#config;
  }

  set config(config: TopicConfig) {
    this.#config = config;
    this.stir();
  }

  /** Undefined while its directory is offline. */
  get log(): PartitionLog | undefined {
    return this.#log;
  }

  set log(log: PartitionLog | undefined) {
    if (this.#log?.onMoved === this.#onLogMoved) this.#log.onMoved = undefined;
    this.#log = log;
    if (log !== undefined) log.onMoved = this.#onLogMoved;
    this.stir();
  }

  /** While this node leads it. */
  get leader(): LeaderState | undefined {
    return this.#leader;
  }

  set leader(leader: LeaderState | undefined) {
    this.#leader = leader;
    this.stir();
  }

  /** Damaged, and others have what it has: it is not served, and copied anew once the controller counts on it no more. */
  get isUnhealthy(): boolean {
    return this.#isUnhealthy;
  }

  set isUnhealthy(isUnhealthy: boolean) {
    this.#isUnhealthy = isUnhealthy;
    this.stir();
  }

  /** Readers of fetch sessions that are left alone until `stir`. */
  get resting(): Pick<SmallSet<RestingReader>, 'size' | 'has'> & Iterable<RestingReader> {
    return this.#resting;
  }

  rest(reader: RestingReader): void {
    this.#resting.add(reader);
  }

  endRest(reader: RestingReader): void {
    this.#resting.delete(reader);
  }

  /** Something has changed: the next fetch of every session looks here again. Costs nothing while nobody rests. */
  stir(): void {
    if (this.#resting.size > 0) this.#resting.forEach((reader) => reader.stir());
  }

  /** Runs `listener` whenever a follower has said how far it is, with every fetch, until it is called off. */
  onProgress(listener: () => void): () => void {
    this.#progressListeners.add(listener);
    // Followers at rest say nothing of single partitions.
    this.stir();
    return () => this.#progressListeners.delete(listener);
  }

  get awaitsProgress(): boolean {
    return this.#progressListeners.size > 0;
  }

  progressed(): void {
    if (this.awaitsProgress) for (const listener of this.#progressListeners) listener();
  }

  /** So many bytes more are in the log: followers read what is not committed yet. */
  appended(sizeBytes: number): void {
    this.dataWaiters.forEach((waiter) => {
      waiter.missingBytes -= sizeBytes;
      if (waiter.follower && waiter.missingBytes <= 0) waiter.wake();
    });
  }

  /** The high watermark has moved: consumers read up to there. */
  committed(): void {
    this.dataWaiters.forEach((waiter) => {
      if (!waiter.follower && waiter.missingBytes <= 0) waiter.wake();
    });
  }

  /** Sends everybody who waits away: what they wait for does not happen here any more. */
  dismiss(errorCode: number): void {
    for (const waiter of this.commitWaiters.clear()) waiter.done(errorCode);
    this.stir();
    this.dataWaiters.forEach((waiter) => waiter.wake());
    this.progressed();
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
