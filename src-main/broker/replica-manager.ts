/**
 * The replicas of this node: makes them what the image says, appends for their leaders, and reads. Nothing here runs
 * while nothing happens.
 */
import type { Uuid } from '../base/index.ts';
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
import type { ReplicaRules } from '../replica/index.ts';
import type { ControllerLink } from './controller-link.ts';
import { DamagedReplicas } from './damaged-replicas.ts';
import { DeadlineTimer } from './deadline-timer.ts';
import { eligibleEpoch, interBrokerEndpoint } from './endpoints.ts';
import { type HostedPartition, type LedPartition, Partition } from './partition.ts';
import { PartitionTable } from './partition-table.ts';
import { ReplicaCommits } from './replica-commits.ts';
import { ReplicaDisks } from './replica-disks.ts';
import { ReplicaFetchers } from './replica-fetchers.ts';
import { type LeadershipListener, ReplicaRoles } from './replica-roles.ts';
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

export class ReplicaManager {
  readonly #env: Env;
  readonly #options: ReplicaManagerOptions;
  readonly #partitions = new PartitionTable();
  /** For everybody who waits for something here (waiting.ts). */
  readonly timer: DeadlineTimer;
  readonly #rules: ReplicaRules;
  readonly #fetchers: ReplicaFetchers | undefined;
  readonly quotas: ReplicationQuotas;
  readonly commits: ReplicaCommits;
  readonly #disks: ReplicaDisks;
  readonly #roles: ReplicaRoles;
  readonly #damaged: DamagedReplicas;
  #image: MetadataImage | undefined;
  /**
   * Totals of this process: what was appended for producers, what of it they were told is stored, batches refused
   * to them, and what consumers read. `batchesWaiting` is no total: with acks=all, appended, and not answered yet. `recordsOut` counts offsets, so gaps that compaction left are in it.
   */
  readonly counters = {
    recordsIn: 0,
    bytesIn: 0,
    recordsAcked: 0,
    batchesRefused: 0,
    batchesWaiting: 0,
    recordsOut: 0,
    bytesOut: 0,
  };

  constructor(env: Env, options: ReplicaManagerOptions) {
    this.#env = env;
    this.#options = options;
    this.timer = new DeadlineTimer(env.clock);
    const { nodeId, logs, replication, onDirectoryOffline, onPlaceChanged } = options;
    const partitions = this.#partitions;
    const rules: ReplicaRules = {
      maxLagMs: () => replication?.config().replicaLagTimeMaxMs ?? Infinity,
      eligibleEpoch: (brokerId) => eligibleEpoch(this.#image, brokerId),
    };
    this.#rules = rules;
    this.quotas = new ReplicationQuotas(env.clock, nodeId, () => replication?.config());
    const brokerEpoch = () => this.#image?.brokers.get(nodeId)?.epoch ?? -1;
    const isr = replication && { nodeId, controller: replication.controller, brokerEpoch };
    const commits = new ReplicaCommits(env, { partitions, timer: this.timer, rules, isr });
    this.commits = commits;
    const fetchers = replication && this.#fetchersFor(replication, brokerEpoch);
    this.#fetchers = fetchers;
    const resign = (partition: Partition, errorCode: ErrorCode) => this.#roles.resign(partition, errorCode);
    const disks = new ReplicaDisks(env, { nodeId, logs, partitions, resign, onDirectoryOffline });
    this.#disks = disks;
    const roles = new ReplicaRoles(env, { nodeId, rules, disks, commits, fetchers });
    this.#roles = roles;
    this.#damaged = new DamagedReplicas(env, { nodeId, logs, disks, roles, onPlaceChanged });
  }

  #fetchersFor(replication: ReplicationOptions, brokerEpoch: () => number): ReplicaFetchers {
    const config = () => replication.config();
    return new ReplicaFetchers(this.#env, {
      nodeId: this.nodeId,
      clusterId: replication.clusterId,
      replicas: this,
      config,
      brokerEpoch,
      endpointOf: (leaderId) => interBrokerEndpoint(this.#image, leaderId, config()),
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
    this.#roles.listen(topic, listener);
  }

  get(topic: string, index: number): Partition | undefined {
    return this.#partitions.get(topic, index);
  }

  all(): Iterable<Partition> {
    return this.#partitions.all();
  }

  partitionsOf(topic: string): readonly Partition[] {
    return this.#partitions.of(topic);
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
      this.#disks.attempt(log, () => this.logs.markStray(log.topic, log.partition));
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
    for (const topic of this.#partitions.topics()) this.#configure(topic);
  }

  #configure(topic: string): void {
    const config = this.#options.configOf(topic);
    for (const partition of this.partitionsOf(topic)) {
      if (partition.config === config) continue;
      partition.config = config;
      partition.log?.updateConfig(config);
      this.commits.advance(partition);
    }
  }

  #removeTopic(topic: TopicImage): void {
    for (const partition of this.partitionsOf(topic.name))
      this.#remove(partition, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
  }

  /** `errorCode`: for whoever waits here. Records that were appended may be on other replicas. */
  #remove(partition: Partition, errorCode: ErrorCode): void {
    const { topic, index, log } = partition;
    this.#roles.resign(partition, errorCode);
    this.#partitions.delete(partition);
    if (log !== undefined) this.#disks.attempt(log, () => this.logs.scheduleDelete(topic, index));
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
      this.#damaged.found(partition, partition.log.damage);
    if (partition.isUnhealthy && !this.#damaged.heal(partition)) return;
    if (image.leader !== this.#options.nodeId) {
      if (partition.leader !== undefined || before.leaderEpoch !== image.leaderEpoch || known === undefined)
        this.#roles.follow(partition);
    } else if (partition.leader?.leaderEpoch !== image.leaderEpoch) {
      this.#roles.lead(partition);
    } else {
      partition.leader.update(image, this.#env.clock.monotonicMs());
      this.commits.isrChanged(partition);
      this.commits.checkLagLater(partition);
    }
  }

  #add(topic: TopicImage, image: PartitionImage): Partition {
    const partition = new Partition(topic.name, topic.id, image, this.#options.configOf(topic.name));
    this.#partitions.add(partition);
    partition.log = this.#disks.open(partition);
    return partition;
  }

  /** A log has moved to another log dir; `moved` goes on where it ended. */
  moved(log: PartitionLog, moved: PartitionLog): void {
    const partition = this.get(log.topic, log.partition);
    if (partition?.log === log) partition.log = moved;
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
      // Whatever it was: what the producer sent is right, and what stores it here is not.
      this.#failed(partition, log, error);
      const { message } = error as Error;
      return { kind: 'refused', errorCode: ErrorCode.KAFKA_STORAGE_ERROR, message };
    }
    if (outcome.kind !== 'appended') return outcome;
    this.counters.recordsIn += outcome.records;
    this.counters.bytesIn += outcome.sizeBytes;
    partition.lastAppendMs = this.#env.clock.wallMs();
    partition.appended(outcome.sizeBytes);
    this.commits.advance(partition);
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
      return this.#failed(partition, log, error);
    }
  }

  // ── failing disks and damaged bytes ────────────────────────────────────────────────────────────────────────

  /** Reports what a log has thrown, and throws it again when neither its disk nor its bytes are the cause. */
  #failed(partition: Partition, log: PartitionLog, error: unknown): ErrorCode {
    if (error instanceof DiskError) {
      this.#disks.failed(log, error);
      return ErrorCode.KAFKA_STORAGE_ERROR;
    }
    if (!(error instanceof CorruptSegmentError)) throw error;
    this.#damaged.found(partition, error.message);
    return partition.isUnhealthy ? ErrorCode.KAFKA_STORAGE_ERROR : ErrorCode.CORRUPT_MESSAGE;
  }

  /** The log manager, or a look at closed segments, came upon damaged bytes. */
  damaged(log: PartitionLog, reason: string): void {
    const partition = this.get(log.topic, log.partition);
    if (partition?.log === log) this.#damaged.found(partition, reason);
  }

  directoryFailed(directory: string, reason: string): void {
    this.#disks.directoryFailed(directory, reason);
  }

  /** The log manager has taken a directory out of service: its replicas are gone until the node starts again. */
  directoryGone(directory: string, logs: readonly PartitionLog[], reason: string): void {
    this.#disks.directoryGone(directory, logs, reason);
  }

  /** Nobody is woken any more. */
  stop(): void {
    this.#fetchers?.stop();
    this.commits.stop();
    for (const partition of this.all()) this.#roles.resign(partition, ErrorCode.NOT_LEADER_OR_FOLLOWER);
    this.timer.stop();
  }
}
