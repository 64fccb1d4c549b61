/** One pass over the partitions of a fetch: what each of them can give now. */
import type { AbortedTransaction, LogSlice } from '../log/index.ts';
import type { MetadataImage } from '../metadata/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import type { FetchSession, FetchTarget } from './fetch-sessions.ts';
import type { HostedPartition, LedPartition } from './partition.ts';
import { READ_HERE, type ReplicaChooser } from './replica-chooser.ts';
import type { ReplicaManager } from './replica-manager.ts';
import { RestingTarget } from './resting-target.ts';

export interface FetchLimits {
  /** Of the whole response; one batch is given even when it is larger. */
  readonly maxBytes: number;
  readonly readCommitted: boolean;
  /** Targets name their topic by id. */
  readonly byId: boolean;
  /** The reader is a follower: it reads up to the log's end. */
  readonly follower: FetchingFollower | undefined;
  /** A session remembers what the reader was told: partitions with nothing new have no rows, and rest if they can. */
  readonly session: FetchSession | undefined;
  /** The reader may read from followers, and be sent to one; undefined: from leaders only. */
  readonly chooser: ReplicaChooser | undefined;
}

/** The broker that fetches to replicate. */
export interface FetchingFollower {
  readonly replicaId: number;
  /** -1 before v15. */
  readonly brokerEpoch: number;
  /** False when the same request is read once more: it says nothing new about the follower. */
  readonly isNew: boolean;
  /** Whether a commit that it does not know is reason enough to answer it now; else it is told soon. */
  readonly hearsOfCommits: boolean;
}

export interface FetchedPartition {
  readonly target: FetchTarget;
  /** '' where the id is unknown. */
  readonly topic: string;
  readonly errorCode: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly abortedTransactions: AbortedTransaction[] | null;
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | undefined;
  /** Where to read instead; -1: here. */
  readonly preferredReadReplica: number;
  readonly slice: LogSlice | undefined;
}

/** The outcome of a pass. Its slices must be released: by `release`, or after they were sent. */
export class FetchPass {
  readonly rows: FetchedPartition[] = [];
  /** Partitions that may be waited for. */
  readonly partitions: HostedPartition[] = [];
  sizeBytes = 0;
  /** Something that the client must hear of now. */
  urgent = false;

  release(): void {
    for (const { slice } of this.rows) slice?.release();
  }
}

export function readTargets(
  replicas: ReplicaManager,
  image: MetadataImage,
  targets: Iterable<FetchTarget>,
  limits: FetchLimits,
): FetchPass {
  const pass = new FetchPass();
  for (const target of targets) {
    const topic = limits.byId ? image.topicsById.get(target.topicId)?.name : target.topic;
    const row =
      topic === undefined
        ? failed(target, '', ErrorCode.UNKNOWN_TOPIC_ID)
        : readOne(replicas, target, topic, limits, pass);
    if (row === undefined) continue;
    pass.rows.push(row);
    if (row.errorCode !== ErrorCode.NONE || row.divergingEpoch !== undefined || row.preferredReadReplica >= 0)
      pass.urgent = true;
    pass.sizeBytes += row.slice?.sizeBytes ?? 0;
  }
  return pass;
}

function failed(target: FetchTarget, topic: string, errorCode: number): FetchedPartition {
  return {
    target,
    topic,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: -1,
    abortedTransactions: null,
    divergingEpoch: undefined,
    preferredReadReplica: -1,
    slice: undefined,
  };
}

function readOne(
  replicas: ReplicaManager,
  target: FetchTarget,
  topic: string,
  limits: FetchLimits,
  pass: FetchPass,
): FetchedPartition | undefined {
  const { chooser, follower } = limits;
  const partition =
    chooser === undefined
      ? replicas.leading(topic, target.partition, target.currentLeaderEpoch)
      : replicas.hosting(topic, target.partition, target.currentLeaderEpoch);
  if (typeof partition === 'number') return failed(target, topic, partition);
  const { log } = partition;
  if (limits.byId && partition.topicId !== target.topicId)
    return failed(target, topic, ErrorCode.INCONSISTENT_TOPIC_ID);
  let divergingEpoch;
  const readsEnd = target.fetchOffset === log.endOffset;
  // Who reads at the end, in the newest epoch, has all of it.
  if (target.lastFetchedEpoch >= 0 && !(readsEnd && target.lastFetchedEpoch === log.latestEpoch)) {
    const known = log.endOffsetForEpoch(target.lastFetchedEpoch);
    if (known.epoch < 0) return failed(target, topic, ErrorCode.OFFSET_OUT_OF_RANGE);
    if (known.epoch < target.lastFetchedEpoch || known.endOffset < target.fetchOffset) divergingEpoch = known;
  }
  const isAtEnd = readsEnd && divergingEpoch === undefined;
  const preferredReadReplica = chooser?.nearest(partition, target.fetchOffset) ?? -1;
  if (follower !== undefined) {
    // Without a chooser only what is led here comes so far.
    const led = partition as LedPartition;
    if (!led.leader.followers.has(follower.replicaId))
      return failed(
        target,
        topic,
        // It may know more than we do: the image that makes it a replica is still on its way to us.
        target.currentLeaderEpoch >= 0 ? ErrorCode.UNKNOWN_LEADER_EPOCH : ErrorCode.NOT_LEADER_OR_FOLLOWER,
      );
    // Where the logs part ways tells more than that the follower is beyond our end.
    const isBeyond = divergingEpoch === undefined && target.fetchOffset > log.endOffset;
    if (target.fetchOffset < log.startOffset || isBeyond)
      return failed(target, topic, ErrorCode.OFFSET_OUT_OF_RANGE);
    if (
      follower.isNew &&
      divergingEpoch === undefined &&
      !replicas.commits.followerFetched(led, {
        replicaId: follower.replicaId,
        brokerEpoch: follower.brokerEpoch,
        endOffset: target.fetchOffset,
        startOffset: target.logStartOffset,
      })
    )
      return failed(target, topic, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    // A follower that waits hears of commits soon: consumers of the next leader see no further than what it knows.
    if (knownHighWatermark(target) < log.highWatermark) {
      if (follower.hearsOfCommits) pass.urgent = true;
      else replicas.commits.news.tellSoon(partition);
    }
  }
  const saysNothing =
    target.toldHighWatermark === log.highWatermark && target.toldLogStart === log.startOffset;
  if (limits.session !== undefined && isAtEnd && saysNothing && preferredReadReplica < 0) {
    if (rests(target, partition, limits, limits.session)) return undefined;
    if (follower !== undefined) {
      pass.partitions.push(partition);
      return undefined;
    }
  }
  const upperBound =
    follower !== undefined ? log.endOffset : limits.readCommitted ? log.lastStableOffset : log.highWatermark;
  // An empty answer. One that is held back waits as at the log's end: the follower asks again.
  const getsNothing =
    follower !== undefined &&
    (isAtEnd || replicas.quotas.holdsBack(partition as LedPartition, follower.replicaId));
  let slice: LogSlice | undefined;
  if (divergingEpoch === undefined && preferredReadReplica < 0) {
    const read = getsNothing
      ? undefined
      : replicas.read(partition, target.fetchOffset, {
          maxBytes: Math.min(target.maxBytes, Math.max(limits.maxBytes - pass.sizeBytes, 0)),
          upperBound,
          atLeastOneBatch: pass.sizeBytes === 0,
        });
    if (typeof read === 'number') return failed(target, topic, read);
    slice = read;
    pass.partitions.push(partition);
  }
  const aborted = limits.readCommitted ? abortedIn(replicas, partition, target, slice) : null;
  if (typeof aborted === 'number') {
    slice?.release();
    return failed(target, topic, aborted);
  }
  return {
    target,
    topic,
    errorCode: ErrorCode.NONE,
    highWatermark: log.highWatermark,
    lastStableOffset: log.lastStableOffset,
    logStartOffset: log.startOffset,
    abortedTransactions: aborted,
    divergingEpoch,
    preferredReadReplica,
    slice,
  };
}

/** How far a follower knows commits to reach: it says so since v18, and knows what it was told before. */
function knownHighWatermark({ highWatermark, toldHighWatermark }: FetchTarget): number {
  return highWatermark === Infinity ? toldHighWatermark : highWatermark;
}

/**
 * Lets a partition rest that its reader has all of, and was told all about. Only if nothing but a change that stirs it
 * can make another answer of it, or give another meaning to the reader's fetch than that it is still there.
 */
function rests(
  target: FetchTarget,
  partition: HostedPartition,
  { follower, chooser }: FetchLimits,
  session: FetchSession,
): boolean {
  const { leader, log } = partition;
  if (session.isEnded || log.highWatermark !== log.endOffset) return false;
  if (follower === undefined) {
    // How far followers are changes whom a chooser sends a consumer to.
    if (chooser !== undefined && chooser !== READ_HERE) return false;
    if (log.lastStableOffset !== log.endOffset) return false;
    new RestingTarget(session, target, partition, undefined);
    return true;
  }
  if (!follower.isNew || knownHighWatermark(target) < log.highWatermark || partition.awaitsProgress)
    return false;
  const progress = leader?.quietFollower(follower.replicaId, log.endOffset);
  if (progress === undefined) return false;
  new RestingTarget(session, target, partition, progress);
  return true;
}

/** Aborted transactions in what is returned, or why they cannot be told. */
function abortedIn(
  replicas: ReplicaManager,
  partition: HostedPartition,
  { fetchOffset }: FetchTarget,
  slice: LogSlice | undefined,
): AbortedTransaction[] | ErrorCode {
  if (slice === undefined || slice.sizeBytes === 0) return [];
  return replicas.attempt(partition, (log) => log.abortedTransactions(fetchOffset, slice.nextOffset));
}
