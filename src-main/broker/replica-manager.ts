/**
 * The replicas of this node: makes them what the image says, appends for their leaders, and wakes who waits for
 * commits and for data. Nothing here runs while nothing happens.
 */
import { isReservedDirectory, type Uuid } from '../base/index.ts';
import type { BrokerConfig, TopicConfig } from '../config/index.ts';
import { DiskError, type Env } from '../env/index.ts';
import {
  type AppendOptions,
  type AppendOutcome,
  CorruptSegmentError,
  type LogManager,
  type LogSlice,
  type PartitionLog,
} from '../log/index.ts';
import type { MetadataDelta, MetadataImage, PartitionImage, TopicImage } from '../metadata/index.ts';
import { ErrorCode } from '../protocol/index.ts';
import { type FollowerFetch, type IsrRequest, LeaderState, type ReplicaRules } from '../replica/index.ts';
import { CommitNews } from './commit-news.ts';
import type { ControllerLink } from './controller-link.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import { eligibleEpoch, interBrokerEndpoint } from './endpoints.ts';
import { IsrAlterations } from './isr-alterations.ts';
import { type HostedPartition, type LedPartition, Partition } from './partition.ts';
import { ReplicaFetchers } from './replica-fetchers.ts';
import { ReplicationQuotas } from './replication-quotas.ts';

export interface ReplicaManagerOptions {
  readonly nodeId: number;
  readonly logs: LogManager;
  /** Effective settings of a topic in the newest image. */
  configOf(topic: string): TopicConfig;
  /** What following other brokers, and being followed, needs; undefined where no other broker can be. */
  readonly replication?: ReplicationOptions;
  /** A replica does not lie any more where the metadata says. */
  onPlaceChanged(partition: Partition): void;
  /** A directory is out of service; its partitions are gone already. */
  onDirectoryOffline(directory: string, reason: string): void;
}

export interface ReplicationOptions {
  readonly clusterId: Uuid;
  config(): BrokerConfig;
  /** Decides about ISRs. */
  readonly controller: ControllerLink;
}

/** Hears when this node wins or loses partitions of a topic (the coordinators of internal topics). */
export interface LeadershipListener {
  elected(partition: number, leaderEpoch: number): void;
  resigned(partition: number): void;
}

/** A fact about the high watermark at most this often per partition. */
const HIGH_WATERMARK_FACT_MS = 1000;

export class ReplicaManager {
  readonly #env: Env;
  readonly #options: ReplicaManagerOptions;
  readonly #topics = new Map<string, Map<number, Partition>>();
  readonly #leadership = new Map<string, LeadershipListener>();
  /** For everybody who waits for something here (waiting.ts). */
  readonly timer: DeadlineTimer;
  readonly #rules: ReplicaRules;
  readonly #fetchers: ReplicaFetchers | undefined;
  readonly #isr: IsrAlterations | undefined;
  readonly quotas: ReplicationQuotas;
  readonly commitNews: CommitNews;
  #lagCheckScheduled = false;
  #image: MetadataImage | undefined;
  /**
   * Totals of this process: what was appended for producers, what of it they were told is stored, batches refused
   * to them, and what consumers read. `recordsOut` counts offsets, so gaps that compaction left are in it.
   */
  readonly counters = {
    recordsIn: 0,
    bytesIn: 0,
    recordsAcked: 0,
    batchesRefused: 0,
    recordsOut: 0,
    bytesOut: 0,
  };

  constructor(env: Env, options: ReplicaManagerOptions) {
    this.#env = env;
    this.#options = options;
    this.timer = new DeadlineTimer(env.clock);
    this.commitNews = new CommitNews(env.clock, this.timer);
    const { nodeId, replication } = options;
    this.#rules = {
      maxLagMs: () => replication?.config().replicaLagTimeMaxMs ?? Infinity,
      eligibleEpoch: (brokerId) => eligibleEpoch(this.#image, brokerId),
    };
    this.quotas = new ReplicationQuotas(env.clock, nodeId, () => replication?.config());
    if (replication === undefined) return;
    const { clusterId, controller } = replication;
    const config = () => replication.config();
    const brokerEpoch = () => this.#image?.brokers.get(nodeId)?.epoch ?? -1;
    this.#fetchers = new ReplicaFetchers(env, {
      nodeId,
      clusterId,
      replicas: this,
      config,
      brokerEpoch,
      endpointOf: (leaderId) => interBrokerEndpoint(this.#image, leaderId, config()),
    });
    this.#isr = new IsrAlterations(env, {
      nodeId,
      controller,
      brokerEpoch,
      onSettled: (partition) => this.#isrChanged(partition),
    });
  }

  get nodeId(): number {
    return this.#options.nodeId;
  }

  get logs(): LogManager {
    return this.#options.logs;
  }

  /** `replica.lag.time.max.ms`; Infinity where nobody can follow. */
  get maxLagMs(): number {
    return this.#rules.maxLagMs();
  }

  /** Must be called before the first image, so that nothing is missed. */
  listen(topic: string, listener: LeadershipListener): void {
    this.#leadership.set(topic, listener);
  }

  get(topic: string, index: number): Partition | undefined {
    return this.#topics.get(topic)?.get(index);
  }

  *all(): Iterable<Partition> {
    for (const partitions of this.#topics.values()) yield* partitions.values();
  }

  partitionsOf(topic: string): readonly Partition[] {
    return [...(this.#topics.get(topic)?.values() ?? [])];
  }

  /**
   * The partition, if this node leads it and the caller's epoch (-1: it does not say) is the present one; else the
   * error that says why not.
   */
  leading(topic: string, index: number, currentLeaderEpoch = -1): LedPartition | ErrorCode {
    const partition = this.hosting(topic, index, currentLeaderEpoch);
    if (typeof partition === 'number') return partition;
    return partition.leader === undefined ? ErrorCode.NOT_LEADER_OR_FOLLOWER : (partition as LedPartition);
  }

  /** The same, if this node has a replica, whoever leads. */
  hosting(topic: string, index: number, currentLeaderEpoch = -1): HostedPartition | ErrorCode {
    const partition = this.get(topic, index);
    if (partition === undefined) {
      const known = this.#image?.topicsByName.get(topic)?.partitions[index] !== undefined;
      return known ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
    }
    if (partition.log === undefined || partition.isUnhealthy) return ErrorCode.KAFKA_STORAGE_ERROR;
    const { leaderEpoch } = partition.image;
    if (currentLeaderEpoch >= 0 && currentLeaderEpoch !== leaderEpoch)
      return currentLeaderEpoch < leaderEpoch
        ? ErrorCode.FENCED_LEADER_EPOCH
        : ErrorCode.UNKNOWN_LEADER_EPOCH;
    return partition as HostedPartition;
  }

  // ── what the image says ────────────────────────────────────────────────────────────────────────────────────

  /** Takes over the first image; logs that it does not know are set aside as strays. */
  start(image: MetadataImage): void {
    this.#image = image;
    for (const topic of image.topicsByName.values()) {
      for (const partition of topic.partitions) this.#update(topic, partition);
    }
    for (const log of this.logs.all()) {
      if (this.get(log.topic, log.partition)?.log === log) continue;
      this.#env.log.warn(`${log.topic}-${log.partition} is not in the metadata: set aside as stray`);
      this.#onDisk(log, () => this.logs.markStray(log.topic, log.partition));
    }
  }

  /** Follows the image. Costs what has changed. */
  apply(image: MetadataImage, delta: MetadataDelta): void {
    this.#image = image;
    for (const { before, after, changedPartitions } of delta.changedTopics) {
      if (before !== undefined && before.id !== after?.id) this.#removeTopic(before);
      if (after === undefined) continue;
      for (const index of changedPartitions) this.#update(after, after.partitions[index]);
    }
    for (const { type, name } of delta.changedConfigs) if (type === 'topic') this.#configure(name);
  }

  /** Broker settings have changed, and with them what topics inherit. */
  configureAll(): void {
    for (const topic of this.#topics.keys()) this.#configure(topic);
  }

  #configure(topic: string): void {
    const config = this.#options.configOf(topic);
    for (const partition of this.partitionsOf(topic)) {
      if (partition.config === config) continue;
      partition.config = config;
      partition.log?.updateConfig(config);
      this.#advance(partition);
    }
  }

  #removeTopic(topic: TopicImage): void {
    for (const partition of this.partitionsOf(topic.name))
      this.#remove(partition, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }

  /** `errorCode`: for whoever waits here. Records that were appended may be on other replicas. */
  #remove(partition: Partition, errorCode: ErrorCode): void {
    const { topic, index, log } = partition;
    this.#resign(partition, errorCode);
    const partitions = this.#topics.get(topic);
    if (partitions !== undefined) {
      partitions.delete(index);
      if (partitions.size === 0) this.#topics.delete(topic);
    }
    if (log !== undefined) this.#onDisk(log, () => this.logs.scheduleDelete(topic, index));
  }

  #update(topic: TopicImage, image: PartitionImage): void {
    const known = this.get(topic.name, image.partition);
    if (!image.replicas.includes(this.#options.nodeId)) {
      if (known !== undefined) this.#remove(known, ErrorCode.NOT_LEADER_OR_FOLLOWER);
      return;
    }
    const partition = known ?? this.#add(topic, image);
    const before = partition.image;
    partition.image = image;
    if (partition.log === undefined) return;
    if (known === undefined && partition.log.damage !== undefined)
      this.#foundDamage(partition, partition.log.damage);
    if (partition.isUnhealthy && !this.#heal(partition)) return;
    if (image.leader !== this.#options.nodeId) {
      if (partition.leader !== undefined || before.leaderEpoch !== image.leaderEpoch || known === undefined)
        this.#follow(partition);
    } else if (partition.leader?.leaderEpoch !== image.leaderEpoch) {
      this.#lead(partition);
    } else {
      partition.leader.update(image, this.#env.clock.monotonicMs());
      this.#isrChanged(partition);
      this.#checkLagLater(partition);
    }
  }

  #add(topic: TopicImage, image: PartitionImage): Partition {
    const partition = new Partition(topic.name, topic.id, image, this.#options.configOf(topic.name));
    let partitions = this.#topics.get(topic.name);
    if (partitions === undefined) this.#topics.set(topic.name, (partitions = new Map()));
    partitions.set(image.partition, partition);
    partition.log = this.#openLog(partition);
    return partition;
  }

  #openLog(partition: Partition): PartitionLog | undefined {
    const { topic, index, topicId, config } = partition;
    const there = this.logs.get(topic, index);
    if (there?.topicId === topicId) {
      there.updateConfig(config);
      return there;
    }
    if (there !== undefined) {
      // A topic of this name was deleted and made anew while the node was away; or partition.metadata was changed.
      this.#env.log.warn(
        `${there.directory} is of topic ${there.topicId}, the metadata says ${topicId}: set aside as stray`,
      );
      this.#onDisk(there, () => this.logs.markStray(topic, index));
    }
    const assigned = partition.image.directories.at(partition.image.replicas.indexOf(this.#options.nodeId));
    const directories = this.logs.directories();
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
      return this.logs.create(topic, index, topicId, config, path);
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      const failed = path ?? directories.find((directory) => error.path.startsWith(directory.path))?.path;
      if (failed === undefined) throw error;
      this.directoryFailed(failed, error.message);
      return undefined;
    }
  }

  /** A log has moved to another log dir; `moved` goes on where it ended. */
  moved(log: PartitionLog, moved: PartitionLog): void {
    const partition = this.get(log.topic, log.partition);
    if (partition?.log === log) partition.log = moved;
  }

  #lead(partition: Partition): void {
    const { topic, topicId, index, image } = partition;
    const log = partition.log!;
    const nowMs = this.#env.clock.monotonicMs();
    this.#resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    const led = this.#onDisk(log, () => log.assignEpoch(image.leaderEpoch, log.endOffset));
    if (!led) return;
    partition.leader = new LeaderState(this.#options.nodeId, image, log.endOffset, nowMs, this.#rules);
    this.#env.facts.report({
      kind: 'became-leader',
      topic,
      topicId,
      partition: index,
      leaderEpoch: image.leaderEpoch,
      endOffset: log.endOffset,
    });
    this.#advance(partition);
    this.#checkLagLater(partition);
    this.#leadership.get(topic)?.elected(index, image.leaderEpoch);
  }

  #follow(partition: Partition): void {
    this.#resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    this.#env.facts.report({
      kind: 'became-follower',
      topic: partition.topic,
      topicId: partition.topicId,
      partition: partition.index,
      leaderEpoch: partition.image.leaderEpoch,
      endOffset: partition.log?.endOffset ?? -1,
    });
    this.#fetchers?.follow(partition);
  }

  #resign(partition: Partition, errorCode: ErrorCode): void {
    this.#fetchers?.unfollow(partition);
    const led = partition.leader !== undefined;
    partition.leader = undefined;
    partition.dismiss(errorCode);
    if (led) this.#leadership.get(partition.topic)?.resigned(partition.index);
  }

  // ── records ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Appends one batch to a partition led here and moves the high watermark as far as it may go. */
  append(
    partition: LedPartition,
    batch: Buffer,
    options: Pick<AppendOptions, 'origin' | 'transactionVersion'>,
  ): AppendOutcome {
    const { log, leader } = partition;
    let outcome: AppendOutcome;
    try {
      outcome = log.appendAsLeader(batch, {
        leaderEpoch: leader.leaderEpoch,
        origin: options.origin,
        transactionVersion: options.transactionVersion,
      });
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.diskFailed(log, error);
      return { kind: 'refused', errorCode: ErrorCode.KAFKA_STORAGE_ERROR, message: error.message };
    }
    if (outcome.kind !== 'appended') return outcome;
    this.counters.recordsIn += outcome.records;
    this.counters.bytesIn += outcome.sizeBytes;
    partition.lastAppendMs = this.#env.clock.wallMs();
    partition.appended(outcome.sizeBytes);
    this.#advance(partition);
    return outcome;
  }

  /** Whole batches from `offset` on; a disk or bytes that fail are an error code. */
  read(
    partition: HostedPartition,
    offset: number,
    options: { maxBytes: number; upperBound: number; atLeastOneBatch: boolean },
  ): LogSlice | ErrorCode {
    return this.attempt(partition, (log) => {
      const slice = log.read(offset, options);
      return slice === 'out-of-range' ? ErrorCode.OFFSET_OUT_OF_RANGE : slice;
    });
  }

  /**
   * Does something with a partition's log. A failing disk takes its directory out of service (KAFKA_STORAGE_ERROR);
   * stored bytes that are damaged concern this partition only (CORRUPT_MESSAGE).
   */
  attempt<T>(partition: Partition, action: (log: PartitionLog) => T): T | ErrorCode {
    const { log } = partition;
    if (log === undefined) return ErrorCode.KAFKA_STORAGE_ERROR;
    try {
      return action(log);
    } catch (error) {
      if (error instanceof DiskError) {
        this.diskFailed(log, error);
        return ErrorCode.KAFKA_STORAGE_ERROR;
      }
      if (!(error instanceof CorruptSegmentError)) throw error;
      this.#foundDamage(partition, error.message);
      return partition.isUnhealthy ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.CORRUPT_MESSAGE;
    }
  }

  /** Moves the high watermark to where the in-sync replicas allow, and tells who waited for that. */
  #advance(partition: Partition): void {
    const { log, leader } = partition;
    if (log === undefined || leader === undefined || log.highWatermark === log.endOffset) return;
    const allowed = leader.highWatermark(
      log.endOffset,
      partition.config.minInsyncReplicas,
      leader.followers.size === 0 ? 0 : this.#env.clock.monotonicMs(),
    );
    if (allowed < 0 || !log.advanceHighWatermark(allowed)) return;
    const { highWatermark } = log;
    if (partition.commitWaiters.size > 0) {
      for (const waiter of partition.commitWaiters.reached(highWatermark)) waiter.done(ErrorCode.NONE);
    }
    partition.committed();
    if (leader.followers.size > 0) this.commitNews.tellSoon(partition);
    this.#reportHighWatermark(partition, highWatermark, log.endOffset);
  }

  // ── replication ────────────────────────────────────────────────────────────────────────────────────────────

  /** A follower's fetch says how far it is. False when it is no replica, or a process that has been replaced. */
  followerFetched(partition: LedPartition, fetch: FollowerFetch): boolean {
    const { leader, log, resting } = partition;
    // Another session of the same broker speaks for it here from now on.
    if (resting.size > 0)
      for (const reader of resting) if (reader.replicaId === fetch.replicaId) reader.stir();
    if (!leader.followerFetched(fetch, log.endOffset, this.#env.clock.monotonicMs())) return false;
    this.#propose(partition, leader.expand(fetch.replicaId, log.highWatermark));
    this.#advance(partition);
    partition.progressed();
    return true;
  }

  /** This node follows: it has appended so many bytes, and heard how far the leader's commits reach. */
  followedTo(partition: HostedPartition, highWatermark: number, sizeBytes: number): void {
    const { log } = partition;
    if (sizeBytes > 0) {
      partition.lastAppendMs = this.#env.clock.wallMs();
      partition.appended(sizeBytes);
    }
    if (!log.advanceHighWatermark(highWatermark)) return;
    partition.committed();
    this.#reportHighWatermark(partition, log.highWatermark, log.endOffset);
  }

  #propose(partition: Partition, request: IsrRequest | undefined): void {
    if (request !== undefined) this.#isr?.propose(partition as LedPartition, request);
  }

  /** The ISR may be another one: the high watermark may move, or stand still for lack of replicas. */
  #isrChanged(partition: Partition): void {
    partition.stir();
    this.#advance(partition);
    if (partition.commitWaiters.size === 0) return;
    if (partition.leader?.isUnderMinIsr(partition.config.minInsyncReplicas) !== true) return;
    for (const waiter of partition.commitWaiters.belowMinIsr())
      waiter.done(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
  }

  /** While partitions with followers are led here, laggards are looked for twice in `replica.lag.time.max.ms`. */
  #checkLagLater(partition: Partition | undefined): void {
    if (this.#lagCheckScheduled || this.#isr === undefined) return;
    if (partition !== undefined && (partition.leader?.followers.size ?? 0) === 0) return;
    this.#lagCheckScheduled = true;
    this.timer.at(this.#env.clock.monotonicMs() + this.#rules.maxLagMs() / 2, () => {
      this.#lagCheckScheduled = false;
      this.#checkLag();
    });
  }

  #checkLag(): void {
    const nowMs = this.#env.clock.monotonicMs();
    let followed = false;
    for (const partition of this.all()) {
      const { leader, log } = partition;
      if (leader === undefined || log === undefined || leader.followers.size === 0) continue;
      followed = true;
      this.#propose(partition, leader.shrink(log.endOffset, nowMs));
      // Somebody who was about to join may have given up: nobody waits for it any longer.
      this.#advance(partition);
    }
    if (followed) this.#checkLagLater(undefined);
  }

  #reportHighWatermark(partition: Partition, highWatermark: number, endOffset: number): void {
    const nowMs = this.#env.clock.monotonicMs();
    if (nowMs - partition.highWatermarkReportedMs < HIGH_WATERMARK_FACT_MS) return;
    partition.highWatermarkReportedMs = nowMs;
    const { topic, index } = partition;
    this.#env.facts.report({
      kind: 'high-watermark-advanced',
      topic,
      partition: index,
      highWatermark,
      endOffset,
    });
  }

  // ── damaged replicas ───────────────────────────────────────────────────────────────────────────────────────

  /** The log manager, or a look at closed segments, came upon damaged bytes. */
  damaged(log: PartitionLog, reason: string): void {
    const partition = this.get(log.topic, log.partition);
    if (partition?.log === log) this.#foundDamage(partition, reason);
  }

  /**
   * Says it once, for readers try again and again. Where others are in sync this replica is no longer served, and the
   * controller is told that it is offline (as of a lost log dir, the one way that the protocol has): it takes the
   * leadership away and counts on it no more. A replica that nobody can stand in for serves what can be read.
   */
  #foundDamage(partition: Partition, reason: string): void {
    const { topic, index, image } = partition;
    if (partition.damage !== undefined) return;
    partition.damage = reason;
    const healing = image.isr.some((id) => id !== this.#options.nodeId);
    this.#env.log.error(
      `damaged bytes in ${reason}${healing ? '; the replica is copied anew from its leader' : ''}`,
    );
    this.#env.facts.report({ kind: 'replica-damaged', topic, partition: index, reason, healing });
    if (!healing) return;
    partition.isUnhealthy = true;
    this.#resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    this.#options.onPlaceChanged(partition);
  }

  /**
   * Once nobody counts on a damaged replica any more its files are set aside, and it begins anew. True when it may go
   * on as what the image says.
   */
  #heal(partition: Partition): boolean {
    const { nodeId } = this.#options;
    const { topic, index, image, log } = partition;
    if (image.isr.length === 1 && image.isr[0] === nodeId) {
      // Whoever could have stood in has left meanwhile: what can be read is better than nothing.
      partition.isUnhealthy = false;
      return true;
    }
    const isCountedOn = image.isr.includes(nodeId) || image.elr.includes(nodeId);
    if (isCountedOn || image.leader < 0 || image.leader === nodeId) return false;
    if (!this.#onDisk(log!, () => this.logs.scheduleDelete(topic, index))) return false;
    partition.log = this.#openLog(partition);
    partition.isUnhealthy = false;
    partition.damage = undefined;
    if (partition.log === undefined) return false;
    this.#env.log.warn(`${topic}-${index} begins anew, from the log of leader ${image.leader}`);
    this.#env.facts.report({ kind: 'replica-replaced', topic, partition: index, leader: image.leader });
    this.#follow(partition);
    return true;
  }

  // ── failing disks ──────────────────────────────────────────────────────────────────────────────────────────

  /** True when the action went well; else the log's directory is out of service. */
  #onDisk(log: PartitionLog, action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      if (!(error instanceof DiskError)) throw error;
      this.diskFailed(log, error);
      return false;
    }
  }

  /** An operation on this log failed: its whole directory goes out of service. */
  diskFailed(log: PartitionLog, error: DiskError): void {
    const directory = this.logs.directoryOf(log)?.path;
    if (directory !== undefined) this.directoryFailed(directory, error.message);
  }

  directoryFailed(directory: string, reason: string): void {
    this.directoryGone(directory, this.logs.takeOffline(directory, reason), reason);
  }

  /** A directory is out of service: its replicas are gone until the node starts again. */
  directoryGone(directory: string, logs: readonly PartitionLog[], reason: string): void {
    for (const { topic, partition: index } of logs) {
      const partition = this.get(topic, index);
      if (partition === undefined) continue;
      partition.log = undefined;
      this.#resign(partition, ErrorCode.KAFKA_STORAGE_ERROR);
    }
    this.#options.onDirectoryOffline(directory, reason);
  }

  /** Nobody is woken any more. */
  stop(): void {
    this.#fetchers?.stop();
    this.#isr?.stop();
    for (const partition of this.all()) this.#resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    this.timer.stop();
  }
}
